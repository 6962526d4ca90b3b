"""Cuesmith in DaVinci Resolve: music of your own library under the timeline that is open.

Put this file into Fusion/Scripts/Utility of Resolve's support folder (`cuesmith editors install
resolve` does), then choose Workspace → Scripts → Cuesmith. The cut is handed over as a file, the
music comes back as one finished track, aligned, levelled and out of the way of speech, with a
marker for every song. Resolve's scripts cannot set levels or fades, so the track is written as
sound.

The program itself is found as `cuesmith`; set CUESMITH_COMMAND to its path if it is elsewhere.
"""

import json
import os
import subprocess
import sys
import tempfile

COLOUR = "Cream"
TRACK = "Cuesmith mixed music"
"""What our track is called, by which it is known again; so the file says whose music it is."""

MARK = "cuesmith"


def main(resolve):
    """Score the timeline that is open; return what to tell the user."""
    project = resolve.GetProjectManager().GetCurrentProject()
    timeline = project.GetCurrentTimeline() if project else None
    if timeline is None:
        return "Open a timeline first."
    with tempfile.TemporaryDirectory(prefix="cuesmith-") as folder:
        film = os.path.join(folder, "cut.otio")
        if not timeline.Export(film, resolve.EXPORT_OTIO, resolve.EXPORT_NONE):
            return "Resolve could not export the timeline as OpenTimelineIO."
        stem = _stem_path(timeline)
        try:
            placed = ask(film, stem)
        except RuntimeError as error:
            return str(error)
    return put_in(project, timeline, placed, stem)


def ask(film, stem):
    """Let Cuesmith choose and place music for the cut and write it; return what it placed."""
    command = [os.environ.get("CUESMITH_COMMAND", "cuesmith"), "place", film, "--per-scene"]
    try:
        ran = subprocess.run([*command, "--stem", stem, "--json"], capture_output=True, check=False)
    except OSError as error:
        raise RuntimeError(
            "Cuesmith could not be started (%s). Set CUESMITH_COMMAND to its path." % error.strerror
        ) from error
    if ran.returncode != 0:
        raise RuntimeError(ran.stderr.decode("utf-8", "replace").strip())
    return json.loads(ran.stdout)


def put_in(project, timeline, placed, stem):
    """Put the written music on a new track, and a marker at every song; return what was done."""
    items = project.GetMediaPool().ImportMedia([stem])
    if not items:
        return "Resolve could not import %s." % stem
    replaced = take_out(timeline)
    timeline.AddTrack("audio", "stereo")
    track = timeline.GetTrackCount("audio")
    timeline.SetTrackName("audio", track, TRACK)
    laid = project.GetMediaPool().AppendToTimeline(
        [
            {
                "mediaPoolItem": items[0], "mediaType": 2, "trackIndex": track,
                "recordFrame": timeline.GetStartFrame(),
            }
        ]
    )  # fmt: skip
    if not laid:
        return "Resolve could not lay %s on the timeline." % stem
    fps = float(timeline.GetSetting("timelineFrameRate"))
    for cue in placed["cues"]:
        note = "%s %.1f s to %.1f s" % (cue["artist"], cue["start_s"], _end_s(cue))
        frame = round(cue["start_s"] * fps)
        timeline.AddMarker(frame, COLOUR, cue["title"], note.strip(), 1, MARK)
    told = "%d songs were laid on the track %s" % (len(placed["cues"]), TRACK)
    return told + (", in place of the earlier ones." if replaced else ".")


def take_out(timeline):
    """Take out music and markers that were put in before; return whether there was such music.

    A track with a clip of the user's own on it stays, without our music.
    """
    found = False
    for track in range(timeline.GetTrackCount("audio"), 0, -1):
        if timeline.GetTrackName("audio", track) != TRACK:
            continue
        items = timeline.GetItemListInTrack("audio", track) or []
        ours = [one for one in items if is_ours(one)]
        found = found or bool(ours)
        if len(ours) == len(items):
            timeline.DeleteTrack("audio", track)
        elif ours:
            timeline.DeleteClips(ours)
    while timeline.DeleteMarkerByCustomData(MARK):
        pass
    return found


def is_ours(item):
    """Tell whether a clip of the timeline is sound that we wrote."""
    media = item.GetMediaPoolItem()
    path = media.GetClipProperty("File Path") if media else ""
    return os.path.dirname(path or "") == music_folder()


def _end_s(cue):
    return cue["start_s"] + cue["duration_s"]


def music_folder():
    return os.path.join(os.path.expanduser("~"), "Cuesmith")


def _stem_path(timeline):
    """Return a new file: Resolve plays it from where it lies, so it stays."""
    folder = music_folder()
    os.makedirs(folder, exist_ok=True)
    safe = "".join(one if one.isalnum() or one in " -_" else "_" for one in timeline.GetName())
    number = 1
    while os.path.exists(os.path.join(folder, "%s music %d.wav" % (safe, number))):
        number += 1
    return os.path.join(folder, "%s music %d.wav" % (safe, number))


if __name__ == "__main__":
    # Resolve gives its scripts `resolve`, or `app` from its older menus.
    found = globals().get("resolve") or globals()["app"].GetResolve()
    sys.stdout.write(main(found) + "\n")
