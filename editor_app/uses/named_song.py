"""The song that a command names: a music file, or one of the library."""

from __future__ import annotations

from pathlib import Path

from catalog.tracks import Track
from editor_app.score.moment import Song
from editor_app.session import Session, Suggestion
from inference.progress import Progress, Work


def named_song(session: Session, wanted: str) -> Work[Song]:
    """Return the song at a path, or that of the library with this number, path or title.

    A file that is not in the library is listened to.

    Raises
    ------
    MediaError
        The file cannot be used as music.
    SearchError
        No song of the library, or more than one, answers to the name.
    """
    path = Path(wanted).absolute()
    track = session.library.at(path) if path.is_file() else session.track(wanted)
    if track is not None:
        return song_of_track(session, track)
    yield Progress(0.0, f"Listening to {path.name}")
    heard = (yield from session.analyzer.analyze_music(path)).base
    return Song(
        path=path,
        duration_s=heard.duration_s,
        title=path.stem,
        loudness_lufs=heard.loudness_lufs,
        bpm=heard.bpm,
        beats_s=tuple(heard.beats_s.tolist()),
        downbeats_s=tuple(heard.downbeats_s.tolist()),
        content_key=heard.content_key,
    )


def song_of_track(session: Session, track: Track) -> Song:
    """Return what placing needs to know of a song of the library, from its beginning."""
    return session.song(Suggestion(track, 0.0, 0.0, ()))
