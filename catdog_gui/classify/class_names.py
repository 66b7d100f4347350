"""Which names a class may have: any system must accept it for a folder, and it must differ from our own words."""

from __future__ import annotations

from catdog_gui.classify.decisions import NON_CLASS_NAMES
from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Message, Text
from catdog_gui.pictures.naming import is_windows_device

_MAX_BYTES = 100
_FORBIDDEN = '/\\:*?"<>|'
# Decisions that are no class, and lists of pictures in the window.
_RESERVED_NAMES = frozenset({*NON_CLASS_NAMES, "failed", "corrected", "waiting", "everything"})


def require_class_name(name: str) -> None:
    """Checks that `name` can be that of a class.

    Raises:
        ModelError: some system does not accept it for a folder, or the program uses it for something else.
    """
    reason = _invalid_reason(name)
    if reason:
        shown = name if len(name) <= 30 else f"{name[:30]}…"
        raise ModelError(Text.CLASS_NAME(repr(shown), reason))


def _invalid_reason(name: str) -> Message | None:
    if not name.strip():
        return Text.NAME_WITHOUT_LETTERS()
    if name != name.strip():
        return Text.NAME_WITH_SPACE()
    if name.startswith(".") or name.endswith("."):
        return Text.NAME_WITH_DOT()
    if any(letter in _FORBIDDEN for letter in name):
        return Text.NAME_WITH_FORBIDDEN(" ".join(_FORBIDDEN))
    if not name.isprintable():
        return Text.NAME_NOT_PRINTABLE()
    if len(name.encode()) > _MAX_BYTES:
        return Text.NAME_TOO_LONG()
    if name.casefold() in _RESERVED_NAMES:
        return Text.NAME_RESERVED()
    if is_windows_device(name):
        return Text.NAME_OF_WINDOWS()
    return None
