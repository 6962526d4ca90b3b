from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile

from editor_app.conform.film import conform, film_size
from editor_app.interchange.cut import Cut, SoundPiece
from editor_app.interchange.errors import LostFilesError, TimelineError
from editor_app.score.errors import RenderError
from inference.media.audio import read_audio
from inference.media.content import content_key
from inference.media.probe import probe
from inference.progress import finish
from tests.editor_app.conform.making import a_cut, counted, frames, numbers, of, piece, shades

HZ = 48_000


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty pictures that say their number, modulo 16."""
    return counted(tmp_path_factory.mktemp("film") / "a.mp4", 60)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return counted(tmp_path_factory.mktemp("other") / "b.mp4", 40, base=25)


def seen(cut: Cut, tmp_path: Path) -> list[int]:
    return numbers(finish(conform(cut, tmp_path / "out.mkv")).path)


def test_the_pictures_are_those_of_the_cut(film: Path, other: Path, tmp_path: Path) -> None:
    cut = a_cut(piece(0, 5, film, 3), piece(5, 4, other, 10), piece(9, 3), piece(12, 6, film, 40))
    assert seen(cut, tmp_path) == [
        3, 4, 5, 6, 7, 10, 11, 12, 13, -1, -1, -1, 8, 9, 10, 11, 12, 13,
    ]  # fmt: skip


def test_retimed_pieces_run_as_fast_as_they_should(film: Path, tmp_path: Path) -> None:
    cut = a_cut(
        piece(0, 4, film, 0, speed=Fraction(2)),
        piece(4, 4, film, 0, speed=Fraction(1, 2)),
        piece(8, 3, film, 9, frozen=True),
        piece(11, 5, film, 14, speed=Fraction(-1)),
    )
    assert seen(cut, tmp_path) == [0, 2, 4, 6, 0, 0, 1, 1, 9, 9, 9, 14, 13, 12, 11, 10]


def test_a_dissolve_goes_from_one_to_the_other(tmp_path: Path) -> None:
    dark = counted(tmp_path / "dark.mp4", 1, base=40)
    light = counted(tmp_path / "light.mp4", 1, base=200)
    cut = a_cut(piece(0, 10, dark), piece(10, 10, light, dissolve_in_s=frames(5)))
    found = [shade for _, shade in shades(finish(conform(cut, tmp_path / "out.mkv")).path)]
    assert found[9] == pytest.approx(40, abs=4)
    assert found[10:15] == pytest.approx([56, 88, 120, 152, 184], abs=6)
    assert found[15] == pytest.approx(200, abs=4)


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(30000, 1001), Fraction(50)])
def test_count_and_times_are_exact(film: Path, tmp_path: Path, rate: Fraction) -> None:
    cut = Cut("cut", rate, (replace(piece(0, 1, film), duration_s=Fraction(1001, 500)),))
    found = shades(finish(conform(cut, tmp_path / "out.mkv")).path)
    assert len(found) == round(Fraction(1001, 500) * rate)
    times = [time_s for time_s, _ in found]
    assert times == pytest.approx([n / float(rate) for n in range(len(found))], abs=0.001)


def tone(path: Path, seconds: float, *, level: float = 0.5) -> Path:
    soundfile.write(path, np.full((round(seconds * HZ), 2), level, np.float32), HZ)
    return path


def sounded(path: Path, *, level: float = 0.5, **more: object) -> SoundPiece:
    return SoundPiece(source=of(tone(path, 4.0, level=level)), **more)  # type: ignore[arg-type]


def test_the_sound_is_that_of_the_cut(film: Path, tmp_path: Path) -> None:
    talk = sounded(
        tmp_path / "talk.wav", start_s=Fraction(1, 2), duration_s=Fraction(1), gain_db=-6.0,
        fade_in_s=Fraction(1, 5), kind="dialogue", track="A1", name="talk",
    )  # fmt: skip
    song = sounded(
        tmp_path / "song.wav", start_s=Fraction(0), duration_s=Fraction(2), kind="music", track="A2"
    )
    cut = a_cut(piece(0, 50, film), sounds=(talk, song))
    done = finish(conform(cut, tmp_path / "out.mkv"))
    sound = read_audio(done.path, rate_hz=HZ, channels=1)
    assert len(sound) == 2 * HZ
    assert np.abs(sound[: HZ // 2]).max() == 0
    assert sound[int(0.6 * HZ)] == pytest.approx(0.25 * np.sin(np.pi / 4), abs=0.002)
    assert sound[HZ] == pytest.approx(0.5 * 10 ** (-6 / 20), abs=0.001)
    assert np.abs(sound[int(1.51 * HZ) :]).max() == 0
    assert done.notes == ("The music that is on track A2 of the cut is left out.",)
    kept = finish(conform(cut, tmp_path / "kept.mkv", keeps_music=True))
    assert read_audio(kept.path, rate_hz=HZ, channels=1)[0] == pytest.approx(0.5, abs=0.001)
    assert kept.notes == ()


def test_what_is_missing_is_black_or_silent_and_said(film: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone.mp4"
    lost = SoundPiece(frames(0), frames(10), of(tmp_path / "gone.wav"))
    cut = a_cut(piece(0, 3, gone), piece(3, 3, film), sounds=(lost,), dropped=("A title.",))
    done = finish(conform(cut, tmp_path / "out.mkv"))
    assert numbers(done.path)[:6] == [-1, -1, -1, 0, 1, 2]
    assert done.notes == (
        "A title.", "gone.mp4 is not there.", "The sound of gone.wav is not there."
    )  # fmt: skip


def test_a_stand_in_takes_the_place_of_what_is_missing(film: Path, tmp_path: Path) -> None:
    proxied = replace(piece(0, 4, film, 2), source=of(tmp_path / "big.mov", proxy=film))
    done = finish(conform(a_cut(proxied), tmp_path / "out.mkv"))
    assert numbers(done.path) == [2, 3, 4, 5]
    assert done.notes == ()


def test_nothing_there_is_an_error_with_names(tmp_path: Path) -> None:
    with pytest.raises(LostFilesError, match=r"gone\.mp4\)"):
        finish(conform(a_cut(piece(0, 3, tmp_path / "gone.mp4")), tmp_path / "out.mkv"))
    with pytest.raises(TimelineError, match="shows no file"):
        finish(conform(a_cut(piece(0, 3)), tmp_path / "out.mkv"))
    assert list(tmp_path.iterdir()) == []


def test_the_same_cut_is_the_same_film(film: Path, tmp_path: Path) -> None:
    cut = a_cut(piece(0, 20, film))
    keys = {content_key(finish(conform(cut, tmp_path / f"{n}.mkv")).path) for n in range(2)}
    assert len(keys) == 1


def test_stopped_half_way_nothing_is_left(film: Path, tmp_path: Path) -> None:
    work = conform(a_cut(piece(0, 60, film)), tmp_path / "out.mkv")
    next(work)
    work.close()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(film: Path, tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="cannot be written"):
        finish(conform(a_cut(piece(0, 3, film)), tmp_path / "none" / "out.mkv"))


def test_the_shape_is_the_cuts_own(tmp_path: Path, film: Path) -> None:
    wide = counted(tmp_path / "wide.mp4", 3, size=(160, 80))
    cut = a_cut(piece(0, 3, wide), piece(3, 3, film))
    assert film_size(cut, "keeping") == (160, 80)
    assert film_size(replace(cut, size=(3840, 2160)), "keeping") == (3840, 2160)
    assert film_size(replace(cut, size=(3840, 2160)), "watching") == (640, 360)
    shown = probe(finish(conform(replace(cut, size=(120, 120)), tmp_path / "out.mkv")).path).video
    assert shown is not None
    assert (shown.width, shown.height) == (120, 120)
