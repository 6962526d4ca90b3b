"""Write the soundtracked video: the picture untouched where that is possible, one finished mix.

Everything is made in a folder of its own beside the target and only then given the target's name,
so that whatever happens on the way, the target is either the old file or the whole new one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from editor_app.project.cue import Cue
from editor_app.score.containers import SOUND_FILES, VIDEO_FILES, Container, container_of
from editor_app.score.duck import Duck
from editor_app.score.encoder import mux_arguments, sound_arguments
from editor_app.score.encoding import Encoding
from editor_app.score.errors import OriginalSoundError, RenderError
from editor_app.score.master import Spool, spool_mix
from editor_app.score.mix import RATE_HZ, Mix, Original, ducked_in
from editor_app.score.output import check_target, publish, workplace
from editor_app.score.picture import (
    Picture,
    look_at,
    not_carried,
    reencode,
    whole_pictures,
    why_reencode,
)
from editor_app.score.sound_file import Job, Made, finish_sound
from editor_app.score.targets import TARGETS, Target
from inference.errors import MediaError
from inference.progress import Work, share
from inference.values import Span

Stem = Literal["mix", "music", "original"]


@dataclass(frozen=True, slots=True)
class RenderSettings:
    """What the finished sound should be like.

    Without a `target` the levels stay as they are, under a ceiling of -1 dBTP. The original sound
    is played at `original_gain_db` (None: not at all). With `duck` the music makes room for
    `speech`; in any case it steps aside for `own_music`. `span` is what is kept of the film
    (None: all of it); cues, speech and own music are on the timeline of the whole film.
    `sound_stream` is which of the film's sounds is meant (None: the one that players choose).
    With an `encoding` the picture is made anew even where it could stay as it is; without one it
    is made with the codec usual for the file, and only if it must.
    """

    target: Target | None = TARGETS["youtube"]
    original_gain_db: float | None = 0.0
    speech: tuple[Span, ...] = ()
    duck: Duck | None = field(default_factory=Duck)
    span: Span | None = None
    sound_stream: int | None = None
    encoding: Encoding | None = None
    own_music: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderReport:
    """What was written and what it cost the sound.

    `loudness_after_lufs` and `true_peak_dbtp` are measured on the sound of the finished file.
    `ducked_s` is how long the music was down. `picture` says whether the picture is the source's,
    bit for bit; `picture_reason` why not. `notes` are sentences on what could not be reached.
    """

    path: Path
    duration_s: float
    loudness_before_lufs: float
    loudness_after_lufs: float
    true_peak_dbtp: float
    gain_db: float
    limiter_reduction_db: float
    ducked_s: float
    picture: Literal["copied", "re-encoded", "none"]
    picture_reason: str | None
    notes: tuple[str, ...]


def render(
    video: Path, cues: tuple[Cue, ...], settings: RenderSettings, out: Path
) -> Work[RenderReport]:
    """Write `video` with its new sound to `out`.

    The picture's packets are copied unless the film is trimmed or the file asked for cannot hold
    them. The sound is as long as the picture.

    Raises
    ------
    MediaError
        If the film or a song cannot be read.
    RenderError
        If `out` cannot be written; nothing, or what was there before, lies under its name.
    """
    container = container_of(out, VIDEO_FILES)
    check_target(out, video, cues)
    picture = look_at(video)
    reason = why_reencode(picture, settings.span, container, wanted=settings.encoding)
    span = whole_pictures(picture, settings.span) if reason else Span(0.0, picture.end_s)
    mix = _mix(picture, cues, settings, span=span)
    lost = not_carried(picture, is_new=reason is not None)
    with workplace(out) as folder:
        spool = yield from share(_spool(mix, folder), 0.0, 0.25)
        if reason:
            temp = folder / f"picture{out.suffix}"
            work = reencode(
                picture,
                span,
                encoding=_encoding(settings.encoding, container, out),
                container=container,
                temp=temp,
                out=out,
            )
            yield from share(work, 0.25, 0.9)
            picture = look_at(temp)
        finished = folder / f"finished{out.suffix}"
        arguments = mux_arguments(
            picture.info.path,
            picture.stream,
            shift_s=picture.shift_s,
            container=container,
            out=finished,
        )
        job = Job(arguments, finished, out, lossy=True)
        low = 0.9 if reason else 0.25
        made = yield from share(finish_sound(spool, settings.target, job), low, 1.0)
        publish(finished, out)
    report = _report(made, mix, out, reason=reason, copied=reason is None)
    return replace(report, notes=(*report.notes, *lost))


def render_sound(
    video: Path,
    cues: tuple[Cue, ...],
    settings: RenderSettings,
    out: Path,
    *,
    stem: Stem = "music",
) -> Work[RenderReport]:
    """Write the sound alone, or one part of it, as long as the picture, to a sound file.

    Its name says which kind: .wav, .flac, .m4a or .mp3.

    The music alone is ducked as in the mix. With a target in the settings the part is brought to
    it by itself; without, it keeps the level it has in the mix before that is mastered.

    Raises
    ------
    MediaError, RenderError
        As for `render`.
    """
    container = container_of(out, SOUND_FILES)
    check_target(out, video, cues)
    picture = look_at(video)
    span = settings.span or Span(0.0, picture.end_s)
    mix = _only(_mix(picture, cues, settings, span=span), stem)
    with workplace(out) as folder:
        spool = yield from share(_spool(mix, folder), 0.0, 0.5)
        finished = folder / f"finished{out.suffix}"
        job = Job(sound_arguments(container, finished), finished, out, lossy=container.lossy)
        made = yield from share(finish_sound(spool, settings.target, job), 0.5, 1.0)
        publish(finished, out)
    return _report(made, mix, out, reason=None, copied=False)


def _encoding(wanted: Encoding | None, container: Container, out: Path) -> Encoding:
    encoding = wanted or Encoding(container.codecs[0])
    if encoding.codec in container.codecs:
        return encoding
    raise RenderError(
        f"{out.name} cannot hold {encoding.codec} pictures.",
        remedy="Choose another kind of file or another codec.",
        path=out,
    )


def _spool(mix: Mix, folder: Path) -> Work[Spool]:
    """Make the mix; trouble with the film's own sound is told apart, as one can do without it."""
    try:
        return (yield from spool_mix(mix, folder / "mix.f32"))
    except MediaError as error:
        if mix.original is None or error.path != mix.original.path:
            raise
        raise OriginalSoundError(
            f"The sound of {mix.original.path.name} cannot be read.",
            remedy="Export it without the original sound, or make the film again from its source.",
            path=mix.original.path,
        ) from error


def _mix(picture: Picture, cues: tuple[Cue, ...], settings: RenderSettings, *, span: Span) -> Mix:
    original = None
    if settings.original_gain_db is not None and picture.info.audio:
        original = Original(picture.info.path, settings.sound_stream, settings.original_gain_db)
    return Mix(span, cues, original, settings.speech, settings.duck, settings.own_music)


def _only(mix: Mix, stem: Stem) -> Mix:
    cues = () if stem == "original" else mix.cues
    original = None if stem == "music" else mix.original
    return replace(mix, cues=cues, original=original)


def _report(made: Made, mix: Mix, out: Path, *, reason: str | None, copied: bool) -> RenderReport:
    return RenderReport(
        out,
        mix.samples / RATE_HZ,
        made.master.spool.loudness_lufs,
        made.loudness_lufs,
        made.true_peak_dbtp,
        made.master.gain_db,
        made.master.reduction_db,
        sum(span.duration_s for span in ducked_in(mix)),
        "copied" if copied else "re-encoded" if reason else "none",
        reason,
        tuple(note for note in (made.master.shortfall, made.overshoot) if note),
    )
