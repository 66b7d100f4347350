"""Labelled pictures from a folder of folders, a table, tar shards, or the hub; read one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.class_names import require_class_name
from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Text
from catdog_gui.pictures.discovery import find_groups
from catdog_gui.pictures.models import Group
from trainer.errors import TrainerError
from trainer.lazy_strings import LazyStrings
from trainer.shards import has_shard_split, has_shards, read_shards
from trainer.splits import find_split, has_class_splits
from trainer.string_table import StringTable
from trainer.tables import Columns, Table, has_table_split, hub_splits, hub_table, is_table_folder, read_table

NONE_OF_THEM = -1
ANY_COLUMNS = Columns()

Labels = npt.NDArray[np.int64]


class Source(Protocol):
    """Gives the contents of examples; `read` is called from several threads and processes."""

    def read(self, index: int) -> Path | bytes:
        """The file, or its bytes, of example `index`."""


@dataclass(frozen=True)
class Examples:
    """Pictures with labels. `labels[i]` indexes `classes`, or is NONE_OF_THEM."""

    classes: tuple[str, ...]
    names: Sequence[str]
    labels: Labels
    source: Source

    def __len__(self) -> int:
        return len(self.labels)

    def subset(self, indices: npt.NDArray[np.int64] | Sequence[int]) -> Examples:
        chosen = np.asarray(indices, np.int64)
        return Examples(
            self.classes, _SubsetNames(self.names, chosen), self.labels[chosen], _Subset(self.source, chosen)
        )

    def with_classes(self, classes: tuple[str, ...]) -> Examples:
        """The same pictures with labels that index `classes`, among which are all of their own."""
        # NONE_OF_THEM is the last index too, and stays what it is.
        indices = np.asarray([*(classes.index(name) for name in self.classes), NONE_OF_THEM], np.int64)
        return replace(self, classes=classes, labels=indices[self.labels])

    def joined_with(self, other: Examples) -> Examples:
        """These, then those of `other`, which has the same classes."""
        source = _Joined(self.source, len(self), other.source)
        names = _JoinedNames(self.names, other.names)
        return Examples(self.classes, names, np.concatenate([self.labels, other.labels]), source)


def load_examples(
    dataset: str, split: str, classes: Sequence[str] | None = None, columns: Columns = ANY_COLUMNS
) -> Examples:
    """The `split` ("train", "test" ...) of a hub id, a table, tar shards, or a folder of class folders.

    A plain folder of class folders has no splits: all of it is given for any `split`. With `classes`, labels follow
    that order, and only those classes may occur.

    Raises:
        TrainerError: there is no such data, fewer than two classes, or an empty one.
    """
    folder = Path(dataset)
    if not folder.is_dir():
        examples = _from_table(hub_table(dataset, split, columns), columns)
    elif is_table_folder(folder):
        examples = _from_table(read_table(folder, split, columns), columns)
    elif has_shards(folder):
        shards = read_shards(folder, split)
        examples = Examples(shards.classes, shards.names, shards.labels, shards)
    else:
        examples = load_folders(_class_folders(folder, split))
    if classes is not None:
        examples = _with_class_order(examples, tuple(classes), dataset)
    _require_trainable(examples, dataset)
    return examples


def load_negatives(dataset: str, split: str, classes: Sequence[str]) -> Examples:
    """Pictures that show none of `classes`: any folder with pictures below it, or a table.

    Raises:
        TrainerError: there are no pictures.
    """
    folder = Path(dataset)
    if folder.is_dir() and not is_table_folder(folder):
        root = find_split(folder, split) or folder
        names: Sequence[str] = StringTable.of(str(file.relative_to(root)) for file in _pictures_below(root))
        source: Source = _Files(root, names)
    else:
        table = read_table(folder, split, ANY_COLUMNS) if folder.is_dir() else hub_table(dataset, split, ANY_COLUMNS)
        source = table
        names = table.names
    if not names:
        raise TrainerError(Text.NO_PICTURES_IN(dataset))
    return Examples(tuple(classes), names, np.full(len(names), NONE_OF_THEM), source)


def has_split(dataset: str, split: str) -> bool:
    """Whether a data set has this split."""
    folder = Path(dataset)
    if not folder.is_dir():
        return split in hub_splits(dataset)
    if is_table_folder(folder):
        return has_table_split(folder, split)
    return has_shard_split(folder, split) if has_shards(folder) else find_split(folder, split) is not None


def stratified_split(labels: Labels, share: float, seed: int) -> tuple[Labels, Labels]:
    """Indices of the rest and of a held-out `share` (0..1) of each label, at least one of each; seeded, sorted."""
    generator = np.random.default_rng(seed)
    held_out = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        members = generator.permutation(np.flatnonzero(labels == label))
        held_out[members[: max(1, round(share * len(members)))]] = True
    return np.flatnonzero(~held_out), np.flatnonzero(held_out)


@dataclass(frozen=True)
class _Files:
    root: Path
    names: Sequence[str]

    def read(self, index: int) -> Path:
        return self.root / self.names[index]


@dataclass(frozen=True)
class _Subset:
    source: Source
    indices: Labels

    def read(self, index: int) -> Path | bytes:
        return self.source.read(int(self.indices[index]))


@dataclass(frozen=True, eq=False)
class _SubsetNames(LazyStrings):
    names: Sequence[str]
    indices: Labels

    def __len__(self) -> int:
        return len(self.indices)

    def _at(self, index: int) -> str:
        return self.names[int(self.indices[index])]


@dataclass(frozen=True, eq=False)
class _JoinedNames(LazyStrings):
    first: Sequence[str]
    second: Sequence[str]

    def __len__(self) -> int:
        return len(self.first) + len(self.second)

    def _at(self, index: int) -> str:
        first = len(self.first)
        return self.first[index] if index < first else self.second[index - first]


@dataclass(frozen=True)
class _Joined:
    first: Source
    first_length: int
    second: Source

    def read(self, index: int) -> Path | bytes:
        if index < self.first_length:
            return self.first.read(index)
        return self.second.read(index - self.first_length)


def load_folders(root: Path) -> Examples:
    """The pictures of every sub-folder, whose name is their label; any number of labels.

    Raises:
        TrainerError: a sub-folder has no pictures in it.
    """
    folders = sorted(entry for entry in root.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    counts: list[int] = []

    def names_of_all() -> Iterator[str]:
        for folder in folders:
            counts.append(0)
            for file in _pictures_below(folder):
                yield str(file.relative_to(root))
                counts[-1] += 1
            if counts[-1] == 0:
                raise TrainerError(Text.NO_PICTURES_IN_CLASS(folder))

    names = StringTable.of(names_of_all())
    labels = np.repeat(np.arange(len(folders)), counts)
    return Examples(tuple(folder.name for folder in folders), names, labels, _Files(root, names))


def _pictures_below(folder: Path) -> Iterator[Path]:
    return (found.picture for found in find_groups(folder, recursive=True) if isinstance(found, Group))


def _class_folders(folder: Path, split: str) -> Path:
    """The folder of class folders: of the split where there are splits, else `folder` itself."""
    if not has_class_splits(folder):
        return folder
    found = find_split(folder, split)
    if found is None:
        raise TrainerError(Text.NO_SPLIT(folder, repr(split)))
    return found


def _from_table(table: Table, columns: Columns) -> Examples:
    classes, labels = table.labels(columns.label)
    return Examples(classes, table.names, labels, table)


def _with_class_order(examples: Examples, classes: tuple[str, ...], dataset: str) -> Examples:
    unknown = set(examples.classes) - set(classes)
    if unknown:
        raise TrainerError(Text.UNKNOWN_CLASSES(dataset, ", ".join(sorted(unknown))))
    return examples.with_classes(classes)


def _require_trainable(examples: Examples, dataset: str) -> None:
    if len(examples.classes) < 2:
        found = ", ".join(examples.classes) or Text.NO_CLASS()
        raise TrainerError(Text.TOO_FEW_CLASSES(dataset, found))
    for name in examples.classes:
        try:
            require_class_name(name)
        except ModelError as error:
            raise TrainerError(error.message) from None
    if len(examples) == 0:
        raise TrainerError(Text.NO_PICTURES_IN(dataset))
