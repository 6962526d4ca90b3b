"""Goal 4: taking songs in costs little more than decoding and the network's multiplications."""

# ruff: noqa: PLC0415  (each child pays for its own imports only)
from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks import fixtures
from tests.benchmarks.encoder import gflop_per_s
from tests.benchmarks.harness import Candidate, Place, Runs, cpu, said
from tests.benchmarks.verdict import Check, Goal, cpu_ratio, told_cpu_ratio, wall_ratio

PATCH = 47_616
RATE_HZ = 16_000
# Multiplications and additions of musicnn for one patch of 187 frames and 96 bands.
FRAMES, BANDS = 187, 96
GFLOP_PER_PATCH = 2e-9 * sum(
    channels * height * width * FRAMES * places
    for channels, height, width, places in (
        (204, 7, 38, BANDS - 37),
        (204, 7, 67, BANDS - 66),
        (51, 128, 1, BANDS),
        (51, 64, 1, BANDS),
        (51, 32, 1, BANDS),
        (64, 7, 561, 1),
        (64, 7, 64, 1),
        (64, 7, 64, 1),
    )
)
LIMIT = "decode only + FLOPs"
OURS = "ours, embeddings"
WHOLE = "ours, all of listen()"
PEER = "librosa + torch, all patches by 16"
QUICK_PEER = "librosa + torch, all patches one by one"
WHOLE_PEER = "librosa + torch + beats + pyloudnorm"


def prepare(place: Place) -> None:
    fixtures.songs(place)


def candidates(place: Place) -> Sequence[Candidate]:
    songs = {"songs": [str(song) for song in fixtures.songs(place)]}
    ours = {**songs, "pack": str(place.pack)}
    needs = ("librosa", "torch")
    return (
        Candidate(OURS, "ours", "ingestion:embed", ours, one_thread=True),
        Candidate(LIMIT, "limit", "ingestion:limit", songs, one_thread=True),
        Candidate(WHOLE, "ours", "ingestion:listen_all", ours, one_thread=True),
        *(
            Candidate(
                name,
                "peer",
                "ingestion:librosa_embed",
                {**songs, "batch": batch},
                needs=needs,
                most=1,
                one_thread=True,
            )
            for name, batch in ((PEER, 16), (QUICK_PEER, 1))
        ),
        Candidate(
            WHOLE_PEER,
            "peer",
            "ingestion:librosa_all",
            songs,
            needs=(*needs, "pyloudnorm"),
            most=1,
            one_thread=True,
        ),
        Candidate("guard: all patches", "guard", "ingestion:compare", ours, most=1),
    )


def judge(runs: Runs) -> Sequence[Check]:
    (guard,) = runs["guard: all patches"]
    songs = len(fixtures.SONGS)
    a_song = sorted(cpu(runs, WHOLE))[len(runs[WHOLE]) // 2] / songs
    return (
        *cpu_ratio(runs, OURS, LIMIT, "≤", 1.3),
        *cpu_ratio(runs, PEER, OURS, "≥", 5.0),
        *cpu_ratio(runs, WHOLE, LIMIT, "≤", 1.3),
        *told_cpu_ratio(runs, QUICK_PEER, OURS),
        *told_cpu_ratio(runs, WHOLE_PEER, WHOLE),
        *wall_ratio(runs, OURS, LIMIT),
        Check("four-minute songs a minute and core, all of listen()", 60 / a_song),
        Check("limit: GFLOP/s of a matrix product", said(runs, LIMIT, "gflop_per_s")[0]),
        Check("cosine of our patches' mean to all patches', least", guard.said["least"], "≥", 0.98),
        Check("cosine of our patches' mean to all patches', mean", guard.said["mean"]),
    )


def limit(songs: list[str]) -> dict[str, Any]:
    """Decode every song, and the CPU time that one patch a segment takes at the best rate."""
    rate = gflop_per_s()
    start = time.process_time()
    for song in songs:
        for _ in _blocks(song):
            pass
    decoding = time.process_time() - start
    patches = sum(round(fixtures.SONG_S / 6.0) for _ in songs)
    s = decoding + patches * GFLOP_PER_PATCH / rate
    return {"cpu_s": s, "wall_s": s, "decode_s": decoding, "gflop_per_s": rate}


def _blocks(song: str) -> Iterator[Any]:
    import soundfile

    with soundfile.SoundFile(song) as file:
        while len(block := file.read(65_536, dtype="float32")):
            yield block


def embed(songs: list[str], pack: str) -> dict[str, Any]:
    """Decode, resample, one patch a segment, encode: the part that peers' embedders do."""
    import numpy as np

    from inference.features.patches import PatchCutter
    from inference.media.audio import stream_audio
    from inference.towers.bases import MusicEncoder
    from inference.values import segment_grid
    from tests.benchmarks import engines

    held = engines.pack(pack)
    encoder = MusicEncoder(held, device="cpu", threads=1)
    count = 0
    for song in songs:
        cutter = PatchCutter(RATE_HZ, PATCH, held.segment_s)
        patches, samples = [], 0
        for block in stream_audio(Path(song), rate_hz=RATE_HZ, channels=1):
            patches += cutter.feed(block)
            samples += len(block)
        patches += cutter.finish(segment_grid(samples / RATE_HZ, held.segment_s))
        count += len(encoder.encode(np.stack(patches))[0])
    return {"patches": count}


def listen_all(songs: list[str], pack: str) -> dict[str, Any]:
    """All that is known of a song after it was taken in: also beats, bars, key, loudness, peak."""
    from inference.features.listen import listen
    from inference.progress import finish
    from inference.towers.bases import MusicEncoder
    from tests.benchmarks import engines

    encoder = MusicEncoder(engines.pack(pack), device="cpu", threads=1)
    heard = [finish(listen(Path(song), encoder.encode)) for song in songs]
    return {"bpm": [one.bpm for one in heard]}


def librosa_embed(songs: list[str], batch: int) -> dict[str, Any]:
    """What one writes with librosa and torch: all patches end to end through musicnn."""
    encode = _musicnn(batch)
    return {"patches": sum(encode(_mono(song)) for song in songs)}


def librosa_all(songs: list[str]) -> dict[str, Any]:
    """The same, with tempo and beats by librosa and loudness by pyloudnorm."""
    import librosa
    import pyloudnorm

    encode = _musicnn(16)
    for song in songs:
        mono = _mono(song)
        encode(mono)
        librosa.beat.beat_track(y=mono, sr=RATE_HZ)
        stereo, rate_hz = librosa.load(song, sr=None, mono=False)
        pyloudnorm.Meter(rate_hz).integrated_loudness(stereo.T)
    return {"songs": len(songs)}


def _mono(song: str) -> Any:
    import librosa

    return librosa.load(song, sr=RATE_HZ, mono=True)[0]


def _musicnn(batch: int) -> Any:
    import librosa
    import numpy as np
    import torch

    from export_onnx.bases.musicnn import MusiCNN

    torch.set_num_threads(1)
    net = MusiCNN().eval()

    def encode(mono: Any) -> int:
        mel = librosa.feature.melspectrogram(
            y=mono, sr=RATE_HZ, n_fft=512, hop_length=256, n_mels=96
        )
        frames = np.log10(10_000 * mel + 1).T.astype(np.float32)
        whole = len(frames) // FRAMES * FRAMES
        patches = torch.from_numpy(frames[:whole].reshape(-1, FRAMES, BANDS))
        with torch.inference_mode():
            return sum(len(net(part)[1]) for part in patches.split(batch))

    return encode


def compare(songs: list[str], pack: str) -> dict[str, Any]:
    """Mean embedding of our patches against that of patches that leave nothing out."""
    import numpy as np

    from inference.features.listen import listen
    from inference.media.audio import read_audio
    from inference.progress import finish
    from inference.towers.bases import MusicEncoder
    from tests.benchmarks import engines

    encoder = MusicEncoder(engines.pack(pack))
    ours, all_of_it = [], []
    for song in songs:
        mono = read_audio(Path(song), rate_hz=RATE_HZ, channels=1)
        whole = len(mono) // PATCH * PATCH
        rows = encoder.encode(mono[:whole].reshape(-1, PATCH))[0]
        all_of_it.append(rows.mean(axis=0))
        heard = finish(listen(Path(song), encoder.encode))
        ours.append(heard.base[:, : rows.shape[1]].mean(axis=0))
    alike = engines.cosines(np.stack(ours), np.stack(all_of_it))
    return {"least": float(alike.min()), "mean": float(alike.mean())}


GOAL = Goal(
    "ingestion",
    "Taking songs in costs little more than it must",
    "Six songs of four minutes (two mp3, two Ogg Vorbis, two FLAC) in one process on one thread. "
    "The limit is decoding alone, and the multiplications of one patch a segment at the rate of a "
    "large fp32 matrix product. The peers run musicnn (random weights) in torch on all patches, in "
    "batches of 16 as is usual; one by one is quicker here and told beside it. The limit "
    "knows nothing of beats, key and loudness, which all of listen() finds too; the peer beside it "
    "finds beats and loudness.",
    prepare,
    candidates,
    judge,
)
