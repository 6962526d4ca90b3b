"""Devices are chosen, refused and explained as the machine allows; the machine is injected."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inference.errors import DeviceError, PackError
from inference.towers.session import Probes, device_report, open_session, why_not

STARTER = Path(__file__).parents[3] / "resources" / "packs" / "starter"
GRAPH = STARTER / "music_base.onnx"
CPU, CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"


def machine(
    *,
    providers: tuple[str, ...] = (CUDA, CPU),
    missing: tuple[str, ...] = (),
    platform: str = "linux",
    calls: list[str] | None = None,
) -> Probes:
    log = calls if calls is not None else []

    def loadable(name: str) -> bool:
        log.append(name)
        return not any(part in name for part in missing)

    return Probes(platform, lambda: list(providers), lambda: log.append("preload"), loadable)


@pytest.mark.parametrize(
    ("probes", "words"),
    [
        (machine(providers=(CPU,)), "built without cuda"),
        (machine(missing=("libcuda.so",)), "No NVIDIA driver"),
        (machine(platform="darwin"), "No NVIDIA driver"),
        (machine(missing=("cudart",)), "CUDA 13 is missing (libcudart.so.13)"),
        (machine(missing=("libcudnn",)), "cuDNN 9 is missing (libcudnn.so.9)"),
        (machine(platform="win32", missing=("cudnn",)), "cuDNN 9 is missing (cudnn64_9.dll)"),
    ],
)
def test_says_in_one_sentence_why_no_gpu(probes: Probes, words: str) -> None:
    report = device_report(probes=probes)
    assert report.device == "cpu"
    assert report.available == ("cpu",)
    assert report.why_not_gpu is not None
    assert words in report.why_not_gpu
    assert report.why_not_gpu.count(". ") == 0


def test_a_complete_cuda_machine_uses_cuda() -> None:
    report = device_report(probes=machine())
    assert (report.device, report.why_not_gpu) == ("cuda", None)
    assert report.available == ("cuda", "cpu")


def test_libraries_from_packages_are_loaded_before_they_are_looked_for() -> None:
    calls: list[str] = []
    assert why_not("cuda", machine(calls=calls)) is None
    assert calls.index("libcuda.so.1") < calls.index("preload") < calls.index("libcudart.so.13")


def test_without_a_driver_nothing_of_cuda_is_touched() -> None:
    calls: list[str] = []
    why_not("cuda", machine(missing=("libcuda.so",), calls=calls))
    assert calls == ["libcuda.so.1"]


@pytest.mark.parametrize(
    ("provider", "device"),
    [("DmlExecutionProvider", "directml"), ("CoreMLExecutionProvider", "coreml")],
)
def test_other_accelerators_need_only_their_provider(provider: str, device: str) -> None:
    report = device_report(probes=machine(providers=(provider, CPU)))
    assert (report.device, report.why_not_gpu) == (device, None)


def test_asking_for_an_unusable_device_is_an_error_with_the_reason() -> None:
    with pytest.raises(DeviceError, match="No NVIDIA driver") as caught:
        open_session(GRAPH, device="cuda", probes=machine(missing=("libcuda.so",)))
    assert "auto or cpu" in caught.value.remedy


def test_an_unknown_device_is_an_error() -> None:
    with pytest.raises(DeviceError, match="'tpu'"):
        open_session(GRAPH, device="tpu")


def test_a_graph_the_chosen_device_refuses_says_so(capfd: pytest.CaptureFixture[str]) -> None:
    # The probes promise CUDA, but this test only runs where the library itself cannot give it.
    if device_report().device != "cpu":
        pytest.skip("this machine has a working accelerator")
    if why_not("cuda", machine()) or "without cuda" in (device_report().why_not_gpu or ""):
        pytest.skip("the installed library knows no CUDA")
    session = open_session(GRAPH, device="auto", probes=machine(), threads=1)
    assert session.device == "cpu"
    assert session.fell_back_because is not None
    assert "cuda" in session.fell_back_because
    with pytest.raises(DeviceError, match="refused"):
        open_session(GRAPH, device="cuda", probes=machine(), threads=1)


def test_on_the_cpu_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    session = open_session(GRAPH, device="cpu", threads=1)
    assert (session.device, session.fell_back_because) == ("cpu", None)
    out = session.run({"waveform": np.zeros((1, 47616), np.float32)})
    assert list(out) == ["embedding", "tags"]
    assert capfd.readouterr() == ("", "")


def test_bytes_and_file_give_the_same() -> None:
    wave = np.sin(np.arange(47616, dtype=np.float32) / 9)[None]
    one = open_session(GRAPH, device="cpu", threads=1).run({"waveform": wave})
    other = open_session(GRAPH.read_bytes(), device="cpu", threads=1).run({"waveform": wave})
    np.testing.assert_array_equal(one["embedding"], other["embedding"])


@pytest.mark.parametrize("content", [b"", b"no graph at all", None])
def test_a_damaged_or_absent_graph_is_a_pack_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "broken.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PackError, match=r"broken\.onnx"):
        open_session(path, device="cpu")


def test_this_machine_can_be_asked() -> None:
    report = device_report()
    assert report.device in report.available
    assert (report.why_not_gpu is None) == (report.device != "cpu")
