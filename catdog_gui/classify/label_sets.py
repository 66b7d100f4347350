"""The entry `label_sets` of config.json: what each row of a head stands for, where rows are sets of classes.

An example: `{"cat": ["cat"], "dog": ["dog"], "both": ["cat", "dog"], "neither": []}`. Its names are the first labels
of `id2label`. Those of sets of one class are the names of the classes, and come before all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from catdog_gui.classify.head import LabelSets
from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Text

ENTRY = "label_sets"


def read_label_sets(config: Mapping[str, Any], rows: tuple[str, ...]) -> LabelSets | None:
    """(sets, classes): which classes each of the first `rows` stands for; None where each row is a class.

    Raises:
        ModelError: the entry does not fit the rows.
    """
    entry = config.get(ENTRY)
    if entry is None:
        return None
    named = rows[: len(entry)]
    if {*named} != {*entry}:
        raise ModelError(Text.LABEL_SETS_DO_NOT_FIT())
    sets = [tuple(entry[name]) for name in named]
    classes = [names[0] for names in sets if len(names) == 1]
    fits = (
        list(named[: len(classes)]) == classes
        and {name for names in sets for name in names} <= {*classes}
        and len({frozenset(names) for names in sets}) == len(sets)
        and len(classes) >= 2
    )
    if not fits:
        raise ModelError(Text.LABEL_SETS_DO_NOT_FIT())
    return np.asarray([[name in names for name in classes] for names in sets])


def class_names(rows: tuple[str, ...], label_sets: LabelSets | None) -> tuple[str, ...]:
    """The classes that the rows of a head score: those of the sets, then those that were added."""
    return rows if label_sets is None else (*rows[: label_sets.shape[1]], *rows[len(label_sets) :])
