"""Our earlier music in FCPXML: connected clips whose role says our name, and the assets of them."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from editor_app.interchange.formats.fcpxml_media import role_words
from editor_app.interchange.ours import is_our_marker, track_of_role


def take_out(root: Element, spine: Element) -> None:
    """Take our clips and markers off the elements of a spine, and the assets only they used."""
    gone: set[str] = set()
    for parent in list(spine.iter()):
        for one in list(parent):
            if one.tag == "asset-clip" and track_of_role(role_words(one)):
                gone.add(one.get("ref", ""))
                parent.remove(one)
            elif one.tag == "marker" and is_our_marker(one.get("value")):
                parent.remove(one)
    used = {one.get("ref") for one in root.iter()}
    for resources in root.findall("resources"):
        for asset in list(resources):
            if asset.get("id") in gone - used:
                resources.remove(asset)
