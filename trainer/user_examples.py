"""Pictures that a user labelled: from example folders, and from a table of corrections.

A label is a class of the model, a new name, or `both` or `neither`.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import numpy as np

from catdog_gui.classify.class_names import require_class_name
from catdog_gui.classify.decisions import NON_CLASS_LABELS
from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Text, detail
from catdog_gui.pictures.decoding import MAX_BYTES
from catdog_gui.pictures.models import PictureError, PictureErrorKind
from trainer.errors import TrainerError
from trainer.examples import Examples, load_examples, load_folders
from trainer.tables import is_table_folder


def load_user_examples(folders: Sequence[Path], corrections: Path | None) -> Examples:
    """Every labelled picture; `classes` are the labels that occur. Corrections come first.

    Raises:
        TrainerError: a folder or the table cannot be used, a label is not allowed, or there are no pictures.
    """
    parts = [
        *([] if corrections is None else [_read_table(corrections)]),
        *(_read_folder(folder) for folder in folders),
    ]
    label_names = tuple(sorted({name for part in parts for name in part.classes}))
    for name in label_names:
        _require_label_name(name)
    if not any(len(part) for part in parts):
        raise TrainerError(Text.NO_LABELLED_PICTURES())
    return reduce(Examples.joined_with, (part.with_classes(label_names) for part in parts))


def _read_folder(folder: Path) -> Examples:
    if not folder.is_dir():
        raise TrainerError(Text.NO_FOLDER(folder))
    return load_examples(str(folder), "train") if is_table_folder(folder) else load_folders(folder)


def _read_table(file: Path) -> Examples:
    try:
        with file.open(encoding="utf-8", errors="surrogateescape", newline="") as opened:
            rows = [(row["label"], Path(row["path"]), row.get("content") or "") for row in csv.DictReader(opened)]
    except (OSError, KeyError, TypeError, ValueError, csv.Error) as error:
        raise TrainerError(Text.CORRECTIONS_NOT_READ(file, detail(error))) from None
    label_names = tuple(sorted({name for name, _, _ in rows}))
    labels = np.asarray([label_names.index(name) for name, _, _ in rows], np.int64)
    source = _CorrectedFiles([path for _, path, _ in rows], [content for _, _, content in rows])
    return Examples(label_names, [str(path) for _, path, _ in rows], labels, source)


@dataclass(frozen=True)
class _CorrectedFiles:
    """Files that are used only while they hold the content that was labelled."""

    paths: Sequence[Path]
    content_hashes: Sequence[str]

    def read(self, index: int) -> Path | bytes:
        """The bytes of the picture.

        Raises:
            PictureError: it has gone, or another picture has taken its place.
        """
        path, content_hash = self.paths[index], self.content_hashes[index]
        if not content_hash:
            return path
        try:
            if path.stat().st_size > MAX_BYTES:
                raise PictureError(PictureErrorKind.TOO_LARGE, Text.TOO_LARGE())
            content = path.read_bytes()
        except OSError:
            raise PictureError(PictureErrorKind.MISSING, Text.GONE_NOW()) from None
        if hashlib.sha256(content).hexdigest() != content_hash:
            raise PictureError(PictureErrorKind.MISSING, Text.ANOTHER_PICTURE())
        return content


def _require_label_name(label_name: str) -> None:
    if label_name in NON_CLASS_LABELS:
        return
    try:
        require_class_name(label_name)
    except ModelError as error:
        raise TrainerError(error.message) from None
