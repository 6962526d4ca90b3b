"""Another pack is made ready behind the window; the one in use serves until it is done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from catalog import reembedding, vectors
from catalog.library import Library
from catalog.recipe import recipe_of
from editor_app.operations.desk import Desk
from editor_app.project.autosave import Autosave
from editor_app.settings import Settings
from inference.towers.pack import Pack, read_pack
from tests.editor_app.operations import worlds
from tests.editor_app.uses.packs import other_pack

SONGS = 12


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return other_pack(tmp_path / "other")


@pytest.fixture
def chosen(tmp_path: Path, pack: Pack) -> Settings:
    """A library that was heard with the program's own pack."""
    folder = tmp_path / "library"
    with Library.open(folder) as library:
        worlds.fill(library, pack, SONGS)
        with library._database.transaction() as connection:
            for track in library.tracks():
                base = worlds.base_features(track.id, pack)
                vectors.write_features(
                    connection, track.id, pack.base_id, base, segment_s=worlds.SEGMENT_S
                )
    return Settings(folder, tmp_path / "cache", pack.folder, "cpu")


@pytest.fixture
def desk(qapp, tmp_path: Path, chosen: Settings):
    made = Desk(chosen, Autosave(tmp_path / "recovery"))
    yield made
    assert made.close()


def ready(chosen: Settings) -> dict[str, int]:
    with Library.open(chosen.library) as library:
        return dict(library.stats().analysed)


def test_the_old_pack_serves_until_the_new_one_is_ready(
    qtbot, desk: Desk, chosen: Settings, other: Path, pack: Pack
) -> None:
    wanted = replace(chosen, pack=other, device="cpu")
    with qtbot.waitSignal(desk.changed_over, timeout=20_000) as told:
        desk.set_settings(wanted)
        assert desk.engines.settings.pack == chosen.pack
        assert desk.changing.target == wanted
    assert desk.engines.settings == wanted
    assert desk.changing.target is None
    assert told.args[0].reembedded == SONGS
    assert ready(chosen) == {pack.pack_id: SONGS, read_pack(other).pack_id: SONGS}


def test_what_else_is_set_counts_at_once(
    qtbot, desk: Desk, chosen: Settings, other: Path, tmp_path: Path
) -> None:
    wanted = replace(chosen, pack=other, cache=tmp_path / "elsewhere")
    with qtbot.waitSignal(desk.changed_over, timeout=20_000):
        desk.set_settings(wanted)
        assert desk.engines.settings == replace(wanted, pack=chosen.pack)
    assert desk.engines.settings == wanted


def test_the_same_wish_again_does_not_begin_anew(
    qtbot, desk: Desk, chosen: Settings, other: Path
) -> None:
    wanted, begun = replace(chosen, pack=other), []
    desk.jobs.added.connect(lambda job: begun.append(job.quiet))
    with qtbot.waitSignal(desk.changed_over, timeout=20_000):
        desk.set_settings(wanted)
        desk.set_settings(wanted)
    assert begun.count(False) == 1


def test_back_to_the_pack_in_use_the_change_is_given_up(
    qtbot, desk: Desk, chosen: Settings, other: Path
) -> None:
    over = []
    desk.changed_over.connect(over.append)
    desk.set_settings(replace(chosen, pack=other))
    (job,) = [one for one in desk.jobs.running if not one.quiet]
    with qtbot.waitSignal(job.ended, timeout=20_000):
        desk.set_settings(chosen)
    assert job.state == "cancelled"
    qtbot.wait(50)
    assert over == []
    assert desk.engines.settings == chosen


def test_a_pack_that_cannot_be_used_is_told_and_the_old_one_stays(
    qtbot, desk: Desk, chosen: Settings, other: Path
) -> None:
    (other / "music_tower.onnx").write_bytes(b"damaged")
    with qtbot.waitSignal(desk.failed, timeout=20_000) as told:
        desk.set_settings(replace(chosen, pack=other))
    assert "music_tower.onnx" in str(told.args[0])
    assert desk.engines.settings == chosen


def test_a_change_that_ends_without_effect_says_so(
    qtbot, desk: Desk, chosen: Settings, other: Path, tmp_path: Path
) -> None:
    with qtbot.waitSignal(desk.changing.given_up, timeout=20_000):
        desk.set_settings(replace(chosen, pack=tmp_path / "no pack"))
    with qtbot.waitSignal(desk.changing.given_up, timeout=20_000):
        desk.set_settings(replace(chosen, pack=other))
        (job,) = [one for one in desk.jobs.running if not one.quiet]
        job.cancel()
    assert desk.changing.target is None


def test_another_change_in_its_place_is_not_giving_up(
    qtbot, desk: Desk, chosen: Settings, other: Path, tmp_path: Path
) -> None:
    given_up = []
    desk.changing.given_up.connect(lambda: given_up.append(True))
    with qtbot.waitSignal(desk.changed_over, timeout=20_000):
        desk.set_settings(replace(chosen, pack=tmp_path / "no pack"))
        desk.set_settings(replace(chosen, pack=other))
    assert given_up == []


def test_what_was_cut_off_is_finished_at_the_next_start(
    qtbot, desk: Desk, chosen: Settings, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reembedding, "LOT", 2)
    pack = read_pack(other)
    with Library.open(chosen.library) as library:
        work = library.reembed(recipe_of(pack, device="cpu"))
        while next(work).fraction < 0.3:
            pass
        work.close()
    assert 0 < ready(chosen)[pack.pack_id] < SONGS
    desk.engines.settings = replace(chosen, pack=other)
    with qtbot.waitSignal(desk.changing.done, timeout=20_000):
        desk.go_on_changing()
    assert ready(chosen)[pack.pack_id] == SONGS
    with qtbot.waitSignal(desk.changing.done, timeout=20_000) as told:
        desk.go_on_changing()
    assert told.args[1].reembedded == 0
