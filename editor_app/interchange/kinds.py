"""What a sound is, by its role, the name of its track, and the kind of its file."""

from __future__ import annotations

import re

from editor_app.interchange.cut import SoundKind

_WORDS: dict[SoundKind, str] = {
    "dialogue": "dialog dialogue dialogs dx dia vo voice voiceover voix narration narrator "
    "speech interview interviews sprache dialoge stimme lav lavalier boom adr",
    "music": "music musik musique musica mus mx score song songs soundtrack bgm ost muzak "
    "muziek muzyka stinger underscore",
    "effects": "effects effect sfx fx foley ambience ambiance ambient atmo atmos roomtone "
    "whoosh noise sounds geräusche bruitage",
}
_KIND = {word: kind for kind, words in _WORDS.items() for word in words.split()}


def _endings(words: str) -> frozenset[str]:
    return frozenset(f".{word}" for word in words.split())


_SONG_FILES = _endings("mp3 flac ogg oga opus m4a aac wma alac")
SOUND_FILES = _SONG_FILES | _endings("wav aif aiff bwf caf w64 ac3 mka mp2")
STILL_FILES = _endings("png jpg jpeg tif tiff bmp gif webp psd exr dpx tga svg heic avif")


def kind_of(*, role: str = "", track: str = "", file: str = "") -> SoundKind:
    """Return what a sound is; the first that says something wins, in the order given.

    A role such as "music.music-1" says the most. Songs come as MP3, FLAC or Ogg; a voice recorded
    for a film does not. Nothing is guessed of a WAV file without a word, or of a camera's sound.
    """
    for text in (role, track, file):
        found = _by_words(text)
        if found is not None:
            return found
    return "music" if suffix(file) in _SONG_FILES else "unknown"


def suffix(name: str) -> str:
    """Return the ending of a file's name, small letters, with its dot; "" if none."""
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem and len(ending) < 8 else ""


def holds_picture(name: str) -> bool:
    """Whether a file of this name can hold a picture; True if its name says nothing."""
    return suffix(name) not in SOUND_FILES


def _by_words(text: str) -> SoundKind | None:
    words = re.split(r"[\W\d_]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", text[:200]).lower())
    return next((_KIND[word] for word in words if word in _KIND), None)
