"""Pictures with the words that a user gave them: from example folders, and from a table of corrections.

A word is a class of the model, a new name, or `both` or `neither`.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catdog_gui.classify.class_names import require_class_name
from catdog_gui.classify.decisions import NON_CLASS_LABELS
from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Text
from catdog_gui.pictures.decoding import MAX_BYTES
from catdog_gui.pictures.models import PictureError, PictureErrorKind
from trainer.errors import TrainerError
from trainer.examples import Examples, Source, load_examples, load_folders


def load_user_examples(folders: Sequence[Path], corrections: Path | None) -> Examples:
    """Every labelled picture; `classes` are the words that occur. Corrections go first.

    Raises:
        TrainerError: a folder or the table cannot be used, a word is no possible label, or there are no pictures.
    """
    parts = [
        *([] if corrections is None else [_read_table(corrections)]),
        *(_read_folder(folder) for folder in folders),
    ]
    words = tuple(sorted({word for part in parts for word in part.classes}))
    for word in words:
        _require_label_name(word)
    if not any(len(part) for part in parts):
        raise TrainerError(Text.NO_LABELLED_PICTURES())
    taught = _with_label_names(parts[0], words)
    for part in parts[1:]:
        taught = taught.joined_with(_with_label_names(part, words))
    return taught


def _read_folder(folder: Path) -> Examples:
    if not folder.is_dir():
        raise TrainerError(Text.NO_FOLDER(folder))
    if any(folder.glob("*.parquet")) or any(folder.glob("data/*.parquet")):
        return load_examples(str(folder), "train")
    return load_folders(folder)


def _read_table(file: Path) -> Examples:
    try:
        with file.open(encoding="utf-8", errors="surrogateescape", newline="") as opened:
            rows = [(row["label"], Path(row["path"]), row.get("content") or "") for row in csv.DictReader(opened)]
    except (OSError, KeyError, TypeError, ValueError, csv.Error) as error:
        raise TrainerError(Text.CORRECTIONS_NOT_READ(file, repr(error))) from None
    words = tuple(sorted({word for word, _, _ in rows}))
    labels = np.asarray([words.index(word) for word, _, _ in rows], np.int64)
    source = _CorrectedFiles([path for _, path, _ in rows], [content for _, _, content in rows])
    return Examples(words, [str(path) for _, path, _ in rows], labels, source)


@dataclass(frozen=True)
class _CorrectedFiles:
    """Files that are used only while they hold what was labelled."""

    paths: Sequence[Path]
    content_hashes: Sequence[str]

    def read(self, index: int) -> Path | bytes:
        """The bytes of the picture.

        Raises:
            PictureError: it has gone, or another picture has taken its place.
        """
        path, content = self.paths[index], self.content_hashes[index]
        if not content:
            return path
        try:
            if path.stat().st_size > MAX_BYTES:
                raise PictureError(PictureErrorKind.TOO_LARGE, Text.TOO_LARGE())
            read = path.read_bytes()
        except OSError:
            raise PictureError(PictureErrorKind.MISSING, Text.GONE_NOW()) from None
        if hashlib.sha256(read).hexdigest() != content:
            raise PictureError(PictureErrorKind.MISSING, Text.ANOTHER_PICTURE())
        return read


def _with_label_names(part: Examples, label_names: tuple[str, ...]) -> Examples:
    order = np.asarray([label_names.index(word) for word in part.classes], np.int64)
    labels = order[part.labels] if len(part) else part.labels
    source: Source = part.source
    return Examples(label_names, part.names, labels, source)


def _require_label_name(label_name: str) -> None:
    if label_name in NON_CLASS_LABELS:
        return
    try:
        require_class_name(label_name)
    except ModelError as error:
        raise TrainerError(error.message) from None
