"""How loud a finished mix should be, by the name of where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Target:
    """Integrated loudness wanted, and the true peak that is never passed."""

    name: str
    loudness_lufs: float
    ceiling_dbtp: float = -1.0


# YouTube and Spotify play back at -14 LUFS; Apple's podcast guide asks for -16; EBU R 128 for -23.
TARGETS = MappingProxyType(
    {
        target.name: target
        for target in (
            Target("youtube", -14.0),
            Target("spotify", -14.0),
            Target("podcast", -16.0),
            Target("ebu-r128", -23.0),
        )
    }
)
