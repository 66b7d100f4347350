"""The words that a user may give to a picture, and their one spelling."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from catdog_gui.classify.class_names import require_class_name
from catdog_gui.classify.models import BOTH, NEITHER


def label_of(word: str, classes: Iterable[str] = ()) -> str:
    """The label that a word means: one of `classes`, `both` or `neither`, whatever their case, or a new name.

    Raises:
        ModelError: it is none of these, and could be no class.
    """
    label = Spelling(classes).of(word.strip())
    if label not in (BOTH, NEITHER):
        require_class_name(label)
    return label


class Spelling:
    """Words that differ in nothing but case are one: as the classes are spelled, else as it was met first."""

    def __init__(self, classes: Iterable[str] = ()) -> None:
        self._known = {_key(word): word for word in (*classes, BOTH, NEITHER)}

    def of(self, word: str) -> str:
        return self._known.setdefault(_key(word), word)


def _key(word: str) -> str:
    """Equal for two words that some file system takes for the same name."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).casefold())
