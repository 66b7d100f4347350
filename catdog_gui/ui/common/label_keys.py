"""Which key gives which label."""

from __future__ import annotations

from dataclasses import dataclass

from catdog_gui.ui.common.decision_looks import DECISION_LOOKS
from catdog_gui.ui.common.formatting import code_text
from catdog_gui.ui.common.labels import Labels

BACK_TO_MODEL = "U"
ZOOM = "Z"


@dataclass(frozen=True, slots=True)
class LabelKey:
    """`code` is None for the key that goes back to the model's own label."""

    key: str
    code: int | None
    text: str


def label_keys(labels: Labels) -> tuple[LabelKey, ...]:
    """The key of a class is the first letter of its name, or its number if the letter is taken."""
    others = [(look.key, labels.names.index(name)) for name, look in DECISION_LOOKS.items() if look.key]
    taken = {*(key for key, _ in others), BACK_TO_MODEL, ZOOM}
    keys = []
    for code, name in enumerate(labels.classes):
        letter = name[:1].upper()
        key = letter if letter.isascii() and letter.isalpha() and letter not in taken else str((code + 1) % 10)
        taken.add(key)
        keys.append(LabelKey(key, code, code_text(code, labels)))
    keys += [LabelKey(key, code, code_text(code, labels)) for key, code in others]
    return (*keys, LabelKey(BACK_TO_MODEL, None, ""))
