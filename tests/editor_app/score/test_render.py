from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from editor_app.project.cue import Cue
from editor_app.score.duck import Duck
from editor_app.score.errors import RenderError
from editor_app.score.moment import Song
from editor_app.score.plan import plan_whole
from editor_app.score.render import RenderReport, RenderSettings, render, render_sound
from editor_app.score.targets import TARGETS
from inference.errors import MediaError
from inference.media.audio import read_audio
from inference.progress import Progress, finish
from inference.values import Span
from tests.editor_app.score.conftest import CLIP_S, RATE, ebur128, ffmpeg


def cue(path: Path, start_s: float = 0.0, duration_s: float = CLIP_S, in_s: float = 0.0) -> Cue:
    return Cue(path, "", "", start_s, duration_s, in_s, fade_out_s=1.0)


def packets(path: Path) -> tuple[str, list[float]]:
    """Hash of the picture's packets, and when they are shown."""
    digest = hashlib.sha256()
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        times = []
        for packet in container.demux(stream):
            digest.update(bytes(packet))
            if packet.pts is not None:
                times.append(float(packet.pts * packet.time_base))
    return digest.hexdigest(), times


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def made(video: Path, cues: tuple[Cue, ...], out: Path, **settings: object) -> RenderReport:
    steps: list[Progress] = []
    report = finish(render(video, cues, RenderSettings(**settings), out), steps.append)  # type: ignore[arg-type]
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert fractions[-1] <= 1.0
    return report


MATERIALS = [
    ("youtube", {"gain": 0.99}, "film", "mp4"),
    ("podcast", {"gain": 0.02}, "film", "mkv"),
    ("ebu-r128", {"gain": 0.9, "channels": 1, "rate": 44_100}, "surround_film", "mp4"),
    ("spotify", {"gain": 0.5, "seconds": 5.0}, "mute_film", "mov"),
]


@pytest.mark.parametrize(("name", "properties", "film_name", "suffix"), MATERIALS)
def test_loudness_and_peak_by_other_ears(
    name: str,
    properties: dict[str, float],
    film_name: str,
    suffix: str,
    song: Callable[..., Path],
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    path = song(**properties)
    whole = Song(path, properties.get("seconds", 12.0))
    out = tmp_path / f"out.{suffix}"
    source = request.getfixturevalue(film_name)
    report = made(
        source, plan_whole(Span(0.0, CLIP_S), whole), out,
        target=TARGETS[name], speech=(Span(2.0, 4.0),),
    )  # fmt: skip
    loudness, peak = ebur128(out)
    assert loudness == pytest.approx(TARGETS[name].loudness_lufs, abs=0.5)
    assert peak <= TARGETS[name].ceiling_dbtp
    assert report.loudness_after_lufs == pytest.approx(loudness, abs=0.15)
    assert report.true_peak_dbtp == pytest.approx(peak, abs=0.25)
    assert report.notes == ()
    assert packets(out)[0] == packets(source)[0]
    assert left_in(tmp_path) == [out.name]


def test_the_picture_is_the_same_to_the_bit_and_the_sound_as_long(
    film: Path, song: Callable[..., Path], tmp_path: Path
) -> None:
    out = tmp_path / "out.mp4"
    report = made(film, (cue(song()),), out)
    before, after = packets(film), packets(out)
    assert after[0] == before[0]
    np.testing.assert_allclose(sorted(after[1]), sorted(before[1]), atol=1e-4)
    assert (report.picture, report.duration_s) == ("copied", CLIP_S)
    with av.open(str(out)) as container:
        assert [s.type for s in container.streams] == ["video", "audio"]
        sound = container.streams.audio[0]
        assert (sound.rate, sound.channels) == (RATE, 2)
        assert float(sound.duration * sound.time_base) == pytest.approx(CLIP_S, abs=0.025)


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "mov"])
def test_a_click_arrives_when_it_should(
    suffix: str, mute_film: Path, click: Path, tmp_path: Path
) -> None:
    out = tmp_path / f"out.{suffix}"
    placed = Cue(click, "", "", 3.3, 4.0, source_in_s=1.5)
    made(mute_film, (placed,), out, target=None)
    sound = read_audio(out, rate_hz=RATE, channels=1)
    assert np.abs(sound).argmax() / RATE == pytest.approx(3.8, abs=0.001)
    assert min(packets(out)[1]) == pytest.approx(0.0, abs=0.001)


def test_surround_sources_get_the_new_sound(
    surround_film: Path, tone: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.mkv"
    made(surround_film, (cue(tone),), out, original_gain_db=None)
    sound = read_audio(out, rate_hz=RATE, channels=1)[RATE : 3 * RATE]
    spectrum = np.abs(np.fft.rfft(sound)) ** 2
    assert spectrum[1995:2006].sum() / spectrum.sum() > 0.999


def test_ducking_is_as_deep_as_asked_on_the_music_alone(
    film: Path, tone: Path, tmp_path: Path
) -> None:
    out = tmp_path / "music.flac"
    settings = RenderSettings(target=None, speech=(Span(3.0, 5.0),), duck=Duck(depth_db=15.0))
    report = finish(render_sound(film, (cue(tone),), settings, out))
    level = np.sqrt(np.square(read_audio(out, rate_hz=RATE, channels=1)).reshape(16, -1).mean(1))
    assert 20 * np.log10(level[8] / level[1]) == pytest.approx(-15.0, abs=0.05)
    assert report.ducked_s == pytest.approx(2.0)
    assert report.picture == "none"


def test_stems_add_up_to_the_mix(film: Path, song: Callable[..., Path], tmp_path: Path) -> None:
    settings = RenderSettings(target=None, speech=(Span(3.0, 5.0),))
    quiet = Cue(song(), "", "", 0.0, CLIP_S, gain_db=-12.0)
    sounds = {}
    for stem in ("mix", "music", "original"):
        out = tmp_path / f"{stem}.wav"
        finish(render_sound(film, (quiet,), settings, out, stem=stem))  # type: ignore[arg-type]
        sounds[stem] = read_audio(out, rate_hz=RATE, channels=2)
    np.testing.assert_allclose(sounds["music"] + sounds["original"], sounds["mix"], atol=1e-5)


def test_what_cannot_be_reached_is_said(mute_film: Path, click: Path, tmp_path: Path) -> None:
    report = made(mute_film, (Cue(click, "", "", 0.0, 6.0),), tmp_path / "out.mp4")
    assert len(report.notes) == 1
    assert "ceiling" in report.notes[0] or "too quiet" in report.notes[0]
    assert report.true_peak_dbtp <= -1.0


def test_silence_is_left_alone(mute_film: Path, tmp_path: Path) -> None:
    report = made(mute_film, (), tmp_path / "out.mp4")
    assert "too quiet" in report.notes[0]
    assert not read_audio(tmp_path / "out.mp4", rate_hz=RATE, channels=1).any()


def test_a_picture_the_file_cannot_hold_is_made_anew(
    old_film: Path, song: Callable[..., Path], tmp_path: Path
) -> None:
    out = tmp_path / "out.mp4"
    report = made(old_film, (cue(song()),), out)
    assert report.picture == "re-encoded"
    assert "msmpeg4v2" in (report.picture_reason or "")
    with av.open(str(out)) as container:
        assert container.streams.video[0].codec_context.name == "h264"
        assert sum(1 for _ in container.decode(video=0)) == round(CLIP_S * 25)
    assert left_in(tmp_path) == ["out.mp4"]


def test_the_same_film_fits_another_container_untouched(
    old_film: Path, song: Callable[..., Path], tmp_path: Path
) -> None:
    report = made(old_film, (cue(song()),), tmp_path / "out.mkv")
    assert report.picture == "copied"
    assert packets(tmp_path / "out.mkv")[0] == packets(old_film)[0]


def test_a_trimmed_film_keeps_picture_and_sound_together(
    film: Path, click: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.mp4"
    placed = Cue(click, "", "", 3.3, 4.0, source_in_s=1.5)
    report = made(film, (placed,), out, span=Span(2.0, 5.0), original_gain_db=None, target=None)
    assert report.duration_s == pytest.approx(3.0, abs=0.04)
    sound = read_audio(out, rate_hz=RATE, channels=1)
    assert np.abs(sound).argmax() / RATE == pytest.approx(1.8, abs=0.001)
    with av.open(str(out)) as new, av.open(str(film)) as old:
        ours = [f.to_ndarray(format="gray") for f in new.decode(video=0)]
        theirs = [f.to_ndarray(format="gray") for f in old.decode(video=0)]
    assert len(ours) == 75
    differences = [np.abs(ours[10].astype(int) - f).mean() for f in theirs[50:70]]
    assert int(np.argmin(differences)) == 10


def test_a_turned_film_is_made_anew_upright(film: Path, tone: Path, tmp_path: Path) -> None:
    turned, out = tmp_path / "turned.mp4", tmp_path / "out.mp4"
    ffmpeg("-v", "error", "-display_rotation", "90", "-i", str(film), "-c", "copy", str(turned))
    made(turned, (cue(tone),), out, span=Span(1.0, 2.0))
    with av.open(str(turned)) as old, av.open(str(out)) as new:
        stored = [f.to_ndarray(format="gray") for f in old.decode(video=0)][25]
        shown = next(new.decode(video=0)).to_ndarray(format="gray")
    assert shown.shape == (160, 90)
    assert np.abs(np.rot90(stored).astype(int) - shown).mean() < 4


def test_odd_sizes_and_rates_are_made_anew(tone: Path, tmp_path: Path) -> None:
    odd, out = tmp_path / "odd.mkv", tmp_path / "out.mp4"
    source = "testsrc2=s=121x67:r=30000/1001:d=2"
    ffmpeg("-v", "error", "-f", "lavfi", "-i", source, "-c:v", "ffv1", str(odd))
    made(odd, (cue(tone),), out)
    with av.open(str(out)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (120, 66)
        assert str(stream.average_rate) == "30000/1001"


def test_webm_gets_its_own_kind_of_sound(mute_film: Path, tone: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "source.webm", tmp_path / "out.webm"
    ffmpeg("-v", "error", "-i", str(mute_film), "-c:v", "libvpx", "-b:v", "200k",
           "-cpu-used", "8", "-deadline", "realtime", str(source))  # fmt: skip
    report = made(source, (cue(tone),), out)
    assert report.picture == "copied"
    assert packets(out)[0] == packets(source)[0]
    assert ebur128(out)[0] == pytest.approx(-14.0, abs=0.5)


def test_late_pictures_stay_late(film: Path, click: Path, tmp_path: Path) -> None:
    late = tmp_path / "late.mkv"
    ffmpeg("-v", "error", "-itsoffset", "0.5", "-i", str(film), "-i", str(film),
           "-map", "0:v", "-map", "1:a", "-c", "copy", str(late))  # fmt: skip
    out = tmp_path / "out.mp4"
    made(late, (Cue(click, "", "", 1.0, 5.0),), out, target=None, original_gain_db=None)
    assert min(packets(out)[1]) == pytest.approx(0.5, abs=0.025)
    assert np.abs(read_audio(out, rate_hz=RATE, channels=1)).argmax() / RATE == pytest.approx(
        3.0, abs=0.001
    )


def test_unusable_targets_are_named_and_nothing_is_written(
    film: Path, tone: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(b"x")
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "again.mp4").symlink_to(film)
    before = left_in(tmp_path)
    for target in (
        tmp_path / "out.xyz",
        plain / "out.mp4",
        tmp_path / "none" / "out.mp4",
        tmp_path / "folder.mp4",
        tmp_path / "again.mp4",
        film,
    ):
        with pytest.raises(RenderError) as caught:
            made(film, (cue(tone),), target)
        assert target.name in caught.value.what or str(target.parent) in caught.value.what
        assert caught.value.remedy
    assert left_in(tmp_path) == before


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(film: Path, tone: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(RenderError, match="cannot be written"):
        made(film, (cue(tone),), tmp_path / "out.mp4")
    tmp_path.chmod(0o700)


def test_a_bad_film_or_song_leaves_the_old_file(film: Path, tmp_path: Path) -> None:
    out, junk = tmp_path / "out.mp4", tmp_path / "junk.ogg"
    out.write_bytes(b"precious")
    junk.write_bytes(b"no music at all" * 100)
    for video, cues in ((film, (cue(junk),)), (junk, ()), (tmp_path / "gone.mp4", ())):
        with pytest.raises(MediaError):
            made(video, cues, out)
        assert out.read_bytes() == b"precious"
        assert left_in(tmp_path) == ["junk.ogg", "out.mp4"]


@pytest.mark.parametrize("doing", ["Mixing the sound", "Writing the file", "Checking the file"])
def test_closing_cleans_up_at_once(doing: str, film: Path, tone: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    out.write_bytes(b"precious")
    work = render(film, (cue(tone),), RenderSettings(), out)
    while next(work).doing != doing:
        pass
    start = time.perf_counter()
    work.close()
    assert time.perf_counter() - start < 1.0
    assert out.read_bytes() == b"precious"
    assert left_in(tmp_path) == ["out.mp4"]


CHILD = """
import resource, sys
from pathlib import Path
from editor_app.project.cue import Cue
from editor_app.score.errors import RenderError
from editor_app.score.render import RenderSettings, render_sound
from inference.progress import finish
film, song, out, limit = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
cue = Cue(Path(song), "", "", 0.0, 8.0)
try:
    work = render_sound(Path(film), (cue,), RenderSettings(), Path(out))
    finish(work, lambda step: print(step.doing, flush=True))
except RenderError as error:
    print("RenderError", error)
"""


@pytest.mark.parametrize("room", [1_000_000, int(CLIP_S * RATE * 8) + 16])
def test_a_full_disk_leaves_nothing(room: int, film: Path, tone: Path, tmp_path: Path) -> None:
    """The smaller room stops our own file of the mix, the other one the encoder's."""
    arguments = [str(film), str(tone), str(tmp_path / "out.wav"), str(room)]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(CHILD), *arguments],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "RenderError There is no room left" in done.stdout, done.stdout + done.stderr
    assert ("Writing the file" in done.stdout) == (room > 1_000_000)
    assert left_in(tmp_path) == []


def test_being_killed_leaves_no_half_file(film: Path, tone: Path, tmp_path: Path) -> None:
    arguments = [str(film), str(tone), str(tmp_path / "out.wav"), str(10**9)]
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(CHILD), *arguments],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    with child.stdout:
        for line in child.stdout:
            if line.startswith("Writing"):
                break
        child.send_signal(signal.SIGKILL)
    child.wait()
    assert "out.wav" not in left_in(tmp_path)
