"""Goal: speech stands clear of the music, and away from speech the music is left alone."""

# ruff: noqa: PLC0415  (each child pays for its own imports only)
from __future__ import annotations

import csv
import math
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks import fixtures
from tests.benchmarks.harness import ROOT, Candidate, Place, Runs
from tests.benchmarks.verdict import Check, Goal

if TYPE_CHECKING:
    import numpy as np

    from editor_app.score.duck import Duck
    from editor_app.score.mix import Mix
    from inference.values import Span

SHARED = ROOT.parent / "shared" / "data"
TALKS = ("ae_example.mp4", "talk_to_camera_1.mp4", "talk_to_camera_2.mp4")
SONGS = 3
OURS = "ours"
PEER = "ffmpeg's side chain, 4 : 1"
RATE_HZ = 48_000
NEAR_S = 1.5


def prepare(place: Place) -> None:
    fixtures.songs(place)


def candidates(place: Place) -> Sequence[Candidate]:
    made = {
        "films": [str(film) for film in _films()],
        "songs": [str(song) for song in _songs(place)],
        "work": str(place.work),
        "pack": str(place.pack),
    }
    return (
        Candidate(OURS, "ours", "ducking:ours", made, most=1),
        Candidate(PEER, "peer", "ducking:side_chain", made, most=1),
    )


def judge(runs: Runs) -> Sequence[Check]:
    """All of ours have to stand clear; of the peer it is just told."""
    checks: list[Check] = []
    for name in (OURS, PEER):
        mixes = runs[name][-1].said["mixes"] if name in runs else ()
        checks += _checks(name, mixes)
    return checks


def _checks(name: str, mixes: Sequence[Mapping[str, float]]) -> Iterator[Check]:
    if not mixes:
        return
    ours = name == OURS
    after, before = ([mix[key] for mix in mixes] for key in ("after_db", "before_db"))
    lost = [mix["lost_db"] for mix in mixes if not math.isnan(mix["lost_db"])]
    clear = f"{name}: speech over music, least of {len(mixes)} mixes"
    yield Check(f"{name}: without ducking, least", min(before), unit="dB")
    yield Check(clear, min(after), "≥", 12.0, "dB", firm=ours)
    yield Check(f"{name}: the softest stretch of any", min(m["least_db"] for m in mixes), unit="dB")
    if lost:
        what = f"{name}: music lost further than {NEAR_S:g} s from speech, most"
        yield Check(what, max(lost), "≤", 1.0, "dB", firm=ours)
    between = [mix["between_db"] for mix in mixes if not math.isnan(mix["between_db"])]
    if between:
        yield Check(f"{name}: lost wherever nobody speaks, mean", _mean(between), unit="dB")


def ours(films: list[str], songs: list[str], work: str, pack: str) -> dict[str, Any]:
    """Duck each song under each film, write both sides as stems, and measure those."""
    return {"mixes": [_measured(mix, Path(work)) for mix in _mixes(films, songs, pack)]}


def side_chain(films: list[str], songs: list[str], work: str, pack: str) -> dict[str, Any]:
    """The same films and songs at the same levels, with ffmpeg's compressor as editors set it."""
    return {"mixes": [_squeezed(mix, Path(work)) for mix in _mixes(films, songs, pack)]}


def _films() -> list[Path]:
    """Clips in which somebody talks, from what lies beside the checkout."""
    pairs = SHARED / "pairs" / "manifest.csv"
    if not pairs.is_file():
        return []
    with pairs.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["has_speech_guess"].startswith("voice")]
    talks = [SHARED / "queries" / name for name in TALKS]
    return [*talks, *(SHARED / "pairs" / row["file"] for row in rows)]


def _songs(place: Place) -> list[Path]:
    real = sorted((SHARED / "music_small").glob("*.ogg"))
    return real[:: max(1, len(real) // SONGS)][:SONGS] or fixtures.songs(place)[:SONGS]


def _mixes(films: Iterable[str], songs: Iterable[str], pack: str) -> Iterator[Mix]:
    """Give every song under every film, at the level and the depth the product chooses."""
    from editor_app.score.moment import Song
    from inference.analysis import Analyzer
    from inference.progress import finish
    from inference.towers.pack import read_pack

    analyzer = Analyzer(read_pack(Path(pack)), device="cpu", threads=1)
    heard = {path: finish(analyzer.analyze_music(Path(path))).base for path in songs}
    laid = [
        Song(Path(path), one.duration_s, loudness_lufs=one.loudness_lufs)
        for path, one in heard.items()
    ]
    for film in films:
        base = finish(analyzer.analyze_video(Path(film))).base
        for song in laid if base.speech else ():
            yield _mix(Path(film), base, song)
    if not films:
        yield from (_made_up(song) for song in laid)


def _mix(film: Path, base: Any, song: Any) -> Mix:
    from editor_app.score.duck import PRESETS
    from editor_app.score.mix import Mix, Original
    from editor_app.score.plan import music_level_lufs, plan_whole
    from inference.values import Span

    level = music_level_lufs(base.loudness_lufs, base.speech, film_s=base.duration_s)
    span = Span(0.0, base.duration_s)
    cues = plan_whole(span, song, shots=base.shots, level_lufs=level)
    return Mix(span, cues, Original(film), base.speech, PRESETS["dialogue"])


def _made_up(song: Any) -> Mix:
    """Bursts of noise for words, where there are no clips."""
    import tempfile

    import numpy as np
    import soundfile

    from inference.values import Span

    words = (Span(2, 4), Span(4.6, 7), Span(14, 15), Span(22, 26))
    rng = np.random.default_rng(5)
    sound = 0.0005 * rng.standard_normal((30 * RATE_HZ, 2))
    for span in words:
        sound[_samples(span)] += 0.05 * rng.standard_normal(sound[_samples(span)].shape)
    path = Path(tempfile.mkdtemp()) / "talk.wav"
    soundfile.write(path, sound.astype(np.float32), RATE_HZ, subtype="FLOAT")
    base = _Base(30.0, words, -26.0, ())
    return _mix(path, base, song)


class _Base:
    """What of a watched film a mix asks for."""

    def __init__(
        self, duration_s: float, speech: tuple[Span, ...], loudness_lufs: float, shots: tuple[()]
    ) -> None:
        self.duration_s, self.speech = duration_s, speech
        self.loudness_lufs, self.shots = loudness_lufs, shots


def _measured(mix: Mix, work: Path) -> dict[str, float]:
    from dataclasses import replace

    from editor_app.score.room import depth_for, hear_sides
    from inference.progress import finish

    assert mix.duck is not None
    depth_db = depth_for(finish(hear_sides(mix)), mix)
    ducked = _stem(mix, work / "ducked.wav", "music", replace(mix.duck, depth_db=depth_db))
    return {"depth_db": depth_db, **_figures(mix, work, ducked)}


def _squeezed(mix: Mix, work: Path) -> dict[str, float]:
    """Immich's setting of the side chain: ratio 4, 100 ms down, 2.5 s up."""
    dry = _stem(mix, work / "dry.wav", "music", None)
    own = _stem(mix, work / "own.wav", "original", None)
    out = work / "squeezed.wav"
    graph = "[0:a][1:a]sidechaincompress=threshold=0.02:ratio=4:attack=100:release=2500[a]"
    command = [fixtures.ffmpeg(), "-v", "error", "-y", "-i", str(dry), "-i", str(own)]
    command += ["-filter_complex", graph, "-map", "[a]", "-c:a", "pcm_f32le", str(out)]
    subprocess.run(command, check=True)
    return _figures(mix, work, out)


def _stem(mix: Mix, out: Path, part: Any, duck: Duck | None) -> Path:
    """Write one side of a mix as the product does."""
    from editor_app.score.render import RenderSettings, render_sound
    from inference.progress import finish

    assert mix.original is not None
    settings = RenderSettings(target=None, speech=mix.speech, duck=duck, span=mix.span)
    if mix.original.path.suffix == ".wav":
        return _plain_stem(mix, out, part, duck)
    finish(render_sound(mix.original.path, mix.cues, settings, out, stem=part))
    return out


def _plain_stem(mix: Mix, out: Path, part: Any, duck: Duck | None) -> Path:
    from dataclasses import replace

    import numpy as np
    import soundfile

    from editor_app.score.mix import mix_blocks

    side = replace(mix, cues=()) if part == "original" else replace(mix, original=None, duck=duck)
    soundfile.write(out, np.concatenate(list(mix_blocks(side))), RATE_HZ, subtype="FLOAT")
    return out


def _figures(mix: Mix, work: Path, ducked: Path) -> dict[str, float]:
    """Measure the stems: K-weighted power, sample by sample."""
    import numpy as np

    from editor_app.score.duck import ducked_spans

    dry = _power(_stem(mix, work / "dry.wav", "music", None))
    own = _power(_stem(mix, work / "own.wav", "original", None))
    wet = _power(ducked)
    talk = _mask(len(own), mix.speech, 0.0)
    far = ~_mask(len(own), mix.speech, NEAR_S)
    parts = []
    assert mix.duck is not None
    for stretch in ducked_spans(mix.speech, mix.duck):
        words = [one for one in mix.speech if stretch.start_s <= one.start_s < stretch.end_s]
        mask = _mask(len(own), words, 0.0)
        if np.count_nonzero(mask) > RATE_HZ / 2:
            parts.append(_over_db(own, wet, mask))
    return {
        "before_db": _over_db(own, dry, talk),
        "after_db": _over_db(own, wet, talk),
        "least_db": min(parts, default=_over_db(own, wet, talk)),
        "lost_db": _over_db(dry, wet, far),
        "between_db": _over_db(dry, wet, ~talk),
    }


def _power(path: Path) -> np.ndarray:
    import numpy as np
    import soundfile

    from inference.features.k_weighting import KWeighting

    hop = 8192
    sound = soundfile.read(path, dtype="float32", always_2d=True)[0].T
    padded = np.pad(sound, ((0, 0), (0, -sound.shape[1] % hop)))
    weighting = KWeighting(RATE_HZ, 2)
    parts = [weighting.filter(padded[:, at : at + hop]) for at in range(0, padded.shape[1], hop)]
    return np.square(np.concatenate(parts, axis=1)).sum(axis=0)


def _mask(length: int, spans: Iterable[Span], wider_s: float) -> np.ndarray:
    import numpy as np

    mask = np.zeros(length, np.bool_)
    for span in spans:
        low = max(0, round((span.start_s - wider_s) * RATE_HZ))
        mask[low : max(0, round((span.end_s + wider_s) * RATE_HZ))] = True
    return mask


def _over_db(upper: np.ndarray, lower: np.ndarray, mask: np.ndarray) -> float:
    """By how much one side is louder; not a number where either is silent."""
    count = min(len(upper), len(lower), len(mask))
    inside = mask[:count]
    above, below = (float(one[:count][inside].sum(dtype="float64")) for one in (upper, lower))
    return 10 * math.log10(above / below) if min(above, below) > 1e-9 else math.nan


def _samples(span: Span) -> slice:
    return slice(round(span.start_s * RATE_HZ), round(span.end_s * RATE_HZ))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


GOAL = Goal(
    "ducking",
    "Speech stands clear of the music",
    f"Clips in which somebody talks, {SONGS} songs under each at the level that the product "
    "chooses; levels are K-weighted and measured on the stems that are written. Where no real "
    "clips lie beside the checkout, bursts of noise stand for words.",
    prepare,
    candidates,
    judge,
)
