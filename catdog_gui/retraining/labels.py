"""The words that a user may give to a picture, and their one spelling."""

from __future__ import annotations

from collections.abc import Iterable

from catdog_gui.classify.class_names import require_class_name
from catdog_gui.classify.models import BOTH, NEITHER
from catdog_gui.pictures.naming import collision_key


def parse_label(text: str, classes: Iterable[str] = ()) -> str:
    """The label that a word means: one of `classes`, `both` or `neither`, whatever their case, or a new name.

    Raises:
        ModelError: it is none of these, and could be no class.
    """
    label = LabelNormalizer(classes).normalize(text.strip())
    if label not in (BOTH, NEITHER):
        require_class_name(label)
    return label


class LabelNormalizer:
    """Words that differ in nothing but case are one: as the classes are spelled, else as it was met first."""

    def __init__(self, classes: Iterable[str] = ()) -> None:
        self._spellings = {collision_key(word): word for word in (*classes, BOTH, NEITHER)}

    def normalize(self, label: str) -> str:
        return self._spellings.setdefault(collision_key(label), label)
