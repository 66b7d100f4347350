"""Which labels a user may give to a picture, and how they are spelled."""

from __future__ import annotations

from collections.abc import Iterable

from catdog_gui.classify.class_names import require_class_name
from catdog_gui.classify.decisions import NON_CLASS_LABELS
from catdog_gui.pictures.naming import collision_key


def parse_label(text: str, classes: Iterable[str] = ()) -> str:
    """The label that the user typed: one of `classes`, `both` or `neither` in any case, or a new name.

    Raises:
        ModelError: it is a new name that cannot be the name of a class.
    """
    label = LabelNormalizer(classes).normalize(text.strip())
    if label not in NON_CLASS_LABELS:
        require_class_name(label)
    return label


class LabelNormalizer:
    """Gives labels that differ only in case one spelling: that of the class, or that of the first such label."""

    def __init__(self, classes: Iterable[str] = ()) -> None:
        self._spellings = {collision_key(word): word for word in (*classes, *NON_CLASS_LABELS)}

    def normalize(self, label: str) -> str:
        return self._spellings.setdefault(collision_key(label), label)
