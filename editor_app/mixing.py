"""One song under one film: placed, brought under the speech, written, and what that did."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from editor_app.named_song import named_song
from editor_app.project.cue import Cue
from editor_app.score.duck import DEFAULT, PRESETS, Duck
from editor_app.score.plan import music_level_lufs, plan_whole
from editor_app.score.render import RenderReport, RenderSettings, render
from editor_app.score.targets import TARGETS, Target
from editor_app.session import Session
from inference.progress import Work, share
from inference.values import Span


@dataclass(frozen=True, slots=True)
class MixWish:
    """What is asked of a mix.

    The song is heard from `from_s` on. `duck` None leaves the music alone under speech.
    """

    duck: Duck | None = PRESETS[DEFAULT]
    target: Target = TARGETS["youtube"]
    from_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Mixed:
    """A film with its music: what was laid, and what was written."""

    cues: tuple[Cue, ...]
    report: RenderReport


def mix_song(session: Session, video: Path, wanted: str, wish: MixWish, out: Path) -> Work[Mixed]:
    """Lay a song under all of a film and write it to `out`.

    Raises
    ------
    MediaError, RenderError
        The film or the song cannot be used, or `out` cannot be written.
    SearchError
        No song answers to the name.
    """
    song = yield from share(named_song(session, wanted), 0.0, 0.1)
    seen = (yield from share(session.analyzer.analyze_video(video), 0.1, 0.5)).base
    level_lufs = music_level_lufs(seen.loudness_lufs, seen.speech, film_s=seen.duration_s)
    stretch = Span(0.0, seen.duration_s)
    song = replace(song, moment_s=wish.from_s)
    cues = plan_whole(stretch, song, shots=seen.shots, level_lufs=level_lufs)
    settings = RenderSettings(target=wish.target, speech=seen.speech, duck=wish.duck)
    report = yield from share(render(video, cues, settings, out), 0.5, 1.0)
    return Mixed(cues, report)
