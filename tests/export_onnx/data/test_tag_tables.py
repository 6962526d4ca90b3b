from __future__ import annotations

from pathlib import Path

import pytest

from export_onnx.data.feelings import KNOWN_TAGS, MUSIC_MOODS, VIDEO_EMOTIONS
from export_onnx.data.manifest import list_videos
from export_onnx.data.tag_tables import (
    add_tags,
    read_audioset_moods,
    read_named_tags,
    read_valence_arousal,
    read_video_emotions,
)
from export_onnx.data.worlds import World, make_world
from inference.errors import WorldError

AUDIOSET = """# Segments csv created Sun Mar  5 10:54:25 2017
# num_ytids=3
# YTID, start_seconds, end_seconds, positive_labels
--4gqARaEJE, 0.000, 10.000, "/m/04rlf,/t/dd00033"
--BfvyPmVMo, 20.000, 30.000, "/m/03l9g"
--U7joUcTCo, 30.500, 40.500, "/t/dd00031,/t/dd00035"
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "tags.csv"


def test_named_tags(table: Path):
    table.write_text("name,tags\na.mp4,happy:0.8;sad\nb.mp4,\n")
    found = read_named_tags(table, MUSIC_MOODS)
    assert found.tags == {"a.mp4": {"happy": 0.8, "sad": 1.0}, "b.mp4": {}}
    assert found.names == tuple(MUSIC_MOODS)


def test_unknown_names_are_refused_by_name(table: Path):
    table.write_text("name,tags\na,hapy:0.8;blue\n")
    with pytest.raises(WorldError, match=r"'blue', 'hapy'.*'happy' for 'hapy'"):
        read_named_tags(table, MUSIC_MOODS)


@pytest.mark.parametrize(
    ("line", "reason"),
    [("a,happy:1.5", "1.5"), ("a,happy:nan", "nan"), ("a,happy:much", "much"), (",sad", "no name")],
)
def test_bad_lines_are_named(table: Path, line: str, reason: str):
    table.write_text(f"name,tags\nz,sad\n{line}\n")
    with pytest.raises(WorldError, match=f"line 3.*{reason}"):
        read_named_tags(table, MUSIC_MOODS)


def test_audioset_moods_as_published(table: Path):
    table.write_text(AUDIOSET)
    found = read_audioset_moods(table)
    assert set(found.tags) == {"--4gqARaEJE_0", "--U7joUcTCo_30"}
    assert found.tags["--4gqARaEJE_0"] == {m: float(m == "sad") for m in MUSIC_MOODS}
    assert sum(found.tags["--U7joUcTCo_30"].values()) == 2
    table.write_text("a,b\n")
    with pytest.raises(WorldError, match="2 columns"):
        read_audioset_moods(table)
    for damaged in (b"\xff\xfe", b"a" * 200_000):
        table.write_bytes(damaged)
        with pytest.raises(WorldError, match="cannot be read"):
            read_audioset_moods(table)


def test_soft_video_emotions(table: Path):
    columns = [name.title() for name in VIDEO_EMOTIONS]
    row = ",".join(str(round(i / 100, 2)) for i in range(27))
    table.write_text(f"Filename,{','.join(columns)},Contempt,approach\n0001.mp4,{row},0.5,7\n")
    found = read_video_emotions(table)
    assert found.tags["0001.mp4"]["admiration"] == 0
    assert found.tags["0001.mp4"]["surprise"] == pytest.approx(0.26)
    assert len(found.tags["0001.mp4"]) == 27
    table.write_text(f"Filename,{','.join(columns[1:])}\n")
    with pytest.raises(WorldError, match="no column 'admiration'"):
        read_video_emotions(table)
    table.write_text(f"Filename,{','.join(columns)},Joyy\n")
    with pytest.raises(WorldError, match=r"'joyy'.*'joy'"):
        read_video_emotions(table)


def test_valence_and_arousal_in_their_scale(table: Path):
    table.write_text("file,valence_mean,arousal_mean\na.jpg,7,4\n")
    assert read_valence_arousal(table, low=1, high=7).tags["a.jpg"] == {
        "valence": 1.0,
        "arousal": 0.5,
    }
    with pytest.raises(WorldError, match="'7' is no number of 1 to 5"):
        read_valence_arousal(table, low=1, high=5)
    with pytest.raises(WorldError, match="from 9 to 9"):
        read_valence_arousal(table, low=9, high=9)


def test_tags_find_their_examples_and_strays_are_counted(table: Path):
    pairs, _ = make_world(World(tracks=3, segments=2, tagged=False))
    table.write_text("name,tags\nt00001.wav,sad\nelsewhere,happy\n")
    tagged = add_tags(pairs, read_named_tags(table, MUSIC_MOODS))
    assert [dict(e.tags) for e in tagged.examples] == [{}, {"sad": 1.0}, {}]
    assert tagged.facts["tags"] == [{"table": "tags.csv", "tagged": 1, "unused lines": 1}]
    table.write_text("name,tags\nelsewhere,happy\n")
    with pytest.raises(WorldError, match="No name"):
        add_tags(pairs, read_named_tags(table, MUSIC_MOODS))


def test_the_page_for_users_names_every_tag_and_its_examples_are_read(table: Path):
    page = (Path(__file__).parents[3] / "docs" / "tag-tables.md").read_text(encoding="utf-8")
    names = {
        one.strip()
        for line in page.splitlines()
        for cell in line.split("|")
        for one in cell.split(",")
    }
    assert set(KNOWN_TAGS) <= names
    examples = [block.split("```")[0] for block in page.split("```\n")[1::2]]
    readers = {
        "name,tags": lambda path: read_named_tags(path, KNOWN_TAGS),
        "# YTID": read_audioset_moods,
        "song_id": lambda path: read_valence_arousal(path, low=1, high=9),
        "video,audio": list_videos,
    }
    for start, reader in readers.items():
        example = next(one for one in examples if one.startswith(start))
        table.write_text(example, encoding="utf-8")
        assert reader(table)
