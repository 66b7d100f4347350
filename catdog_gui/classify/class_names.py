"""What a class may be called: its name becomes that of a folder, on every system, and stands beside our own words."""

from __future__ import annotations

import re

from catdog_gui.classify.decisions import UNDECIDED
from catdog_gui.classify.models import ModelError

_MAX_BYTES = 100
_FORBIDDEN = '/\\:*?"<>|'
_WINDOWS_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
# Of pictures that are none of the classes, and of lists of pictures.
_RESERVED_NAMES = frozenset({*UNDECIDED, "failed", "corrected", "waiting", "everything"})


def require_class_name(name: str) -> None:
    """Accepts what can be a class.

    Raises:
        ModelError: the name is none that every system accepts for a folder, or means something else to the program.
    """
    fault = _invalid_reason(name)
    if fault:
        shown = name if len(name) <= 30 else f"{name[:30]}…"
        raise ModelError(f"a class cannot be named {shown!r}: {fault}; choose another name")


def _invalid_reason(name: str) -> str:
    if not name.strip():
        return "it has no letters"
    if name != name.strip():
        return "it begins or ends with a space"
    if name.startswith(".") or name.endswith("."):
        return "it begins or ends with a dot"
    if any(letter in _FORBIDDEN for letter in name):
        return f"folders cannot have any of {' '.join(_FORBIDDEN)} in their names"
    if not name.isprintable():
        return "it has characters that cannot be shown"
    if len(name.encode()) > _MAX_BYTES:
        return "it is too long"
    if name.casefold() in _RESERVED_NAMES:
        return "that word means something else to this program"
    if _WINDOWS_DEVICES.fullmatch(name):
        return "Windows keeps that name for itself"
    return ""
