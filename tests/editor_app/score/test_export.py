from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from editor_app.project.cue import Cue
from editor_app.score.encoding import Encoding
from editor_app.score.errors import OriginalSoundError, RenderError
from editor_app.score.export import Exporting, ExportRequest, export
from editor_app.score.outlook import outlook
from editor_app.score.render import RenderSettings
from inference.errors import MediaError
from inference.media.audio import read_audio
from inference.progress import Progress, finish
from inference.values import Span
from tests.editor_app.score.conftest import CLIP_S, ffmpeg


@pytest.fixture
def request_of(film: Path, song: Callable[..., Path]) -> Callable[..., ExportRequest]:
    def make(**changes: object) -> ExportRequest:
        cue = Cue(song(), "Song", "Somebody", 0.0, CLIP_S, gain_db=-6.0, fade_out_s=1.0)
        made = ExportRequest(film, (cue,), RenderSettings(speech=(Span(2.0, 4.0),)))
        return replace(made, **changes)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="module")
def deaf_film(film: Path, media: Path) -> Path:
    """A film whose sound is there and means nothing: every packet of it is overwritten."""
    out = media / "deaf.mp4"
    data = bytearray(film.read_bytes())
    with av.open(str(film)) as container:
        for packet in container.demux(container.streams.audio[0]):
            if packet.size and packet.pos is not None:
                data[packet.pos : packet.pos + packet.size] = b"\xff" * packet.size
    out.write_bytes(data)
    return out


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_everything_at_once(request_of: Callable[..., ExportRequest], tmp_path: Path) -> None:
    request = request_of(
        film=tmp_path / "a.mp4",
        music=tmp_path / "b.wav",
        original=tmp_path / "c.flac",
        credits=tmp_path / "d.txt",
        credits_text="Music\n“Song” by Somebody\n",
    )
    steps: list[Progress] = []
    report = finish(export(request), steps.append)
    assert names(tmp_path) == ["a.mp4", "b.wav", "c.flac", "d.txt"]
    assert [one.part for one in report.written] == ["film", "music", "original"]
    assert [one.report.path for one in report.written] == list(request.files[:3])
    assert all(one.size_bytes == one.report.path.stat().st_size for one in report.written)
    assert report.credits == tmp_path / "d.txt"
    assert (tmp_path / "d.txt").read_text(encoding="utf-8") == request.credits_text
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    begun = [step.partial for step in steps if isinstance(step.partial, Exporting)]
    assert [one.part for one in begun] == ["film", "music", "original"]
    assert [len(one.written) for one in begun] == [0, 1, 2]


def test_parts_keep_the_levels_of_the_timeline_unless_asked(
    request_of: Callable[..., ExportRequest], tmp_path: Path
) -> None:
    request = request_of(music=tmp_path / "plain.wav")
    plain = finish(export(request)).written[0].report
    levelled = replace(request, music=tmp_path / "level.wav", level_parts=True)
    level = finish(export(levelled)).written[0].report
    assert plain.gain_db == 0.0
    assert level.loudness_after_lufs == pytest.approx(-14.0, abs=0.2)


def test_the_original_alone_sounds_also_where_the_mix_is_without_it(
    request_of: Callable[..., ExportRequest], tmp_path: Path
) -> None:
    request = request_of(
        original=tmp_path / "o.wav", settings=RenderSettings(original_gain_db=None)
    )
    finish(export(request))
    assert np.abs(read_audio(tmp_path / "o.wav", rate_hz=48_000, channels=1)).max() > 0.01


def test_what_was_finished_before_a_cancel_stays(
    request_of: Callable[..., ExportRequest], tmp_path: Path
) -> None:
    work = export(request_of(film=tmp_path / "a.mp4", music=tmp_path / "b.wav"))
    while not (isinstance(step := next(work).partial, Exporting) and step.part == "music"):
        pass
    for _ in range(3):
        next(work)
    work.close()
    assert names(tmp_path) == ["a.mp4"]


def test_two_files_of_one_name_are_refused(
    request_of: Callable[..., ExportRequest], tmp_path: Path
) -> None:
    both = tmp_path / "a.wav"
    with pytest.raises(RenderError, match="both be called"):
        finish(export(request_of(music=both, original=both)))
    assert names(tmp_path) == []


def test_credits_that_cannot_be_written_are_said(
    request_of: Callable[..., ExportRequest], tmp_path: Path
) -> None:
    with pytest.raises(RenderError, match="cannot be written"):
        finish(export(request_of(credits=tmp_path / "none" / "c.txt", credits_text="x")))


def test_a_film_whose_sound_cannot_be_read_can_do_without(
    request_of: Callable[..., ExportRequest], deaf_film: Path, tmp_path: Path
) -> None:
    request = request_of(video=deaf_film, film=tmp_path / "a.mp4")
    with pytest.raises(OriginalSoundError) as caught:
        finish(export(request))
    assert "deaf.mp4" in caught.value.what
    assert names(tmp_path) == []
    without = replace(request, settings=replace(request.settings, original_gain_db=None))
    assert finish(export(without)).written[0].report.picture == "copied"


def test_a_song_that_cannot_be_read_is_not_blamed_on_the_film(
    request_of: Callable[..., ExportRequest], tmp_path: Path
) -> None:
    request = request_of(
        film=tmp_path / "a.mp4", cues=(Cue(tmp_path / "no.ogg", "", "", 0.0, 4.0),)
    )
    with pytest.raises(MediaError, match=r"no\.ogg") as caught:
        finish(export(request))
    assert not isinstance(caught.value, OriginalSoundError)


class TestOutlook:
    def test_an_untouched_picture(
        self, request_of: Callable[..., ExportRequest], film: Path, tmp_path: Path
    ) -> None:
        seen = outlook(request_of(film=tmp_path / "a.mp4"))
        assert (seen.has_sound, seen.picture_reason, seen.problem) == (True, None, None)
        assert seen.existing == ()
        assert film.stat().st_size < seen.needed_bytes < 30e6
        assert seen.free_bytes is not None
        assert seen.is_roomy

    def test_why_the_picture_is_made_anew(
        self, request_of: Callable[..., ExportRequest], tmp_path: Path
    ) -> None:
        trimmed = RenderSettings(span=Span(1.0, 2.0))
        request = request_of(film=tmp_path / "a.mp4", settings=trimmed)
        assert "trimmed" in (outlook(request).picture_reason or "")
        other = outlook(request_of(film=tmp_path / "a.webm"))
        assert "H.264" in (other.picture_reason or "")
        assert outlook(replace(request, film=None, music=tmp_path / "m.wav")).picture_reason is None

    def test_what_the_new_film_will_not_have(
        self, request_of: Callable[..., ExportRequest], media: Path, tmp_path: Path
    ) -> None:
        fine, words = media / "fine.mkv", media / "words.srt"
        words.write_text("1\n00:00:00,100 --> 00:00:00,900\nHello\n")
        ffmpeg("-v", "error", "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=1",
               "-f", "lavfi", "-i", "sine=d=1", "-f", "lavfi", "-i", "sine=d=1",
               "-i", str(words), "-map", "0", "-map", "1", "-map", "2", "-map", "3",
               "-pix_fmt", "yuv420p10le", "-c:v", "libx265", "-x265-params", "log-level=error",
               "-c:a", "aac", "-c:s", "srt", str(fine))  # fmt: skip
        request = request_of(video=fine, film=tmp_path / "a.mkv", cues=())
        kept = outlook(request).losses
        assert [word for word in ("bits", "subtitles", "2 sound") if word in " ".join(kept)] == [
            "subtitles",
            "2 sound",
        ]
        asked = replace(request.settings, encoding=Encoding("h264"))
        lost = outlook(replace(request, settings=asked)).losses
        assert "10 bits" in lost[0]
        assert finish(export(request)).written[0].report.notes[-2:] == kept

    def test_the_estimate_is_enough(
        self, request_of: Callable[..., ExportRequest], tmp_path: Path
    ) -> None:
        request = request_of(
            film=tmp_path / "a.mp4", music=tmp_path / "m.wav", original=tmp_path / "o.flac"
        )
        needed = outlook(request).needed_bytes
        most = 0
        for _ in export(request):
            files = [path for path in tmp_path.rglob("*") if path.is_file()]
            most = max(most, sum(path.stat().st_size for path in files))
        assert most <= needed <= 3 * most

    def test_files_that_are_there(
        self, request_of: Callable[..., ExportRequest], tmp_path: Path
    ) -> None:
        (tmp_path / "m.wav").write_bytes(b"x")
        seen = outlook(request_of(film=tmp_path / "a.mp4", music=tmp_path / "m.wav"))
        assert seen.existing == (tmp_path / "m.wav",)

    def test_what_cannot_be(
        self, request_of: Callable[..., ExportRequest], film: Path, tmp_path: Path
    ) -> None:
        gone = outlook(request_of(film=tmp_path / "gone" / "a.mp4"))
        assert "is not there" in (gone.problem or "")
        assert gone.free_bytes is None
        assert "made from" in (outlook(request_of(film=film)).problem or "")
        with pytest.raises(MediaError, match=r"away\.mp4"):
            outlook(request_of(video=tmp_path / "away.mp4", film=tmp_path / "a.mp4"))
