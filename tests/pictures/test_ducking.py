from __future__ import annotations

from pathlib import Path

from tests.pictures.ducking import WORDS, main
from tests.pictures.svg import SPEECH


def test_both_pictures_are_whole_and_mark_every_word(tmp_path: Path) -> None:
    main(tmp_path)
    for name, rows in (("ducking", 4), ("ducking-ways", 5)):
        text = (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
        assert text.startswith("<svg")
        assert text.endswith("</svg>\n")
        assert text.count(f'fill="{SPEECH}"') == rows * len(WORDS)
        assert len(text) < 150_000
