"""Which names a class may have: any system must accept it for a folder, and it must differ from our own words."""

from __future__ import annotations

import re

from catdog_gui.classify.decisions import UNDECIDED
from catdog_gui.classify.models import ModelError

_MAX_BYTES = 100
_FORBIDDEN = '/\\:*?"<>|'
_WINDOWS_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
# Decisions that are no class, and lists of pictures in the window.
_RESERVED_NAMES = frozenset({*UNDECIDED, "failed", "corrected", "waiting", "everything"})


def require_class_name(name: str) -> None:
    """Checks that `name` can be that of a class.

    Raises:
        ModelError: some system does not accept it for a folder, or the program uses it for something else.
    """
    reason = _invalid_reason(name)
    if reason:
        shown = name if len(name) <= 30 else f"{name[:30]}…"
        raise ModelError(f"a class cannot be named {shown!r}: {reason}; choose another name")


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
