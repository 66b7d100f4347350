"""Pictures with the words that a user gave them: from example folders, and from a table of corrections.

A word is a class of the model, a new name, or `both` or `neither`.
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
from catdog_gui.classify.models import BOTH, NEITHER, ModelError
from catdog_gui.pictures.decoding import MAX_BYTES
from catdog_gui.pictures.models import PictureError, PictureErrorKind
from trainer.errors import TrainerError
from trainer.examples import Examples, has_parquet, load_examples, load_folders


def load_user_examples(folders: Sequence[Path], corrections: Path | None) -> Examples:
    """Every labelled picture; `classes` are the words that occur. Corrections go first.

    Raises:
        TrainerError: a folder or the table cannot be used, a word is no possible label, or there are no pictures.
    """
    parts = [
        *([] if corrections is None else [_read_table(corrections)]),
        *(_read_folder(folder) for folder in folders),
    ]
    label_names = tuple(sorted({name for part in parts for name in part.classes}))
    for name in label_names:
        _require_label_name(name)
    if not any(len(part) for part in parts):
        raise TrainerError("there are no labelled pictures to learn from")
    return reduce(Examples.joined_with, (part.with_classes(label_names) for part in parts))


def _read_folder(folder: Path) -> Examples:
    if not folder.is_dir():
        raise TrainerError(f"there is no folder {folder}")
    return load_examples(str(folder), "train") if has_parquet(folder) else load_folders(folder)


def _read_table(file: Path) -> Examples:
    try:
        with file.open(encoding="utf-8", errors="surrogateescape", newline="") as opened:
            rows = [(row["label"], Path(row["path"]), row.get("content") or "") for row in csv.DictReader(opened)]
    except (OSError, KeyError, TypeError, ValueError, csv.Error) as error:
        raise TrainerError(f"{file} cannot be read as a table of corrections (label, path): {error!r}") from None
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
                raise PictureError(PictureErrorKind.TOO_LARGE, "too large")
            read = path.read_bytes()
        except OSError:
            raise PictureError(PictureErrorKind.MISSING, "it is no longer there") from None
        if hashlib.sha256(read).hexdigest() != content:
            raise PictureError(PictureErrorKind.MISSING, "another picture is there now")
        return read


def _require_label_name(label_name: str) -> None:
    if label_name in (BOTH, NEITHER):
        return
    try:
        require_class_name(label_name)
    except ModelError as error:
        raise TrainerError(str(error)) from None
