from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from editor_app.interchange.errors import TimelineError
from editor_app.interchange.reading import read_cut
from editor_app.interchange.writers import endings
from editor_app.project.cue import Cue
from editor_app.score.export import ExportRequest, export
from editor_app.score.render import RenderSettings
from editor_app.uses.handing_back import cut_of_film, hand_back
from inference.media.probe import probe
from inference.progress import finish
from inference.values import Span
from resources import DEMO
from tests.editor_app.conform.making import counted, otio

CLIP = DEMO / "clip.mp4"
SONG = DEMO / "music" / "Maxstack - Awakening.ogg"
CUE = Cue(SONG, "Awakening", "Maxstack", 1.0, 2.0, 5.0, gain_db=-6.0, fade_out_s=0.5)


@pytest.fixture
def trip(tmp_path: Path) -> Path:
    """Four seconds of pictures that count, told as a timeline of two clips."""
    film = counted(tmp_path / "a.mp4", 120)
    return otio(tmp_path / "trip.otio", [(film, 50, 50), (film, 0, 50)])


def request(video: Path, **more: object) -> ExportRequest:
    settings = RenderSettings(target=None, duck=None)
    return ExportRequest(video, (CUE,), settings, **more)  # type: ignore[arg-type]


def ours(path: Path) -> list[tuple[float, float, float]]:
    """Return where our clips lie in a written timeline: start, length, and where in the song."""
    return [
        (float(one.start_s), float(one.duration_s), float(one.source_in_s))
        for one in read_cut(path).earlier
        if one.source.name == SONG.name
    ]


@pytest.mark.parametrize("ending", endings())
def test_a_film_goes_to_every_editor(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"cut{ending}"
    hand_back(request(CLIP), out)
    back, cut = read_cut(out), cut_of_film(CLIP)
    assert float(back.duration_s) == pytest.approx(float(cut.duration_s), abs=0.05)
    assert back.pieces[0].source is not None
    assert back.pieces[0].source.name == CLIP.name
    if ending != ".edl":  # it has room for one sound only
        assert ours(out) == [pytest.approx((1.0, 2.0, 5.0), abs=0.05)]


def test_a_timeline_keeps_its_cuts(trip: Path, tmp_path: Path) -> None:
    out = tmp_path / "back.mlt"
    hand_back(request(tmp_path / "proxy.mkv", timeline=trip, cut=read_cut(trip)), out)
    before, after = read_cut(trip), read_cut(out)
    assert [(one.start_s, one.source_in_s) for one in after.pieces] == [
        (one.start_s, one.source_in_s) for one in before.pieces
    ]
    assert ours(out) == [pytest.approx((1.0, 2.0, 5.0), abs=0.03)]


def test_an_export_writes_the_cut_at_its_full_size_and_the_timeline(
    trip: Path, tmp_path: Path
) -> None:
    small = counted(tmp_path / "small.mp4", 100, size=(32, 24))
    out = tmp_path / "out"
    out.mkdir()
    asked = request(
        small, timeline=trip, film=out / "trip.mp4", music=out / "music.wav", edit=out / "trip.mlt"
    )
    done = finish(export(asked))
    assert done.edit == out / "trip.mlt"
    assert sorted(path.name for path in out.iterdir()) == ["music.wav", "trip.mlt", "trip.mp4"]
    shown = probe(out / "trip.mp4").video
    assert shown is not None
    assert (shown.width, shown.height) == (64, 48)
    assert probe(out / "trip.mp4").duration_s == pytest.approx(4.0, abs=0.05)
    # It is there, on a track that is muted.
    assert "music.wav" in (out / "trip.mlt").read_text()


def test_a_part_of_the_music_is_not_laid_on_the_whole(trip: Path, tmp_path: Path) -> None:
    asked = request(
        tmp_path / "proxy.mkv", timeline=trip, cut=read_cut(trip), music=tmp_path / "music.wav"
    )
    part = replace(asked, settings=replace(asked.settings, span=Span(1.0, 2.0)))
    hand_back(part, tmp_path / "back.mlt")
    assert "music.wav" not in (tmp_path / "back.mlt").read_text()


def test_a_kind_that_cannot_be_written_is_said(trip: Path, tmp_path: Path) -> None:
    with pytest.raises(TimelineError, match="can be written"):
        hand_back(request(CLIP, timeline=trip), tmp_path / "back.veg")
