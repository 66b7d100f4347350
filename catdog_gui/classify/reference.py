"""Held-out pictures that a model folder has as features and labels; a new head is trained and compared on them.

The pictures themselves are not in the folder.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.decisions import NEITHER
from catdog_gui.classify.head import Floats
from catdog_gui.classify.model_folder import REFERENCE, ModelFolder
from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Text, detail

NEITHER_INDEX = -1
_MAX_BYTES = 512 << 20

LabelIndices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reference:
    """features (n, features); labels (n,) index `classes`, or are NEITHER_INDEX."""

    features: Floats
    labels: LabelIndices
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def label_names(self) -> list[str]:
        """The label of each picture as a decision: a class name, or `neither`."""
        return [NEITHER if label == NEITHER_INDEX else self.classes[label] for label in self.labels]

    def halves(self) -> tuple[Reference, Reference]:
        """One half for training and one for comparing: of each label every second picture, always the same ones."""
        places = np.empty(len(self), np.int64)
        for label in np.unique(self.labels):
            members = np.flatnonzero(self.labels == label)
            places[members] = np.arange(len(members))
        return self.where(places % 2 == 0), self.where(places % 2 == 1)

    def where(self, chosen: npt.NDArray[np.bool_]) -> Reference:
        return Reference(self.features[chosen], self.labels[chosen], self.classes)


def read_reference(folder: Path, features: int) -> Reference | None:
    """The reference of a model folder whose head reads that many `features`; None where it has none.

    Raises:
        ModelError: it is damaged, or does not fit.
    """
    file = folder / REFERENCE
    if not file.is_file():
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_BYTES:
                raise ModelError(Text.FILE_TOO_LARGE(file))
        with np.load(file, allow_pickle=False) as arrays:
            rows, labels = arrays["features"].astype(np.float32), arrays["labels"].astype(np.int64)
            classes = tuple(str(name) for name in arrays["classes"])
    except zipfile.BadZipFile:
        raise ModelError(Text.CANNOT_BE_READ(file, Text.CONTENT_INVALID())) from None
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise ModelError(Text.CANNOT_BE_READ(file, detail(error))) from None
    fits = rows.shape == (len(labels), features) and labels.ndim == 1 and np.isfinite(rows).all()
    if not fits or not ((labels >= NEITHER_INDEX) & (labels < len(classes))).all():
        raise ModelError(Text.REFERENCE_DOES_NOT_FIT(file))
    return Reference(rows, labels, classes) if len(labels) else None


def read_references(model: ModelFolder) -> list[Reference] | None:
    """The reference of each look of a model, which show the same pictures; None where one of them has none.

    Raises:
        ModelError: one is damaged, does not fit, or shows other pictures than the first.
    """
    references = [read_reference(look.path, look.head.weight.shape[1]) for look in model.looks]
    known = [reference for reference in references if reference is not None]
    if len(known) < len(references):
        return None
    first, *others = known
    for other in others:
        if other.classes != first.classes or not np.array_equal(other.labels, first.labels):
            raise ModelError(Text.REFERENCES_DIFFER(model.path / REFERENCE))
    return known
