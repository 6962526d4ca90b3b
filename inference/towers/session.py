"""Opens ONNX graphs on the device asked for, and says in one sentence why when it is another one.

The only file that names the inference library.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from inference.errors import DeviceError, PackError

PROVIDERS = {
    "cuda": "CUDAExecutionProvider",
    "directml": "DmlExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "cpu": "CPUExecutionProvider",
}
DEVICES = ("auto", *PROVIDERS)
# What the library's CUDA build needs: CUDA 13 and cuDNN 9 (its release notes), by file name.
DRIVER = {"linux": "libcuda.so.1", "win32": "nvcuda.dll"}
CUDA = {
    "linux": ("libcudart.so.13", "libcublasLt.so.13"),
    "win32": ("cudart64_13.dll", "cublasLt64_13.dll"),
}
CUDNN = {"linux": ("libcudnn.so.9",), "win32": ("cudnn64_9.dll",)}
FATAL_ONLY = 4

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """Which device graphs run on here, which others could, and why not on an NVIDIA card.

    `why_not_gpu` is one sentence, or None when a graphics processor is used.
    """

    device: str
    available: tuple[str, ...]
    why_not_gpu: str | None


@dataclass(frozen=True, slots=True)
class Probes:
    """What the machine is asked; replaced in tests.

    `providers` names what the library was built with, `preload` makes libraries that came as
    Python packages findable, `loadable` says whether a shared library can be loaded by name.
    """

    platform: str
    providers: Callable[[], list[str]]
    preload: Callable[[], None]
    loadable: Callable[[str], bool]


def _loadable(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _preload() -> None:
    """Load CUDA and cuDNN from the nvidia packages; what it prints is said better below."""
    with redirect_stdout(StringIO()):
        ort.preload_dlls()


def this_machine() -> Probes:
    """Real probes of the machine the program runs on."""
    return Probes(sys.platform, ort.get_available_providers, _preload, _loadable)


def device_report(*, probes: Probes | None = None) -> DeviceReport:
    """Say which device "auto" uses here and, if it is no graphics processor, why."""
    probes = probes or this_machine()
    reasons = {name: why_not(name, probes) for name in PROVIDERS}
    available = tuple(name for name, reason in reasons.items() if reason is None)
    device = available[0]
    return DeviceReport(device, available, reasons["cuda"] if device == "cpu" else None)


def why_not(device: str, probes: Probes) -> str | None:
    """One sentence that says why `device` cannot be used here, or None when it can."""
    if PROVIDERS[device] not in probes.providers():
        return f"The installed inference library (onnxruntime) is built without {device}."
    return _why_not_cuda(probes) if device == "cuda" else None


def _why_not_cuda(probes: Probes) -> str | None:
    driver = DRIVER.get(probes.platform)
    if driver is None or not probes.loadable(driver):
        return f"No NVIDIA driver was found ({driver or 'none exists for this system'})."
    probes.preload()
    for kind, names in (("CUDA 13", CUDA[probes.platform]), ("cuDNN 9", CUDNN[probes.platform])):
        missing = [name for name in names if not probes.loadable(name)]
        if missing:
            return f"The NVIDIA driver is there but {kind} is missing ({', '.join(missing)})."
    return None


class Session:
    """One opened graph.

    Attributes
    ----------
    device : str
        What it runs on, as the library itself reports it: "cuda", "directml", "coreml" or "cpu".
    fell_back_because : str or None
        One sentence when "auto" found a graphics processor that then refused this graph.
    inputs, outputs : tuple of str
        Names, in the order of the graph.
    widths : dict of str to int
        Last axis of each output (a name or None where it is dynamic).
    """

    def __init__(self, inner: ort.InferenceSession, *, fell_back_because: str | None) -> None:
        self._inner = inner
        self.device = _device_of(inner)
        self.fell_back_because = fell_back_because
        self.inputs = tuple(value.name for value in inner.get_inputs())
        self.outputs = tuple(value.name for value in inner.get_outputs())
        self.widths = {value.name: value.shape[-1] for value in inner.get_outputs() if value.shape}

    def run(self, inputs: Arrays) -> dict[str, NDArray[Any]]:
        """Run the graph once; outputs by name, in the order of the graph."""
        values = self._inner.run(None, dict(inputs))
        return dict(zip(self.outputs, (np.asarray(value) for value in values), strict=True))


def open_session(
    graph: Path | bytes,
    *,
    device: str = "auto",
    threads: int = 0,
    probes: Probes | None = None,
) -> Session:
    """Open an ONNX graph.

    Parameters
    ----------
    graph : Path or bytes
        The file, or its verified content.
    device : str
        One of `DEVICES`. "auto" takes the first that works of CUDA, DirectML, Core ML, CPU.
    threads : int
        Threads of one run on the CPU; 0 lets the library take every core.

    Raises
    ------
    DeviceError
        If a device asked for by name is unknown or cannot be used.
    PackError
        If the graph is damaged or absent.
    """
    probes = probes or this_machine()
    require_device(device, probes=probes)
    if device == "auto":
        return _open_best(graph, threads=threads, probes=probes)
    session = Session(_open(graph, device, threads), fell_back_because=None)
    if session.device != device:
        raise _unusable(device, "The inference library refused it for this graph.")
    return session


def require_device(device: str, *, probes: Probes | None = None) -> None:
    """Check that a device can be used, before any work is begun.

    Raises
    ------
    DeviceError
        If it is unknown, or asked for by name and not usable here.
    """
    if device not in DEVICES:
        raise DeviceError(
            f"There is no device {device!r}.", remedy=f"Use one of {', '.join(DEVICES)}."
        )
    reason = None if device == "auto" else why_not(device, probes or this_machine())
    if reason:
        raise _unusable(device, reason)


def _unusable(device: str, reason: str) -> DeviceError:
    return DeviceError(
        f"{device} cannot be used. {reason}", remedy="Choose the device auto or cpu."
    )


def _open_best(graph: Path | bytes, *, threads: int, probes: Probes) -> Session:
    """Try the best device; when it refuses this very graph, say so in the session."""
    report = device_report(probes=probes)
    inner = _open(graph, report.device, threads)
    used = _device_of(inner)
    refused = (
        None if used == report.device else f"{report.device} refused the graph; it runs on {used}."
    )
    return Session(inner, fell_back_because=refused)


def _device_of(inner: ort.InferenceSession) -> str:
    first = inner.get_providers()[0]
    return next(name for name, provider in PROVIDERS.items() if provider == first)


def _open(graph: Path | bytes, device: str, threads: int) -> ort.InferenceSession:
    providers = list(dict.fromkeys([PROVIDERS[device], PROVIDERS["cpu"]]))
    source = graph if isinstance(graph, bytes) else str(graph)
    try:
        return ort.InferenceSession(source, _options(threads), providers=providers)
    except Exception as error:  # the library's errors have no common type below Exception
        raise PackError(
            f"The model graph {_name(graph)} cannot be opened: {_first_line(error)}",
            remedy="Install the model pack again.",
            path=graph if isinstance(graph, Path) else None,
        ) from error


def _options(threads: int) -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = FATAL_ONLY  # every failure reaches us as an exception anyway
    # Threads that spin while they wait starve the editor the user runs beside us.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _name(graph: Path | bytes) -> str:
    return "in memory" if isinstance(graph, bytes) else graph.name


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
