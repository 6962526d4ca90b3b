"""A clip that was found for a song is opened with the song on it."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import pytest

from catalog.footage.clips import Clip
from catalog.footage.matching import Match
from editor_app.item_models.document import Document
from editor_app.operations.arranging import Arranging
from editor_app.operations.files import Files
from editor_app.operations.jobs import Jobs
from editor_app.operations.scoring_clips import ScoringClips
from editor_app.project.autosave import Autosave
from editor_app.project.timeline import Film, Project, Timeline
from editor_app.score.moment import Song

CLIP = Film(Path("/clips/sea.mp4"), 40.0, 25.0)
SONG = Song(Path("/music/song.ogg"), 120.0, title="Song")


@pytest.fixture
def document(qapp) -> Document:
    return Document()


@pytest.fixture
def files(document: Document, jobs: Jobs, tmp_path: Path) -> Files:
    return Files(document, jobs, Autosave(tmp_path), get_cache=lambda: tmp_path)


@pytest.fixture
def player() -> Mock:
    return Mock()


@pytest.fixture
def scoring(document: Document, files: Files, jobs: Jobs, player: Mock) -> ScoringClips:
    arranging = Arranging(document, jobs.lanes, Mock())
    return ScoringClips(document, files, arranging, player)


def found() -> Match:
    clip = Clip(1, CLIP.path, "key", False, 40.0, 320, 180, 25.0, ("sea",))
    return Match(clip, 0.5, 0.4, 12.0, 66.0, 28.0)


def put(document: Document, files: Files, film: Film) -> None:
    document.load(Project(film, Timeline(film.duration_s)))
    files.opened.emit()


def test_the_song_is_laid_where_the_two_meet_as_one_step(
    scoring: ScoringClips, document: Document, files: Files, player: Mock
) -> None:
    scoring.expect(SONG, found())
    put(document, files, CLIP)
    (laid,) = document.timeline.laid
    cue = laid.cue
    assert (cue.track_path, cue.start_s, cue.source_in_s) == (SONG.path, 12.0, 66.0)
    assert cue.end_s == 40.0
    player.seek.assert_called_once_with(12.0)
    document.stack.undo()
    assert document.timeline.laid == ()


def test_another_film_is_left_alone_and_so_is_the_clip_afterwards(
    scoring: ScoringClips, document: Document, files: Files
) -> None:
    scoring.expect(SONG, found())
    put(document, files, Film(Path("/films/other.mp4"), 40.0, 25.0))
    put(document, files, CLIP)
    assert document.timeline.laid == ()
