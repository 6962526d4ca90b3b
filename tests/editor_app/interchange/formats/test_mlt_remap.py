"""Speeds that change within a clip of MLT: what is read is what melt shows, picture by picture."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from editor_app.interchange.cut import Cut
from editor_app.interchange.formats.mlt_remap import remap_of
from editor_app.interchange.reading import read_cut
from tests.editor_app.interchange.material import FIRST_A, RATE, brightness, make_film, render

MAPS = {
    "faster": "0=0;25=0.5;49=2.9",
    "back and on": "00:00:00.000=2.8;00:00:01.000=0.5;49=2.9",
    "held": "0=0;25|=1.5;40=2.9",
}


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    film = tmp_path_factory.mktemp("remap") / "a.mkv"
    make_film(film, 75, FIRST_A)
    return film


def project(film: Path, said: str, *, entry: str = 'in="0" out="49"', sound: str = "") -> Path:
    path = film.parent / "remapped.mlt"
    path.write_text(
        '<mlt LC_NUMERIC="C" version="7.12.0" producer="t"><profile width="64" height="48" '
        'progressive="1" frame_rate_num="25" frame_rate_den="1" colorspace="601"/>'
        f'<chain id="c" out="74"><property name="length">75</property><property name="resource">'
        f'{film}</property><property name="mlt_service">avformat</property>{sound}'
        f'<link id="l"><property name="mlt_service">timeremap</property>{said}</link></chain>'
        f'<playlist id="p"><entry producer="c" {entry}/></playlist>'
        '<tractor id="t"><track producer="p"/></tractor></mlt>'
    )
    return path


def named(name: str, text: str) -> str:
    return f'<property name="{name}">{text}</property>'


def pictures(cut: Cut) -> list[float]:
    """Return which picture of its file each picture of a cut is, and between which it lies."""
    seen = []
    for number in range(round(cut.duration_s * RATE)):
        at_s = number / RATE
        piece = next(one for one in cut.pieces if one.start_s <= at_s < one.end_s)
        run_s = Fraction(0) if piece.frozen else (at_s - piece.start_s) * piece.speed
        seen.append(float((piece.source_in_s + run_s) * RATE))
    return seen


@pytest.mark.parametrize("curve", MAPS.values(), ids=MAPS)
def test_what_melt_shows_is_what_is_read(curve: str, film: Path) -> None:
    said = named("map", curve) + named("time_map", curve)
    file = project(film, said, entry='in="10" out="49"')
    shown = [(one - FIRST_A) / 2 for one in brightness(render(file))]
    assert shown == pytest.approx(pictures(read_cut(file)), abs=1.5)


def test_pieces_of_a_ramp_are_exact_and_its_sound_goes_along(film: Path) -> None:
    quiet = '<filter><property name="mlt_service">volume</property>' + named("level", "-6")
    cut = read_cut(project(film, named("time_map", MAPS["faster"]), sound=f"{quiet}</filter>"))
    assert [(one.start_s, one.source_in_s, one.speed) for one in cut.pieces] == [
        (0, 0, Fraction(1, 2)), (1, Fraction(1, 2), Fraction(5, 2))
    ]  # fmt: skip
    assert [(one.speed, one.gain_db) for one in cut.sounds] == [(0.5, -6), (2.5, -6)]
    assert cut.dropped == ()
    smooth = read_cut(project(film, named("time_map", "0~=0;25~=0.5;49=2.9")))
    assert "taken as straight ones" in " ".join(smooth.dropped)


def test_speeds_drawn_as_a_line_are_added_up_to_within_half_a_picture(film: Path) -> None:
    """From standing to thrice the speed within two seconds: 3/4 t² seconds of the film."""
    seen = pictures(read_cut(project(film, named("speed_map", "0=0;50=3"))))
    wanted = [25 * 0.75 * (n / 25) ** 2 for n in range(50)]
    assert max(abs(one - other) for one, other in zip(seen, wanted, strict=True)) < 0.55
    held = read_cut(project(film, named("speed_map", "0|=1;25=2")))
    assert [(one.start_s, one.source_in_s, one.speed) for one in held.pieces] == [
        (0, 0, 1), (1, 1, 2)
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", ";;", "0", "=1", "a=b", "-1=2", "1e9=1", "0=", "9:9:9:9=1"])
def test_a_map_of_nothing_changes_nothing(text: str) -> None:
    assert remap_of({"time_map": text}, Fraction(25)) is None
    assert remap_of({"speed_map": text}, Fraction(25)) is None
