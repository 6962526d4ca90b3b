from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sounddevice

from editor_app.playback.deck import Deck
from editor_app.playback.route import RATE_HZ
from editor_app.playback.sink import Feed, SoundDevice, SoundDeviceError
from editor_app.project.cue import Cue
from editor_app.score.duck import Duck
from editor_app.score.mix import Mix, Original, mix_blocks
from inference.values import Floats, Span
from tests.editor_app.playback.conftest import Heard, Studio

MakeStudio = Callable[..., Studio]


def cue(path: Path, start_s: float = 0.0, duration_s: float = 8.0, **more: float) -> Cue:
    return Cue(path, "", "", start_s, duration_s, **more)  # type: ignore[arg-type]


def rendered(mix: Mix) -> Floats:
    return np.concatenate(list(mix_blocks(mix)))


@pytest.fixture
def mix(sounds: Path) -> Mix:
    cues = (
        cue(sounds / "a.wav", 0.5, 4.0, source_in_s=1.5, gain_db=-3.0, fade_out_s=1.0),
        cue(sounds / "b.wav", 3.5, 4.0, source_in_s=0.7, fade_in_s=1.0),
    )
    own = Original(sounds / "own.wav", gain_db=-5.5)
    return Mix(Span(0.0, 8.0), cues, own, (Span(2.0, 3.0),), Duck())


def test_what_is_played_is_what_is_rendered_to_the_bit(studio: MakeStudio, mix: Mix) -> None:
    one = studio()
    one.start(mix)
    np.testing.assert_array_equal(one.run(8.0), rendered(mix))
    assert one.heard.trouble == []


def test_speed_automation_and_music_of_the_film_are_played_as_they_are_rendered(
    studio: MakeStudio, mix: Mix
) -> None:
    first, second = mix.cues
    cues = (
        replace(first, speed=1.03, gain_points=((0.5, 0.0), (1.5, -9.0))),
        replace(second, speed=0.98, gain_points=((1.0, -3.0), (2.0, 2.0))),
    )
    lively = replace(mix, cues=cues, own_music=(Span(4.0, 5.0),))
    whole, one = rendered(lively), studio()
    one.start(lively)
    np.testing.assert_array_equal(one.run(8.0), whole)
    one.deck.seek(5.3)
    at = round(5.3 * RATE_HZ)
    one.deck.play()
    np.testing.assert_array_equal(one.run(1.0), whole[at : at + RATE_HZ])


def test_from_anywhere_it_is_the_same(studio: MakeStudio, mix: Mix) -> None:
    one = studio()
    one.start(mix, 3.21)
    whole, first = rendered(mix), round(3.21 * RATE_HZ)
    np.testing.assert_array_equal(one.run(1.0), whole[first : first + RATE_HZ])
    one.deck.seek(0.4)
    first = round(0.4 * RATE_HZ)
    np.testing.assert_array_equal(one.run(1.0), whole[first : first + RATE_HZ])
    assert one.deck.position_s == pytest.approx(1.4)


def test_a_loop_comes_round_without_a_gap(studio: MakeStudio, mix: Mix) -> None:
    one = studio()
    one.deck.set_loop(Span(2.0, 3.5))
    one.start(mix, 1.5)
    whole = rendered(mix)
    order = [(1.5, 3.5), (2.0, 3.5), (2.0, 3.0)]
    expected = np.concatenate([whole[round(a * RATE_HZ) : round(b * RATE_HZ)] for a, b in order])
    np.testing.assert_array_equal(one.run(4.5), expected)
    assert one.deck.position_s == pytest.approx(3.0)


def test_the_position_is_what_is_heard_not_what_was_taken(studio: MakeStudio, mix: Mix) -> None:
    one = studio(latency=4800)
    one.start(mix, 2.0)
    one.run(0.05)
    assert one.deck.position_s == 2.0
    one.run(1.05)
    assert one.deck.position_s == pytest.approx(3.0, abs=1e-4)
    one.deck.pause()
    one.run(0.5)
    assert one.deck.position_s == pytest.approx(3.0, abs=1e-4)


def test_levels_change_without_reading_anything_anew(
    studio: MakeStudio, mix: Mix, sounds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = studio()
    one.start(mix)
    one.run(1.0)
    begun: list[object] = []
    monkeypatch.setattr(
        "editor_app.playback.mixer.mix_blocks", lambda *a, **k: begun.append(a) or iter(())
    )
    assert mix.original is not None
    louder = tuple(replace(one, gain_db=one.gain_db + 2.0) for one in mix.cues)
    changed = replace(mix, cues=louder, original=replace(mix.original, gain_db=-20.0))
    one.deck.set_mix(changed)
    one.settle()
    one.run(0.1)
    first = round(1.1 * RATE_HZ)
    np.testing.assert_allclose(
        one.run(0.5), rendered(changed)[first : first + RATE_HZ // 2], atol=1e-6
    )
    one.deck.set_mix(replace(changed, original=None))
    one.settle()
    one.run(0.1)
    only_music = rendered(replace(changed, original=None, speech=(), duck=None))
    assert begun == []
    assert one.deck.position_s == pytest.approx(1.7)
    assert only_music.any()


def test_other_music_takes_over_at_once_and_the_film_sounds_on(
    studio: MakeStudio, mix: Mix, sounds: Path
) -> None:
    one = studio()
    one.start(mix)
    one.run(1.0)
    other = replace(mix, cues=(cue(sounds / "b.wav", 0.0, 8.0),))
    one.deck.set_mix(other)
    one.settle()
    glide = one.run(0.01)
    heard = one.run(1.0)
    first = round(1.01 * RATE_HZ)
    np.testing.assert_array_equal(heard, rendered(other)[first : first + RATE_HZ])
    assert np.abs(glide).max() < 1.0
    assert one.deck.position_s == pytest.approx(2.01)


def test_a_song_that_cannot_be_read_is_named_once_and_the_rest_sounds(
    studio: MakeStudio, mix: Mix, tmp_path: Path
) -> None:
    one = studio()
    gone = cue(tmp_path / "gone.ogg", 1.0, 2.0)
    one.start(replace(mix, cues=(*mix.cues, gone)))
    np.testing.assert_array_equal(one.run(4.0), rendered(mix)[: 4 * RATE_HZ])
    one.deck.seek(0.0)
    one.run(2.0)
    assert [trouble.path for trouble in one.heard.trouble] == [gone.track_path]


def test_a_film_without_sound_is_no_trouble(
    studio: MakeStudio, mix: Mix, silent_film: Path
) -> None:
    one = studio()
    one.start(replace(mix, original=Original(silent_film)))
    np.testing.assert_array_equal(
        one.run(2.0), rendered(replace(mix, original=None))[: 2 * RATE_HZ]
    )
    assert one.heard.trouble == []


def test_without_a_mix_time_goes_by_in_silence(studio: MakeStudio) -> None:
    one = studio()
    one.start(None)
    assert not one.run(1.0).any()
    assert one.deck.position_s == pytest.approx(1.0)


def test_at_the_end_it_stops_there(studio: MakeStudio, mix: Mix) -> None:
    one = studio(8.0)
    one.start(mix, 7.5)
    sound = one.run(1.0)
    assert not sound[RATE_HZ // 2 :].any()
    assert (one.deck.position_s, one.deck.is_playing, one.heard.ended) == (8.0, False, 1)


def test_while_sound_is_not_ready_time_stands_still(studio: MakeStudio, mix: Mix) -> None:
    one = studio()
    one.start(mix)
    one.run(1.0)
    with one.deck._lock:  # the mixing thread cannot hand anything over
        one.deck.seek(3.0)
        one.sink.advance(4800)
        assert one.deck.position_s == 3.0
    first = 3 * RATE_HZ
    np.testing.assert_array_equal(one.run(0.5), rendered(mix)[first : first + RATE_HZ // 2])


@pytest.mark.parametrize("speed", [2.0, 8.0, -1.0, -4.0])
def test_at_other_speeds_it_is_silent_and_in_time(
    studio: MakeStudio, mix: Mix, speed: float
) -> None:
    one = studio()
    one.start(mix, 4.0)
    one.deck.play(speed)
    assert not one.run(0.25).any()
    assert one.deck.position_s == pytest.approx(4.0 + 0.25 * speed)
    one.run(5.0)
    assert one.deck.position_s == (8.0 if speed > 0 else 0.0)
    assert (one.deck.is_playing, one.heard.ended) == (False, 1)


class NoDevice:
    """A computer without loudspeakers."""

    is_silent = False

    def start(self, feed: Feed) -> None:
        raise SoundDeviceError("No device.", remedy="Connect one.")

    def stop(self) -> None: ...

    def heard(self) -> float:
        return 0.0

    def is_alive(self) -> bool:
        return False


class Pulled(NoDevice):
    """A device that plays for as long as it is connected."""

    connected = True

    def start(self, feed: Feed) -> None:
        self.feed, self.taken = feed, 0

    def heard(self) -> float:
        return float(self.taken)

    def is_alive(self) -> bool:
        return self.connected

    def play(self, count: int) -> None:
        self.feed.fill(np.empty((count, 2), np.float32))
        self.taken += count


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.005)


MakeDeck = Callable[..., tuple[Deck, Heard]]


@pytest.mark.parametrize("sink", [NoDevice, SoundDevice])
def test_without_a_device_the_wall_clock_leads(
    deck_of: MakeDeck, mix: Mix, sink: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sounddevice.query_devices", _no_devices)
    deck, heard = deck_of(sink)
    deck.load(8.0)
    deck.set_mix(mix)
    deck.play()
    until(lambda: deck.position_s > 0.2)
    before_s, before = deck.position_s, time.monotonic()
    until(lambda: deck.position_s > 0.5)
    assert deck.position_s - before_s == pytest.approx(time.monotonic() - before, abs=0.02)
    deck.pause()
    deck.play()
    until(lambda: deck.position_s > 0.6)
    assert heard.silent == [True]
    assert len(heard.trouble) == 1


def _no_devices(*_a: object, **_k: object) -> None:
    raise sounddevice.PortAudioError("Error querying device -1")


def test_a_device_that_is_pulled_out_loses_nothing(deck_of: MakeDeck, mix: Mix) -> None:
    device = Pulled()
    deck, heard = deck_of(lambda: device)
    deck.load(8.0)
    deck.set_mix(mix)
    deck.play()
    until(lambda: heard.silent == [False])
    for _ in range(100):
        assert deck.wait_ready(480, timeout_s=10)
        device.play(480)
    assert deck.position_s == pytest.approx(1.0)
    device.connected = False
    until(lambda: heard.silent == [False, True])
    assert deck.is_playing
    assert 1.0 <= deck.position_s < 1.5
    assert "gone" in heard.trouble[0].what
    device.play(48_000)  # a device that wakes up late is not listened to any more
    assert deck.position_s < 1.9
    device.connected = True
    deck.pause()
    until(lambda: deck._sink is None)
    deck.play()
    until(lambda: heard.silent == [False, True, False])


def test_closing_ends_the_thread(studio: MakeStudio, mix: Mix) -> None:
    one = studio()
    one.start(mix)
    one.run(0.5)
    one.deck.close()
    assert not any(thread.name == "sound" for thread in threading.enumerate())
