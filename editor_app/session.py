"""The use cases, without a window: suggest music for a film, place it, write the film."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from catalog.filters import Filters
from catalog.library import Library
from catalog.search import Hit, SearchResult
from catalog.tracks import Track
from editor_app.project.cue import Cue
from editor_app.questions import query_of, seen_of, shots_of
from editor_app.reasons import Reason, Stretch, reasons_for, stretch_of
from editor_app.score.align import Alignment, align, meetings
from editor_app.score.arrange import Planned
from editor_app.score.cuts import strong_cuts
from editor_app.score.duck import Duck
from editor_app.score.moment import Song
from editor_app.score.passages import Heard, Passage, Seen, passages
from editor_app.score.plan import music_level_lufs, plan_scenes, plan_whole
from editor_app.score.render import RenderReport, RenderSettings, render
from editor_app.score.targets import TARGETS, Target
from editor_app.uses.named_track import named_track
from inference.analysis import Analyzer
from inference.progress import Progress, Work
from inference.towers.pack import Pack
from inference.values import Embedding, Shot, Span, VideoAnalysis


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asks of the suggestions.

    `attributes` are slider positions by name, -1 to 1; `spread` is 0 (best first) to 1 (as
    different as possible).
    """

    count: int = 10
    attributes: Mapping[str, float] = field(default_factory=dict)
    filters: Filters = field(default_factory=Filters)
    spread: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Suggestion:
    """A song for a stretch of the film: `moment_s` of it belongs at the stretch's start.

    `moments` are the best places to begin, best first, that one among them; empty where the song
    was not compared with the stretch.
    """

    track: Track
    score: float
    moment_s: float
    reasons: tuple[Reason, ...]
    moments: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Suggested:
    """Suggestions for one stretch, best first.

    `similarity_kept` says how much of the question the sliders left; `unsure` is a sentence when
    the list says little, else None.
    """

    stretch: Stretch
    suggestions: tuple[Suggestion, ...]
    similarity_kept: float
    unsure: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Suggestions for the whole film, and for each of its scenes where asked for."""

    video: VideoAnalysis
    whole: Suggested
    scenes: tuple[Suggested, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """Songs on the film: its cues, and what each of them was aligned to."""

    cues: tuple[Cue, ...]
    snaps: tuple[Alignment, ...]


@dataclass(frozen=True, slots=True)
class Scoring:
    """How the film is to sound; `keep_original` keeps its own sound under the music."""

    target: Target = TARGETS["youtube"]
    duck: Duck | None = field(default_factory=Duck)
    keep_original: bool = True


class Session:
    """One user's pack, library and analyzer, joined by the use cases."""

    def __init__(self, *, pack: Pack, library: Library, analyzer: Analyzer) -> None:
        self.pack = pack
        self.library = library
        self.analyzer = analyzer

    def suggest(self, video: Path, wish: Wish, *, scenes: bool = False) -> Work[Answer]:
        """Watch a film and suggest music for it.

        Raises
        ------
        MediaError
            If the film cannot be used.
        SearchError
            If the library holds no analysed song, or a slider is unknown.
        """
        # Before minutes of watching: an empty library is better said at once.
        self.library.prepare(self.pack.pack_id)
        seen = yield from self.analyzer.analyze_video(video)
        yield Progress(1.0, "Searching")
        whole = self.suggest_for(seen, Span(0.0, seen.base.duration_s), wish)
        parts = seen.base.scenes if scenes else ()
        return Answer(seen, whole, tuple(self.suggest_for(seen, part, wish) for part in parts))

    def suggest_for(self, video: VideoAnalysis, span: Span, wish: Wish) -> Suggested:
        """Suggest music for one stretch of a film that has been watched."""
        found = self.library.search(
            query_of(video, span, wish),
            pack_id=self.pack.pack_id,
            directions=self.pack.attributes,
        )
        stretch = stretch_of(video, span, self.pack)
        seen = self._seen(video, span, wish)
        return Suggested(
            stretch=stretch,
            suggestions=tuple(self._suggestion(hit, stretch, wish, seen) for hit in found.hits),
            similarity_kept=found.similarity_kept,
            unsure=_unsure(found),
        )

    def place(
        self,
        video: VideoAnalysis,
        choices: Iterable[tuple[Span, Suggestion | None]],
        scoring: Scoring,
    ) -> Work[Placement]:
        """Lay songs on their stretches of the film, aligned and levelled; None leaves silence.

        A song too short for its stretch is heard, and repeated where it resembles itself.
        """
        from editor_app.score.repeats import repeated_in  # noqa: PLC0415  (opens media libraries)
        from editor_app.uses.fitting import heard_short  # noqa: PLC0415

        spans, suggestions = zip(*choices, strict=True)
        songs = [None if one is None else self.song(one) for one in suggestions]
        structures = yield from heard_short(zip(spans, songs, strict=True), self.analyzer.cache)
        level_lufs, shots = level_of(video, scoring), shots_of(video)
        groups: tuple[tuple[Cue, ...], ...]
        if len(spans) == 1 and songs[0] is not None:
            groups = (plan_whole(spans[0], songs[0], shots=shots, level_lufs=level_lufs),)
        else:
            groups = plan_scenes(spans, songs, shots=shots, level_lufs=level_lufs)
        planned = repeated_in(groups, songs, structures)
        return Placement(
            tuple(cue for group in planned for cue, _, _ in group),
            tuple(
                _told(group, span, shots)
                for group, span in zip(planned, spans, strict=True)
                if group
            ),
        )

    def write(
        self, video: VideoAnalysis, placement: Placement, scoring: Scoring, out: Path
    ) -> Work[RenderReport]:
        """Write the film with its music to `out`.

        Raises
        ------
        MediaError, RenderError
            If a song cannot be read, or `out` cannot be written.
        """
        sound = RenderSettings(
            target=scoring.target,
            original_gain_db=0.0 if scoring.keep_original else None,
            speech=video.base.speech if scoring.keep_original else (),
            duck=scoring.duck,
        )
        return render(video.info.path, placement.cues, sound, out)

    def choices(
        self, answer: Answer, wanted: str | None = None
    ) -> list[tuple[Span, Suggestion | None]]:
        """Return which song goes where: the named one, or the best of the film or of each scene.

        Raises
        ------
        SearchError
            As for `named`.
        """
        if wanted is None:
            return best_choices(answer)
        return [(answer.whole.stretch.span, self.named(answer, wanted))]

    def named(self, answer: Answer, wanted: str) -> Suggestion:
        """Return the suggestion of a song named by its id, path or a part of its title.

        Raises
        ------
        SearchError
            If no song, or more than one, of the library answers to it.
        """
        track = self.track(wanted)
        for suggestion in answer.whole.suggestions:
            if suggestion.track.id == track.id:
                return suggestion
        return Suggestion(track, 0.0, 0.0, (Reason("choice", "chosen by you"),))

    def track(self, wanted: str) -> Track:
        """Return the song named by its id, path or a part of its title.

        Raises
        ------
        SearchError
            If no song, or more than one, of the library answers to it.
        """
        return named_track(self.library, wanted)

    def song(self, suggestion: Suggestion) -> Song:
        """Return what placing needs to know of a suggested song."""
        track = suggestion.track
        timing = self.library.timing(track.id)
        return Song(
            path=track.path,
            duration_s=track.duration_s,
            moment_s=suggestion.moment_s,
            title=track.title,
            artist=track.artist,
            loudness_lufs=track.loudness_lufs,
            bpm=track.bpm,
            beats_s=tuple(timing.beats_s.tolist()) if timing else (),
            downbeats_s=tuple(timing.downbeats_s.tolist()) if timing else (),
            content_key=track.content_key,
        )

    def moments(
        self, video: VideoAnalysis, span: Span, track: Track, wish: Wish
    ) -> tuple[Passage, ...]:
        """Return the best passages of a song of the library for a stretch, best first.

        The sliders of the wish count as they do for the song. Empty for a song that this pack has
        not heard.

        Raises
        ------
        SearchError
            A slider is unknown.
        """
        embedding = self.library.embedding(track.id, self.pack.pack_id)
        seen = self._seen(video, span, wish)
        return () if embedding is None else self._moments(seen, track, embedding)

    def _seen(self, video: VideoAnalysis, span: Span, wish: Wish) -> Seen:
        seen = seen_of(video, span)
        if not any(wish.attributes.values()):
            return seen
        wanted = self.library.shaped(
            query_of(video, span, wish),
            pack_id=self.pack.pack_id,
            directions=self.pack.attributes,
        )
        return replace(seen, wanted=wanted.segments)

    def _suggestion(self, hit: Hit, stretch: Stretch, wish: Wish, seen: Seen) -> Suggestion:
        embedding = self.library.embedding(hit.track.id, self.pack.pack_id)
        feelings = {} if embedding is None else self._feelings(embedding)
        reasons = reasons_for(hit, feelings, stretch, wish.attributes)
        moments = () if embedding is None else self._moments(seen, hit.track, embedding)
        moment_s = moments[0].moment_s if moments else max(0.0, hit.moment_s)
        return Suggestion(hit.track, hit.score, moment_s, reasons, moments)

    def _moments(self, seen: Seen, track: Track, embedding: Embedding) -> tuple[Passage, ...]:
        timing = self.library.timing(track.id)
        energy = timing.energy if timing else np.zeros(0, np.float32)
        heard = Heard(track.duration_s, self.pack.segment_s, embedding.segments, energy)
        return passages(seen, heard)

    def _feelings(self, embedding: Embedding) -> dict[str, float]:
        means = embedding.emotions.mean(axis=0)
        return {n: float(e) for n, e in zip(self.pack.emotions, means, strict=False)}


def best_choices(answer: Answer) -> list[tuple[Span, Suggestion | None]]:
    """Return the best song for each scene, or for the whole film when no scenes were asked for.

    Neighbouring scenes with the same best song share it as one stretch: the song plays on.
    """
    choices: list[tuple[Span, Suggestion | None]] = []
    for part in answer.scenes or (answer.whole,):
        span, best = part.stretch.span, next(iter(part.suggestions), None)
        before, last = choices[-1] if choices else (span, None)
        if best is not None and last is not None and best.track.id == last.track.id:
            choices[-1] = (Span(before.start_s, span.end_s), last)
        else:
            choices.append((span, best))
    return choices


def level_of(video: VideoAnalysis, scoring: Scoring) -> float:
    """Return the level that every song is brought to in a film, LUFS."""
    base = video.base
    speech = base.speech if scoring.keep_original else ()
    return music_level_lufs(base.loudness_lufs, speech, film_s=base.duration_s)


def _told(planned: Sequence[Planned], span: Span, shots: tuple[Shot, ...]) -> Alignment:
    """Say what the song of a stretch was moved for, and what of it, as it lies, meets each cut."""
    passes = [(cue, song) for cue, song, _ in planned]
    found = align(passes[0][1], span, shots=shots)
    lies = meetings(passes, strong_cuts(shots, span), anchor_s=found.cut_s)
    return replace(found, meetings=lies)


CROWDED = 1 / 3
"""From this share of rivals on, the order of the list is said to mean little. About one in ten of
the clips the starter pack was tried on, over 152 songs, is such a film."""


def _unsure(found: SearchResult) -> str | None:
    if not found.hits:
        return "No song passes the filters."
    if found.rivals >= CROWDED:
        return f"{found.rivals:.0%} of your songs fit almost as well, so this order says little."
    return None
