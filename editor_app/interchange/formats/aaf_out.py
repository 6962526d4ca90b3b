"""A cut with our music as an AAF, for Media Composer, Pro Tools and others; media stay linked.

Picture is cuts, dissolves and changed speeds; sound is one track for each of ours, with the level
of each clip. Written with pyaaf2. An AAF is written anew, also where the cut came from one.
"""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

from editor_app.interchange.cut import ZERO, Cut, MediaRef, Piece, SoundPiece
from editor_app.interchange.mlt import USUAL_SIZE
from editor_app.interchange.music import Music, MusicClip, notes_on
from editor_app.interchange.tracks import SoundTrack, tracks_of, with_next
from editor_app.interchange.writing import write_whole

File = Any  # pyaaf2 says nothing about types
Segment = Any

_PICTURE, _SOUND = "picture", "sound"
_SOUND_RATE_HZ = 48_000
_ENDLESS_S = Fraction(36_000)
# Effects by the names and numbers that Avid's programs know them by.
_DISSOLVE = ("0c3bea40-fc05-11d2-8a29-0050040ef7d2", "VideoDissolve", _PICTURE, 2)
_GAIN = ("9d2ea894-0968-11d3-8a38-0050040ef7d2", "MonoAudioGain", _SOUND, 1)
_SPEED = ("9d2ea890-0968-11d3-8a38-0050040ef7d2", "VideoSpeedControl", _PICTURE, 1)
_AMPLITUDE = ("e4962321-2267-11d3-8a4c-0050040ef7d2", "Amplitude multiplier")
_RATIO = ("72559a80-24d7-11d3-8a50-0050040ef7d2", "SpeedRatio")


def write(cut: Cut, music: Music, path: Path, *, original: Path | None = None) -> tuple[str, ...]:
    """Write the cut with `music` to `path`; return a sentence for each thing that is lost.

    Raises
    ------
    TimelineError, RenderError
        If the file cannot be written.
    """
    from aaf2.file import AAFFile  # noqa: PLC0415  (loaded for such a file only)

    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "cut.aaf"
        with AAFFile(str(made), "w") as file:
            writer = _Writer(file, cut)
            writer.write(cut, music)
        write_whole(made.read_bytes(), path)
    if original is not None:
        writer.notes.append("What else the original AAF held: it is written anew.")
    return tuple(dict.fromkeys([*writer.notes, *notes_on(music, beats=False, levels=False)]))


class _Writer:
    def __init__(self, file: File, cut: Cut) -> None:
        self._file = file
        self._rate = cut.frame_rate
        self._size = cut.size or USUAL_SIZE
        self._masters: dict[tuple[MediaRef, str], Any] = {}
        self._effects: dict[str, Any] = {}
        self.notes: list[str] = []

    def write(self, cut: Cut, music: Music) -> None:
        mob = self._file.create.CompositionMob(cut.name)
        mob.usage = "Usage_TopLevel"
        self._timecode(mob, cut)
        picture = self._track(mob, _PICTURE, "V1")
        self._picture(picture, cut)
        for track in tracks_of(cut, music, with_own=True):
            if track.audible:
                self._sounds(self._track(mob, _SOUND, track.name), track)
        # Last: what is in the file already is written again with every clip that comes.
        self._file.content.mobs.append(mob)

    def _timecode(self, mob: Any, cut: Cut) -> None:  # noqa: ANN401
        slot = mob.create_timeline_slot(self._rate_text)
        code = self._file.create.Timecode(round(self._rate), drop=cut.drop_frame)
        code.start = self._frames(cut.start_timecode_s)
        code.length = self._frames(cut.duration_s)
        slot.segment = code

    @property
    def _rate_text(self) -> str:
        return f"{self._rate.numerator}/{self._rate.denominator}"

    def _track(self, mob: Any, kind: str, name: str) -> Segment:  # noqa: ANN401
        slot = mob.create_timeline_slot(self._rate_text)
        slot.name = name
        slot.segment = self._file.create.Sequence(media_kind=kind)
        slot.segment.length = 0
        return slot.segment

    def _picture(self, track: Segment, cut: Cut) -> None:
        for piece, after in with_next(cut.pieces):
            if piece.dissolve_in_s:
                self._dissolve(track, piece.dissolve_in_s)
            more_s = after.dissolve_in_s if after is not None else ZERO
            self._add(track, self._piece(piece, more_s))

    def _piece(self, piece: Piece, more_s: Fraction) -> Segment:
        length_s = piece.duration_s + more_s
        if piece.source is None:
            return self._filler(_PICTURE, length_s)
        if piece.speed != 1 or piece.frozen:
            return self._paced(piece, piece.source, length_s)
        return self._clip(piece.source, piece.source_in_s, length_s, _PICTURE)

    def _paced(self, piece: Piece, source: MediaRef, length_s: Fraction) -> Segment:
        """Return a clip within an effect of speed, or plain where there is no plain ratio."""
        if piece.frozen or piece.speed < 0:
            self.notes.append("Pictures that stand or run backwards: they are shown as they run.")
            return self._clip(source, piece.source_in_s, length_s, _PICTURE)
        inner = self._clip(source, piece.source_in_s, length_s * piece.speed, _PICTURE)
        group = self._effect(_SPEED, length_s, inner)
        ratio = 1 / piece.speed
        self._parameter(group, _RATIO, "Rational", f"{ratio.numerator}/{ratio.denominator}")
        return group

    def _sounds(self, track: Segment, lane: SoundTrack) -> None:
        at_s = ZERO
        for clip in lane.clips:
            sound = clip.sound
            if sound.start_s > at_s:
                self._add(track, self._filler(_SOUND, sound.start_s - at_s))
            self._add(track, self._sound(clip, sound))
            at_s = sound.end_s

    def _sound(self, clip: MusicClip, sound: SoundPiece) -> Segment:
        if sound.fade_in_s or sound.fade_out_s or clip.levels:
            self.notes.append("Fades and ducking are only in the mixed music.")
        if sound.speed != 1:
            self.notes.append("Sounds played faster or slower: they are shown at their own speed.")
        inner = self._clip(sound.source, sound.source_in_s, sound.duration_s, _SOUND)
        if not sound.gain_db:
            return inner
        group = self._effect(_GAIN, sound.duration_s, inner)
        factor = Fraction(10 ** (sound.gain_db / 20)).limit_denominator(100_000)
        self._parameter(group, _AMPLITUDE, "Rational", f"{factor.numerator}/{factor.denominator}")
        return group

    def _dissolve(self, track: Segment, length_s: Fraction) -> None:
        made = self._file.create.Transition(media_kind=_PICTURE)
        made.length = self._frames(length_s)
        made["CutPoint"].value = 0
        made["OperationGroup"].value = self._effect(_DISSOLVE, length_s)
        track.components.append(made)
        track.length -= made.length

    def _effect(
        self, kind: tuple[str, str, str, int], length_s: Fraction, *inputs: Segment
    ) -> Segment:
        ident, name, media, count = kind
        if name not in self._effects:
            made = self._file.create.OperationDef(ident, name, "")
            made.media_kind = media
            made["NumberInputs"].value = count
            self._file.dictionary.register_def(made)
            self._effects[name] = made
        group = self._file.create.OperationGroup(self._effects[name])
        group.media_kind = media
        group.length = self._frames(length_s)
        for one in inputs:
            group.segments.append(one)
        return group

    def _parameter(self, group: Segment, kind: tuple[str, str], typedef: str, value: str) -> None:
        ident, name = kind
        if name not in self._effects:
            made = self._file.create.ParameterDef(
                ident, name, "", self._file.dictionary.lookup_typedef(typedef)
            )
            self._file.dictionary.register_def(made)
            self._effects[name] = made
        constant = self._file.create.ConstantValue(self._effects[name], value)
        group.parameters.append(constant)

    def _clip(self, source: MediaRef, in_s: Fraction, length_s: Fraction, kind: str) -> Segment:
        master = self._master(source, kind)
        slot = master.slots[0]
        start, length = self._frames(in_s), self._frames(length_s)
        return master.create_source_clip(slot.slot_id, start, length, kind)

    def _filler(self, kind: str, length_s: Fraction) -> Segment:
        return self._file.create.Filler(kind, self._frames(length_s))

    def _add(self, track: Segment, segment: Segment) -> None:
        track.components.append(segment)
        track.length += segment.length

    def _master(self, source: MediaRef, kind: str) -> Any:  # noqa: ANN401
        key = (source, kind)
        if key not in self._masters:
            self._masters[key] = self._new_master(source, kind)
        return self._masters[key]

    def _new_master(self, source: MediaRef, kind: str) -> Any:  # noqa: ANN401
        """Make the master of a file, and the file's own mob, which says where it lies."""
        create, mobs = self._file.create, self._file.content.mobs
        length = self._frames(source.duration_s or _ENDLESS_S)
        file_mob = create.SourceMob(source.name)
        file_mob.descriptor = self._descriptor(kind, length)
        locator = create.NetworkLocator()
        place = source.path.absolute().as_uri() if source.path else source.url or source.name
        locator["URLString"].value = place
        file_mob.descriptor["Locator"].append(locator)
        slot = file_mob.create_timeline_slot(self._rate_text)
        slot.segment = create.SourceClip(length=length, media_kind=kind)
        if source.start_s:
            self._start_of(file_mob, source, length)
        mobs.append(file_mob)
        master = create.MasterMob(source.name)
        top = master.create_timeline_slot(self._rate_text)
        top.segment = file_mob.create_source_clip(slot.slot_id, 0, length, kind)
        mobs.append(master)
        return master

    def _start_of(self, mob: Any, source: MediaRef, length: int) -> None:  # noqa: ANN401
        """Say the timecode of a file's first frame."""
        slot = mob.create_timeline_slot(self._rate_text)
        code = self._file.create.Timecode(round(self._rate), drop=False)
        code.start, code.length = self._frames(source.start_s), length
        slot.segment = code

    def _descriptor(self, kind: str, length: int) -> Any:  # noqa: ANN401
        if kind == _SOUND:
            made = self._file.create.PCMDescriptor()
            said: dict[str, Any] = {
                "AudioSamplingRate": f"{_SOUND_RATE_HZ}/1", "Channels": 2, "BlockAlign": 4,
                "QuantizationBits": 16, "AverageBPS": _SOUND_RATE_HZ * 4,
            }  # fmt: skip
        else:
            made = self._file.create.CDCIDescriptor()
            width, height = self._size
            said = {
                "ComponentWidth": 8, "HorizontalSubsampling": 2, "FrameLayout": "FullFrame",
                "ImageAspectRatio": f"{width}/{height}", "VideoLineMap": [0, 0],
                "StoredWidth": width, "StoredHeight": height,
            }  # fmt: skip
        for name, value in {**said, "SampleRate": self._rate_text, "Length": length}.items():
            made[name].value = value
        return made

    def _frames(self, time_s: Fraction) -> int:
        return round(time_s * self._rate)
