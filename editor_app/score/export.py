"""Everything one export writes, file by file: the film, its parts, the timeline, the credits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from editor_app.interchange.cut import Cut
from editor_app.project.cue import Cue
from editor_app.score.errors import RenderError, write_error
from editor_app.score.output import publish, workplace
from editor_app.score.render import RenderReport, RenderSettings, render, render_sound
from inference.progress import Progress, Work, share

Part = Literal["film", "music", "original", "lane"]

_FILM_WEIGHT, _SOUND_WEIGHT = 3.0, 1.0
_CONFORMED = 0.6
"""Making the pictures of a cut is most of the work."""


@dataclass(frozen=True, slots=True)
class LaneStem:
    """The music of one lane, as it sounds in the mix, and the sound file it is written to."""

    cues: tuple[Cue, ...]
    out: Path


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What is to be written where; None leaves that file out.

    `film` is `video` with its new sound, `music` and `original` are sound files of one side of
    the mix, `lanes` those of parts of the music. They keep the levels of the timeline, so that
    together they are the mix, unless `level_parts` brings each of them to the target of the
    settings. `credits` gets `credits_text`.

    `timeline` is the file of another editor that `video` is a small film of: the film is then made
    from the cut itself, `cut` where it is known already; `media` is the folder of files that the
    timeline has lost. `edit` is a timeline for an editor, with the cues on it.
    """

    video: Path
    cues: tuple[Cue, ...]
    settings: RenderSettings
    film: Path | None = None
    music: Path | None = None
    original: Path | None = None
    credits: Path | None = None
    credits_text: str = ""
    level_parts: bool = False
    lanes: tuple[LaneStem, ...] = ()
    timeline: Path | None = None
    media: Path | None = None
    cut: Cut | None = None
    edit: Path | None = None

    @property
    def parts(self) -> tuple[tuple[Part, Path], ...]:
        """What of the film is written, in order, and where."""
        named: tuple[tuple[Part, Path | None], ...] = (
            ("film", self.film),
            ("music", self.music),
            ("original", self.original),
            *(("lane", stem.out) for stem in self.lanes),
        )
        return tuple((part, out) for part, out in named if out is not None)

    @property
    def files(self) -> tuple[Path, ...]:
        """All that is written."""
        others = (out for out in (self.edit, self.credits) if out is not None)
        return (*(out for _, out in self.parts), *others)


@dataclass(frozen=True, slots=True)
class Written:
    """A file of an export."""

    part: Part
    report: RenderReport
    size_bytes: int


@dataclass(frozen=True, slots=True)
class ExportReport:
    """All files of an export, in the order they were written.

    `credits` and `edit` are where those lie; `lost` are sentences on what the timeline `edit` could
    not carry, or what of the cut is not in the film.
    """

    written: tuple[Written, ...]
    credits: Path | None = None
    edit: Path | None = None
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exporting:
    """The `Progress.partial` of an export: what is being written, and what is finished."""

    part: Part
    written: tuple[Written, ...]


def export(request: ExportRequest) -> Work[ExportReport]:
    """Write the files of `request` one after the other.

    Each appears under its name when it is whole. Where one fails or the work is closed, those
    before it stay.

    Raises
    ------
    OriginalSoundError
        If the sound that came with the film cannot be read; without it there may be a way.
    MediaError, RenderError
        As for `editor_app.score.render.render`.
    """
    _check_apart(request.files)
    request = yield from _with_cut(request)
    if request.cut is None or request.film is None:
        return (yield from _export(request))
    from editor_app.conform.film import SUFFIX, conform  # noqa: PLC0415  (only for a cut)
    from editor_app.interchange.bundles import unpacked  # noqa: PLC0415  (as above)

    with workplace(request.film) as folder:
        whole = folder / f"film{SUFFIX}"
        cut = yield from share(unpacked(request.cut, folder / "unpacked"), 0.0, 0.1)
        work = conform(cut, whole, purpose="keeping")
        made = yield from share(work, 0.1, _CONFORMED)
        report = yield from share(_export(replace(request, video=whole)), _CONFORMED, 1.0)
    written = tuple(_made_anew(one) if one.part == "film" else one for one in report.written)
    return replace(report, written=written, lost=(*made.notes, *report.lost))


def _with_cut(request: ExportRequest) -> Work[ExportRequest]:
    """Read the timeline whose cut is to be written, where nobody has."""
    is_wanted = request.film is not None or request.edit is not None
    if request.timeline is None or request.cut is not None or not is_wanted:
        return request
    from editor_app.uses.films import cut_at  # noqa: PLC0415  (only for a cut)

    return replace(request, cut=(yield from cut_at(request.timeline, request.media)))


def _made_anew(film: Written) -> Written:
    """Say of a film that its picture is the cut's, not that of a file."""
    reason = "It was put together from the files of the cut."
    report = replace(film.report, picture="re-encoded", picture_reason=reason)
    return replace(film, report=report)


def _export(request: ExportRequest) -> Work[ExportReport]:
    written: tuple[Written, ...] = ()
    for (part, out), (low, high) in zip(request.parts, _shares(request), strict=True):
        yield Progress(low, "Reading the film", Exporting(part, written))
        report = yield from share(_one(request, part, out), low, high)
        written = (*written, Written(part, report, out.stat().st_size))
    lost: tuple[str, ...] = ()
    if request.edit is not None:
        from editor_app.uses.handing_back import hand_back  # noqa: PLC0415  (only for an editor)

        lost = hand_back(request, request.edit)
    if request.credits is not None:
        write_text(request.credits_text, request.credits)
    return ExportReport(written, request.credits, request.edit, lost)


def _one(request: ExportRequest, part: Part, out: Path) -> Work[RenderReport]:
    settings = request.settings
    if part == "film":
        return render(request.video, request.cues, settings, out)
    sound = settings if request.level_parts else replace(settings, target=None)
    if part == "original" and sound.original_gain_db is None:
        sound = replace(sound, original_gain_db=0.0)  # asked for by name, muted in the mix or not
    if part == "lane":
        cues = next(stem.cues for stem in request.lanes if stem.out == out)
        return render_sound(request.video, cues, sound, out, stem="music")
    return render_sound(request.video, request.cues, sound, out, stem=part)


def _shares(request: ExportRequest) -> Iterator[tuple[float, float]]:
    weights = [_FILM_WEIGHT if part == "film" else _SOUND_WEIGHT for part, _ in request.parts]
    done = 0.0
    for weight in weights:
        yield done / sum(weights), (done + weight) / sum(weights)
        done += weight


def _check_apart(files: tuple[Path, ...]) -> None:
    for number, path in enumerate(files):
        if path in files[:number]:
            raise RenderError(
                f"Two files would both be called {path.name}.",
                remedy="Give each of them its own name.",
                path=path,
            )


def write_text(text: str, out: Path) -> None:
    """Write a file of words, whole or not at all.

    Raises
    ------
    RenderError
        If it cannot be written.
    """
    with workplace(out) as folder:
        finished = folder / "credits.txt"
        try:
            finished.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise write_error(error, out) from error
        publish(finished, out)
