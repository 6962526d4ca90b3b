"""What is written and read again is the same cut, as far as the format holds it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from fractions import Fraction
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editor_app.interchange.cut import Cut, Marker, MediaRef, Piece, SoundPiece
from editor_app.interchange.music import NO_MUSIC, Music, music_of
from editor_app.interchange.reading import read_cut
from editor_app.project.cue import Cue
from editor_app.score.mix import Mix
from inference.errors import WorldError
from inference.values import Span

FOLDER = Path("/media/of the film")
RATES = [Fraction(25), Fraction(30000, 1001), Fraction(24000, 1001), Fraction(60)]


@dataclass(frozen=True)
class Format:
    """A format, and what of a cut it has no place for."""

    name: str
    suffix: str
    dissolves: bool = True
    speeds: bool = True
    backwards: bool = True
    frozen: bool = True
    levels: bool = True
    fades: bool = True
    rate: bool = True
    markers: bool = True


FORMATS = [
    Format("mlt", ".mlt"),
    Format("kdenlive", ".kdenlive"),
    Format("otio", ".otio", levels=False),
    Format("fcp7", ".xml"),
    Format("fcpxml", ".fcpxml"),
    # A picture that stands would need an effect that every program calls something else.
    Format("aaf", ".aaf", frozen=False, fades=False, markers=False),
    Format("edl", ".edl", levels=False, fades=False, rate=False),
    # A dissolve is a clip that grows visible; levels and fades are one curve of volume.
    Format("openshot", ".osp", dissolves=False, levels=False, fades=False),
]
MEDIA = [
    MediaRef(f"{name}.mov", FOLDER / f"{name}.mov", duration_s=Fraction(40))
    for name in ("first", "the second", "trois é")
]
SONG = MediaRef("song.wav", FOLDER / "song.wav", duration_s=Fraction(90), has_picture=False)


@st.composite
def cuts(draw: st.DrawFn) -> Cut:
    rate = draw(st.sampled_from(RATES))
    pieces: list[Piece] = []
    at = 0
    for _ in range(draw(st.integers(1, 5))):
        frames = draw(st.integers(10, 60))
        pieces.append(_piece(draw, at, frames, rate, pieces))
        at += frames
    return Cut("A cut", rate, tuple(pieces), size=(640, 360))


def _piece(draw: st.DrawFn, at: int, frames: int, rate: Fraction, before: list[Piece]) -> Piece:
    start_s, length_s = at / rate, frames / rate
    source = draw(st.sampled_from([*MEDIA, None]))
    if source is None:
        return Piece(start_s, length_s)
    how = draw(st.sampled_from(["plain", "plain", "fast", "slow", "frozen"]))
    in_s = draw(st.integers(0, 200)) * 2 / rate
    made = Piece(start_s, length_s, source, in_s, name=source.name)
    if how in ("fast", "slow"):
        return replace(made, speed=Fraction(2) if how == "fast" else Fraction(1, 2))
    if how == "frozen":
        return replace(made, frozen=True)
    mixable = before and before[-1].source and not before[-1].frozen and before[-1].speed == 1
    if mixable and draw(st.booleans()):
        return replace(made, dissolve_in_s=draw(st.integers(1, 4)) * 2 / rate)
    return made


def held(cut: Cut, form: Format) -> list[tuple[object, ...]]:
    """Return what there is to see, as far as the format holds it; black at the end is no end."""
    seen = []
    for one in cut.pieces:
        path = one.source.path if one.source else None
        row = (
            one.start_s, one.duration_s, path, Fraction(0) if path is None else one.source_in_s,
            one.speed if path else 1, one.frozen and form.frozen,
            one.dissolve_in_s if form.dissolves else 0,
        )  # fmt: skip
        if path is None and seen and seen[-1][2] is None:
            seen[-1] = (seen[-1][0], seen[-1][1] + one.duration_s, *seen[-1][2:])
        else:
            seen.append(row)
    while seen and seen[-1][2] is None:
        seen.pop()
    return seen


def written(cut: Cut, music: Music, form: Format, folder: Path, **more: Path) -> Path:
    module = import_module(f"editor_app.interchange.formats.{form.name}_out")
    path = folder / f"out{len(list(folder.iterdir()))}{form.suffix}"
    module.write(cut, music, path, **more)
    return path


def again(path: Path, form: Format, cut: Cut) -> Cut:
    return read_cut(path, rate=None if form.rate else cut.frame_rate)


# Making an AAF takes a second by itself.
@pytest.mark.parametrize(
    "form", [one for one in FORMATS if one.name != "aaf"], ids=lambda f: f.name
)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(cut=cuts())
def test_a_cut_comes_back_as_it_was(form: Format, cut: Cut) -> None:
    check_it_comes_back(form, cut)


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(cut=cuts())
def test_a_cut_comes_back_from_an_aaf(cut: Cut) -> None:
    check_it_comes_back(next(one for one in FORMATS if one.name == "aaf"), cut)


def check_it_comes_back(form: Format, cut: Cut) -> None:
    if all(piece.source is None for piece in cut.pieces):
        return
    with tempfile.TemporaryDirectory() as folder:
        path = written(cut, NO_MUSIC, form, Path(folder))
        back = again(path, form, cut)
        assert held(back, form) == held(cut, form)
        assert back.frame_rate == cut.frame_rate
        # And once more, added to the document that it came from.
        scored = written(back, NO_MUSIC, form, Path(folder), original=path)
        assert held(again(scored, form, cut), form) == held(cut, form)


@pytest.mark.parametrize("form", [one for one in FORMATS if one.markers], ids=lambda one: one.name)
def test_markers_stay_where_they_are(form: Format, tmp_path: Path) -> None:
    piece = Piece(Fraction(0), Fraction(8), MEDIA[0], Fraction(2))
    marks = (Marker(Fraction(1), "Here"), Marker(Fraction(4), "There"))
    cut = Cut("A cut", Fraction(25), (piece,), markers=marks, size=(640, 360))
    path = written(cut, NO_MUSIC, form, tmp_path)
    scored = written(cut, a_score(cut.frame_rate), form, tmp_path, original=path)
    for file, more in ((path, ()), (scored, (Fraction(12, 25), Fraction(62, 25)))):
        found = sorted(one.at_s for one in again(file, form, cut).markers)
        assert found == sorted([Fraction(1), Fraction(4), *more])


def a_score(rate: Fraction) -> Music:
    cues = (
        Cue(SONG.path, "Song", "X", 0.5, 3.0, 10.0, gain_db=-6.0, fade_out_s=1.0),
        Cue(SONG.path, "Song", "X", 2.5, 3.0, 30.0, gain_db=3.0, fade_in_s=1.0),
    )
    return music_of(Mix(Span(0.0, 8.0), cues), rate, lengths_s={SONG.path: 90.0})


@pytest.mark.parametrize("rate", RATES[:2])
@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_our_music_is_found_again_where_it_was_put(
    form: Format, rate: Fraction, tmp_path: Path
) -> None:
    plain = Cut("A cut", rate, (Piece(Fraction(0), 200 / rate, MEDIA[0], 60 / rate),))
    own = SoundPiece(Fraction(0), 200 / rate, MEDIA[0], 60 / rate, track="Dialogue")
    cut = replace(plain, sounds=(own,), size=(640, 360))
    music = a_score(rate)
    first = written(cut, NO_MUSIC, form, tmp_path)
    for path in (
        written(cut, music, form, tmp_path),
        written(cut, music, form, tmp_path, original=first),
    ):
        back = again(path, form, cut)
        ours = set(map(heard(form), back.earlier))
        assert ours == {heard(form)(clip.sound) for clip in music.clips}
        assert held(back, form) == held(cut, form)


def heard(form: Format):
    def row(sound: SoundPiece) -> tuple[object, ...]:
        gain_db = round(sound.gain_db, 2) if form.levels else 0.0
        fades = (sound.fade_in_s, sound.fade_out_s) if form.fades else ()
        where = (sound.start_s, sound.duration_s, sound.source.path, sound.source_in_s)
        return (*where, sound.speed, gain_db, *fades)

    return row


STRANGE = MediaRef("a<b>&\"c'.mov", FOLDER / "a<b>&\"c' 日本 %41.mov", duration_s=Fraction(40))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_strange_names_come_back_and_never_break_the_file(form: Format, tmp_path: Path) -> None:
    piece = Piece(Fraction(0), Fraction(8), STRANGE, Fraction(2), name="x\x00\x1b]]><&\n\ty")
    cut = Cut("</mlt>\x07&amp;", Fraction(25), (piece,), size=(640, 360))
    back = again(written(cut, NO_MUSIC, form, tmp_path), form, cut)
    assert back.pieces[0].source.path == STRANGE.path


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_nothing_is_left_where_it_cannot_be_written(form: Format, tmp_path: Path) -> None:
    cut = Cut("", Fraction(25), (Piece(Fraction(0), Fraction(8), MEDIA[0]),))
    module = import_module(f"editor_app.interchange.formats.{form.name}_out")
    with pytest.raises(WorldError, match="not there"):
        module.write(cut, NO_MUSIC, tmp_path / "none" / f"x{form.suffix}")
    assert list(tmp_path.iterdir()) == []
