"""The words that a user may give to a picture, and their one spelling."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from catdog_gui.classify.class_names import require_class_name
from catdog_gui.classify.decisions import NON_CLASS_LABELS


def parse_label(text: str, classes: Iterable[str] = ()) -> str:
    """The label that a word means: one of `classes`, `both` or `neither`, whatever their case, or a new name.

    Raises:
        ModelError: it is none of these, and could be no class.
    """
    label = LabelNormalizer(classes).normalize(text.strip())
    if label not in NON_CLASS_LABELS:
        require_class_name(label)
    return label


class LabelNormalizer:
    """Words that differ in nothing but case are one: as the classes are spelled, else as it was met first."""

    def __init__(self, classes: Iterable[str] = ()) -> None:
        self._spellings = {_collision_key(word): word for word in (*classes, *NON_CLASS_LABELS)}

    def normalize(self, label: str) -> str:
        return self._spellings.setdefault(_collision_key(label), label)


def _collision_key(label: str) -> str:
    """Equal for two words that some file system takes for the same name."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", label).casefold())
