"""Labelled pictures in tables: parquet files in the hub's form, folders of `save_to_disk`, and the hub.

Tables stay on disk: Arrow maps their files into memory, and pictures are read one at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.engine import INSTALL_TRAINING
from catdog_gui.messages import Text, detail
from trainer.errors import TrainerError
from trainer.hub import is_remote
from trainer.lazy_strings import LazyStrings
from trainer.splits import files_named, files_of_split, names_of

# The last is what `datasets` makes of WebDataset shards on the hub.
_LABEL_COLUMNS = ("labels", "label", "cls")
_CLASS_TYPES = ("string", "large_string", "int", "uint", "bool")
_SAVED_TABLE, _SAVED_SPLITS = "state.json", "dataset_dict.json"


@dataclass(frozen=True)
class Columns:
    """The columns of pictures and of labels; None: those with the usual names, or the only one of their kind."""

    image: str | None = None
    label: str | None = None


@dataclass(frozen=True)
class Table:
    """The rows of one split. `read` gives a picture's file or its bytes."""

    rows: Any
    image: str
    origin: str

    @property
    def names(self) -> TableNames:
        return TableNames.of(self.rows.data.column(self.image))

    def read(self, index: int) -> Path | bytes:
        image = self.rows[int(index)][self.image]
        return image["bytes"] if image["bytes"] is not None else Path(image["path"])

    def labels(self, column: str | None) -> tuple[tuple[str, ...], npt.NDArray[np.int64]]:
        """The classes, and the label of each row.

        Raises:
            TrainerError: there is no such column, or a row without a label.
        """
        name = _label_column(self.rows, column, self.origin)
        values = self.rows.data.column(name)
        if values.null_count:
            raise TrainerError(Text.ROWS_WITHOUT_LABEL(self.origin, repr(name), values.null_count))
        feature = self.rows.features[name]
        classes = getattr(feature, "names", None)
        if classes is not None:
            labels = values.to_numpy().astype(np.int64)
            if len(labels) and labels.min() < 0:
                raise TrainerError(Text.ROWS_WITHOUT_LABEL(self.origin, repr(name), int((labels < 0).sum())))
            return tuple(classes), labels
        if not str(getattr(feature, "dtype", "")).startswith(_CLASS_TYPES):
            raise TrainerError(Text.NO_LABEL_COLUMN(self.origin))
        return _numbered(values)


@dataclass(frozen=True, eq=False)
class TableNames(LazyStrings):
    """The file name of each row, or its number where the table has none; the pictures beside them are not read."""

    paths: Any

    @classmethod
    def of(cls, images: Any) -> TableNames:
        """The names in a column of {"bytes", "path"}."""
        import pyarrow as pa

        # Chunk by chunk: all pictures in one array would be more than its offsets can count.
        return cls(pa.chunked_array([chunk.field("path") for chunk in images.chunks], pa.string()))

    def __len__(self) -> int:
        return len(self.paths)

    def _at(self, index: int) -> str:
        return self.paths[index].as_py() or str(index)


def is_table_folder(folder: Path) -> bool:
    """Whether a folder holds parquet files, or what `save_to_disk` wrote."""
    return _is_saved(folder) or bool(files_named(folder, "parquet"))


def has_table_split(folder: Path, split: str) -> bool:
    """Whether a table folder has this split; a single saved table is given for any."""
    if (folder / _SAVED_TABLE).is_file():
        return True
    if (folder / _SAVED_SPLITS).is_file():
        return _saved_split(folder, split) is not None
    return bool(files_of_split(folder, "parquet", split))


def read_table(folder: Path, split: str, columns: Columns) -> Table:
    """The split of a table folder.

    Raises:
        TrainerError: it has no such split or column, or cannot be read.
    """
    datasets = _import_datasets()
    try:
        rows = _saved_rows(datasets, folder, split) if _is_saved(folder) else _parquet_rows(datasets, folder, split)
        return _table(rows, columns, str(folder))
    except (OSError, ValueError, datasets.exceptions.DatasetsError) as error:
        raise TrainerError(Text.DATA_SET_NOT_READ(folder, detail(error))) from None


def hub_table(dataset: str, split: str, columns: Columns) -> Table:
    """The split of a data set on the hub, or in its local cache.

    Raises:
        TrainerError: it cannot be had, or has no such column.
    """
    if not is_remote(dataset):
        raise TrainerError(Text.NO_FOLDER(dataset))
    datasets = _import_datasets()
    try:
        rows = datasets.load_dataset(dataset, split=split)
    except Exception:  # noqa: BLE001 - the hub's client may raise anything
        raise TrainerError(Text.DATA_SET_NOT_FOUND(dataset)) from None
    return _table(rows, columns, dataset)


def hub_splits(dataset: str) -> list[str]:
    """The names of the splits of a data set on the hub, or in its local cache.

    Raises:
        TrainerError: it cannot be had.
    """
    if not is_remote(dataset):
        raise TrainerError(Text.NO_FOLDER(dataset))
    try:
        return list(_import_datasets().get_dataset_split_names(dataset))
    except Exception:  # noqa: BLE001 - the hub's client may raise anything
        raise TrainerError(Text.DATA_SET_NOT_FOUND(dataset)) from None


def _table(rows: Any, columns: Columns, origin: str) -> Table:
    image = _image_column(rows, columns.image)
    return Table(rows.cast_column(image, _import_datasets().Image(decode=False)), image, origin)


def _image_column(rows: Any, wanted: str | None) -> str:
    names = rows.column_names
    if wanted is not None:
        return _existing(wanted, names)
    pictures = [name for name in names if isinstance(rows.features[name], _import_datasets().Image)]
    found = ["image"] if "image" in names else pictures
    if len(found) != 1:
        raise TrainerError(Text.NO_IMAGE_COLUMN(", ".join(names)))
    return found[0]


def _label_column(rows: Any, wanted: str | None, origin: str) -> str:
    if wanted is not None:
        return _existing(wanted, rows.column_names)
    usual = [name for name in _LABEL_COLUMNS if name in rows.column_names]
    found = usual[:1] or [name for name in rows.column_names if hasattr(rows.features[name], "names")]
    if len(found) != 1:
        raise TrainerError(Text.NO_LABEL_COLUMN(origin))
    return found[0]


def _numbered(values: Any) -> tuple[tuple[str, ...], npt.NDArray[np.int64]]:
    """The distinct values in order as text, and which of them each value is."""
    import pyarrow as pa
    import pyarrow.compute as pc

    distinct = sorted(values.unique().to_pylist())
    labels = pc.index_in(values, pa.array(distinct, values.type))
    return tuple(str(value) for value in distinct), labels.to_numpy().astype(np.int64)


def _existing(column: str, names: Sequence[str]) -> str:
    if column not in names:
        raise TrainerError(Text.NO_COLUMN(repr(column), ", ".join(names)))
    return column


def _is_saved(folder: Path) -> bool:
    return any((folder / name).is_file() for name in (_SAVED_TABLE, _SAVED_SPLITS))


def _saved_split(folder: Path, split: str) -> Path | None:
    return next((folder / name for name in names_of(split) if (folder / name / _SAVED_TABLE).is_file()), None)


def _saved_rows(datasets: Any, folder: Path, split: str) -> Any:
    saved = folder if (folder / _SAVED_TABLE).is_file() else _saved_split(folder, split)
    if saved is None:
        raise TrainerError(Text.NO_SPLIT(folder, repr(split)))
    return datasets.load_from_disk(str(saved))


def _parquet_rows(datasets: Any, folder: Path, split: str) -> Any:
    files = [str(file) for file in files_of_split(folder, "parquet", split)]
    if not files:
        raise TrainerError(Text.NO_SPLIT(folder, repr(split)))
    return datasets.Dataset.from_parquet(files, keep_in_memory=False)


def _import_datasets() -> Any:
    try:
        import datasets
    except ImportError:
        raise TrainerError(Text.DATA_SET_NEEDS(INSTALL_TRAINING)) from None
    datasets.disable_progress_bars()
    return datasets
