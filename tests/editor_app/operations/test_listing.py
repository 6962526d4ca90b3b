from __future__ import annotations

from pathlib import Path

import pytest

from catalog.filters import Filters
from catalog.library import Library
from catalog.marks import Marks
from editor_app.operations.engines import Engines
from editor_app.operations.lanes import Lanes
from editor_app.operations.listing import Listing
from inference.errors import WorldError
from inference.towers.pack import Pack
from tests.editor_app.operations.worlds import fill


@pytest.fixture
def listing(lanes: Lanes, engines: Engines, pack: Pack) -> Listing:
    with Library.open(engines.settings.library) as library:
        fill(library, pack, 30, segments=2)
    return Listing(lanes, engines)


def page(qtbot, listing: Listing, offset: int, count: int) -> list[str]:
    with qtbot.waitSignal(listing.page_ready) as came:
        listing.page(offset, count)
    assert came.args[0] == offset
    return [track.title for track in came.args[1]]


def test_songs_come_in_pages(qtbot, listing: Listing) -> None:
    with qtbot.waitSignal(listing.counted) as counted:
        listing.show(None)
    assert counted.args == [30]
    assert page(qtbot, listing, 0, 3) == ["Song 0", "Song 1", "Song 10"]
    assert page(qtbot, listing, 28, 10) == ["Song 8", "Song 9"]


def test_songs_are_found_and_sorted(qtbot, listing: Listing) -> None:
    with qtbot.waitSignal(listing.counted) as counted:
        listing.show(Filters(text="artist 2"))
    assert counted.args == [11]
    with qtbot.waitSignal(listing.counted):
        listing.sort("bpm", descending=True)
    assert page(qtbot, listing, 0, 2) == ["Song 29", "Song 28"]


def test_pages_of_an_older_list_never_come(qtbot, listing: Listing) -> None:
    with qtbot.waitSignal(listing.counted):
        listing.show(None)
    pages: list[int] = []
    listing.page_ready.connect(lambda offset, _: pages.append(offset))
    with qtbot.waitSignal(listing.counted):
        listing.show(Filters(text="song 2"))
        listing.page(5, 3)
    page(qtbot, listing, 0, 3)
    assert pages == [0]


def test_a_mark_is_kept_and_told(qtbot, listing: Listing) -> None:
    tracks = []
    listing.marked.connect(tracks.append)
    with qtbot.waitSignal(listing.changed):
        listing.mark(7, tempo_factor=2.0)
    [track] = tracks
    assert (track.id, track.marks, track.bpm) == (7, Marks(tempo_factor=2.0), 132.0)


def test_a_favourite_changes_no_suggestion(qtbot, listing: Listing) -> None:
    with qtbot.assertNotEmitted(listing.changed), qtbot.waitSignal(listing.marked) as marked:
        listing.mark(7, favourite=True)
    assert marked.args[0].marks == Marks(favourite=True)


def test_uses_are_counted_without_asking_for_songs_again(qtbot, listing: Listing) -> None:
    told = []
    listing.marked.connect(lambda track: told.append((track.id, track.marks.used)))
    with qtbot.assertNotEmitted(listing.changed):
        listing.count_use([3, 5])
        listing.count_use([5])
        qtbot.waitUntil(lambda: len(told) == 3)
    assert told == [(3, 1), (5, 1), (5, 2)]


def test_a_mark_that_cannot_be_fails(qtbot, listing: Listing) -> None:
    with qtbot.waitSignal(listing.failed) as failed:
        listing.mark(7, tempo_factor=5.0)
    assert isinstance(failed.args[0], WorldError)


def test_folders_are_looked_over_and_forgotten(
    qtbot, listing: Listing, engines: Engines, tmp_path
) -> None:
    library = Library.open(engines.settings.library)
    with library, library._database.transaction() as connection:
        connection.executemany("INSERT INTO folders VALUES (?)", [("/music/1",), (str(tmp_path),)])
    with qtbot.waitSignal(listing.looked_over) as seen:
        listing.look_over()
    overview = seen.args[0]
    assert {(one.path, one.songs, one.is_there) for one in overview.folders} == {
        (Path("/music/1"), 4, False),
        (tmp_path, 0, True),
    }
    assert (overview.stats.tracks, overview.failed) == (30, ())
    counts = []
    listing.counted.connect(counts.append)
    with qtbot.waitSignals([listing.counted, listing.looked_over, listing.changed]):
        listing.forget_folder(Path("/music/1"))
    assert counts == [26]
