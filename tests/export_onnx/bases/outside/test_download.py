"""Fetching through the hub's own client, from a small hub that runs here."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("huggingface_hub")

from export_onnx.bases.outside.clip_files import read_clip
from export_onnx.bases.outside.download import fetch, wanted_files
from inference.errors import WorldError
from inference.progress import finish

FILES = Path(__file__).parent / "files" / "open_clip"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub(BaseHTTPRequestHandler):
    """The three requests the client makes: what there is, what a file is, the file."""

    asked: list[tuple[str, str]] = []  # noqa: RUF012
    tokens: list[str | None] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        self.asked.append((self.command, self.path))
        self.tokens.append(self.headers.get("authorization"))
        name = self.path.rpartition("/")[2].partition("?")[0]
        if self.path.startswith(("/api/models/laion/clip/tree", "/api/models/laion/clip/paths")):
            self._send(json.dumps([self._entry(f) for f in listed()]).encode(), {}, body=body)
        elif self.path.startswith("/api/models/laion/clip"):
            files = [{"rfilename": f.name} for f in listed()]
            said = {"id": "laion/clip", "sha": COMMIT, "siblings": files}
            self._send(json.dumps(said).encode(), {}, body=body)
        elif self.path.startswith("/laion/clip/resolve/") and (FILES / name).is_file():
            content = (FILES / name).read_bytes()
            etag = hashlib.sha256(content).hexdigest()
            self._send(content, {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT}, body=body)
        else:
            self._send(b"{}", {"X-Error-Code": "RepoNotFound"}, body=body, status=404)

    def _entry(self, file: Path) -> dict[str, object]:
        return {"type": "file", "path": file.name, "size": file.stat().st_size, "oid": COMMIT}

    def _send(
        self, content: bytes, headers: dict[str, str], *, body: bool, status: int = 200
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def listed() -> list[Path]:
    return sorted(path for path in FILES.iterdir())


@pytest.fixture
def hub() -> Iterator[str]:
    Hub.asked.clear()
    Hub.tokens.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_what_is_fetched_can_be_read_and_no_token_is_sent(
    hub: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    finish(fetch("laion/clip", tmp_path / "w", endpoint=hub))
    names = {path.name for path in (tmp_path / "w").iterdir() if path.is_file()}
    expected = {"open_clip_config.json", "open_clip_model.safetensors", "tokenizer.json"}
    assert names == expected  # said.npz and tokenizer_config.json stay where they are
    assert read_clip(tmp_path / "w").text is not None
    assert set(Hub.tokens) == {None}


def test_an_unknown_repository_says_what_to_do(hub: str, tmp_path: Path) -> None:
    with pytest.raises(WorldError, match="could not be fetched") as raised:
        finish(fetch("laion/other", tmp_path / "w", endpoint=hub))
    assert "--download" in raised.value.remedy


def test_no_connection_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda _: None)
    with pytest.raises(WorldError, match="laion/clip could not be fetched"):
        finish(fetch("laion/clip", tmp_path / "w", endpoint="http://127.0.0.1:1"))


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (
            ["pytorch_model.bin", "model.safetensors", "config.json", "tf_model.h5", "x.md"],
            ("config.json", "model.safetensors"),
        ),
        (["open_clip_pytorch_model.bin", "LICENSE"], ("LICENSE", "open_clip_pytorch_model.bin")),
        (
            [
                "model.safetensors.index.json",
                "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors",
                "pytorch_model-00001-of-00002.bin",
            ],
            (
                "model.safetensors.index.json",
                "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors",
            ),
        ),
        (["README.md"], ("README.md",)),
    ],
)
def test_one_form_of_the_weights_is_chosen(names: list[str], wanted: tuple[str, ...]) -> None:
    assert wanted_files(names) == wanted
