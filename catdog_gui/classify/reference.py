"""Held-out pictures that a model folder has as features and labels; a new head is trained and compared on them.

The pictures themselves are not in the folder.
"""

from __future__ import annotations

import math
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.decisions import NEITHER
from catdog_gui.classify.head import Floats
from catdog_gui.classify.model_folder import REFERENCE, ModelFolder
from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Text, detail
from catdog_gui.pictures.opening import open_linked_file

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
        with open_linked_file(file) as opened:
            _require_bounded(opened, file)
            opened.seek(0)
            arrays = np.load(opened, allow_pickle=False)
            rows, labels = arrays["features"].astype(np.float32), arrays["labels"].astype(np.int64)
            classes = tuple(str(name) for name in arrays["classes"])
    except (zipfile.BadZipFile, zlib.error):
        raise ModelError(Text.CANNOT_BE_READ(file, Text.CONTENT_INVALID())) from None
    except (OSError, KeyError, ValueError, TypeError, MemoryError) as error:
        raise ModelError(Text.CANNOT_BE_READ(file, detail(error))) from None
    fits = rows.shape == (len(labels), features) and labels.ndim == 1 and np.isfinite(rows).all()
    if not fits or not ((labels >= NEITHER_INDEX) & (labels < len(classes))).all():
        raise ModelError(Text.REFERENCE_DOES_NOT_FIT(file))
    return Reference(rows, labels, classes) if len(labels) else None


def _require_bounded(opened: BinaryIO, file: Path) -> None:
    """Refuses arrays that are too large, or that declare more numbers than the file holds: numpy believes them."""
    with zipfile.ZipFile(opened) as archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > _MAX_BYTES:
            raise ModelError(Text.FILE_TOO_LARGE(file))
        for entry in entries:
            with archive.open(entry) as array:
                is_first = np.lib.format.read_magic(array) == (1, 0)
                read = np.lib.format.read_array_header_1_0 if is_first else np.lib.format.read_array_header_2_0
                shape, _, dtype = read(array)
            if math.prod(shape) * dtype.itemsize > entry.file_size:
                raise ModelError(Text.FILE_DAMAGED(file))


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
