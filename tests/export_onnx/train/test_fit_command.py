"""What `fit` refuses before it decodes anything; how it trains is tested where packs are made."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("torch")

from export_onnx.__main__ import main
from export_onnx.train import fit_command
from export_onnx.train.family import read_run_config
from inference.progress import finish
from tests.export_onnx.data.records import frame, record

Fit = Callable[..., str]


@pytest.fixture
def fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Fit:
    """Run `fit` on a table of videos that are not there, and give what it complains of."""
    monkeypatch.setattr(fit_command, "read_videos", lambda *_, **__: pytest.fail("decoded"))

    def run(name: str, *more: object, rows: str = "a.mp4,\nb.mp4,\n", **settings: str) -> str:
        tables = "".join(f"[{table}]\n{text}\n" for table, text in settings.items())
        (tmp_path / "run.toml").write_text(f'family = "{name}"\n{tables}', encoding="utf-8")
        (tmp_path / "list.csv").write_text(f"video,tags\n{rows}", encoding="utf-8")
        words = ["fit", tmp_path / "run.toml", "--data", tmp_path / "list.csv", "--threads", 1]
        assert main([*map(str, (*words, "--work", tmp_path / "work", *more))]) == 1
        return capsys.readouterr().err

    return run


def test_tags_that_a_family_needs_are_asked_for(fit: Fit) -> None:
    assert "no example carries tags of the picture or tags of the music" in fit("emotion")
    assert "tags of the picture" not in fit("emotion", rows="a.mp4,joy\nb.mp4,sad:0\n")
    assert "carries the tag 'dull'" in fit("sdcca", model='clusters = ["dull"]')


def test_settings_and_names_are_looked_at(fit: Fit) -> None:
    assert "run.toml: The setting batch is 1" in fit("mvpt", model="batch = 1")
    assert "check_share" in fit("mvpt", data="train_share = 0.8\ncheck_share = 0.3")
    assert "segment_s is 9.0; it must be a whole multiple of 6 s" in fit(
        "mvpt", model="segment_s = 9.0"
    )
    assert "'happy' for 'hapy'" in fit("mvpt", rows="a.mp4,hapy\n")


def test_tag_tables_are_read_and_compared_with_the_videos(fit: Fit, tmp_path: Path) -> None:
    table = tmp_path / "tags.csv"
    assert "tags.csv cannot be read" in fit("mvpt", "--tags", table)
    table.write_text("name,tags\nelsewhere,sad\n", encoding="utf-8")
    assert "No name in" in fit("mvpt", "--tags", table)
    table.write_text("name,tags\na,hapy\n", encoding="utf-8")
    assert "unknown tags: 'hapy'" in fit("mvpt", "--tags", table)
    own = {"data": 'own_tags = ["hapy"]', "model": 'clusters = ["dull"]'}
    assert "'dull'" in fit("sdcca", "--tags", table, **own)


def test_a_folder_that_cannot_be_written_is_refused(fit: Fit, tmp_path: Path) -> None:
    (tmp_path / "work").write_text("a file where the folder should be")
    assert "Nothing can be written to" in fit("mvpt")


@pytest.mark.parametrize("threads", ["0", "-1", "many"])
def test_a_number_of_threads_is_one_or_more(threads: str) -> None:
    with pytest.raises(SystemExit):
        main(["fit", "mvpt", "--data", "x", "--work", "y", "--threads", threads])


def test_videos_of_youtube8m_are_split_and_chosen_as_the_configuration_says(
    tmp_path: Path,
) -> None:
    many = b"".join(frame(record(b"v%03d" % i, 2, (7,) if i % 2 else (7, 9))) for i in range(40))
    (tmp_path / "a.tfrecord").write_bytes(many)
    (tmp_path / "run.toml").write_text(
        'family = "mvpt"\n[data]\nsegment_s = 1.0\nlabel = 7\nalone = true\n'
        "train_share = 0.5\ncheck_share = 0.4\n"
    )
    config = read_run_config(tmp_path / "run.toml")
    pairs = finish(fit_command.gather_pairs(Namespace(data=tmp_path), config, ()))
    assert pairs.facts["splits"] == {"train": 10, "check": 8, "test": 2}
    assert pairs.facts["skipped"] == {"with other labels too": 20}
