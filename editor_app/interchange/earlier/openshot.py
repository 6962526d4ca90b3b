"""Our earlier music in a project of OpenShot: clips, the layers that only had such, their files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from editor_app.interchange.ours import MARK, is_our_marker, is_our_track, ours, users_track

Data = dict[str, Any]


def take_out(project: Data) -> None:
    """Take our clips, layers, files and markers out of a project."""
    for layer in _dicts(project["layers"]):
        if is_our_track(str(layer.get("label") or "")):
            _clear(project, layer)
    spent = [one for one in _dicts(project["markers"]) if is_our_marker(one.get("name"))]
    _remove(project["markers"], spent)


def _clear(project: Data, layer: Data) -> None:
    number = layer.get("number")
    on_it = [one for one in _dicts(project["clips"]) if one.get("layer") == number]
    marked = (one.get(MARK) is True for one in on_it)
    pairs = zip(on_it, ours(str(layer["label"]), marked), strict=True)
    mine = [one for one, is_ours in pairs if is_ours]
    _remove(project["clips"], mine)
    if len(mine) < len(on_it):
        layer["label"] = users_track(str(layer["label"]))
    else:
        _remove(project["layers"], [layer])
        effects = project.get("effects")
        if isinstance(effects, list):
            _remove(effects, [one for one in _dicts(effects) if one.get("layer") == number])
    used = {str(one.get("file_id")) for one in _dicts(project["clips"])}
    spent = [one for one in _dicts(project["files"]) if str(one.get("id")) not in used]
    _remove(project["files"], [one for one in spent if one.get(MARK) is True])


def _dicts(values: Iterable[Any]) -> list[Data]:
    return [one for one in values if isinstance(one, dict)]


def _remove(values: list[Any], gone: list[Data]) -> None:
    ids = {id(one) for one in gone}
    values[:] = [one for one in values if id(one) not in ids]
