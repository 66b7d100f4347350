"""Which names a class may have: any system must accept it for a folder, and it must differ from our own words."""

from __future__ import annotations

from catdog_gui.classify.decisions import NON_CLASS_NAMES
from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Message, Text
from catdog_gui.pictures.naming import folder_name_problem

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
    return Text.NAME_RESERVED() if name.casefold() in _RESERVED_NAMES else folder_name_problem(name)
