"""The words that a user may give to a picture."""

from __future__ import annotations

from catdog_gui.classify.model_folder import require_class_name
from catdog_gui.classify.models import BOTH, NEITHER


def require_label(word: str) -> None:
    """A class, `both`, `neither`, or a new name that could be a class.

    Raises:
        ModelError: the word is none of these.
    """
    if word not in (BOTH, NEITHER):
        require_class_name(word)
