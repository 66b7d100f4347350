"""The names under which people keep the training, validation and test pictures of one data set."""

from __future__ import annotations

from pathlib import Path

_NAMES = {
    "train": ("train", "training", "train_set", "training_set"),
    "validation": ("validation", "valid", "val", "dev", "valid_set", "val_set", "validation_set"),
    "test": ("test", "testing", "test_set", "testing_set"),
}
_ALL_NAMES = frozenset(name for names in _NAMES.values() for name in names)


def names_of(split: str) -> tuple[str, ...]:
    """The usual names of a split, its own first."""
    for usual, names in _NAMES.items():
        if split in {usual, *names}:
            return (split, *(name for name in names if name != split))
    return (split,)


def is_split_name(name: str) -> bool:
    return _normal(name) in _ALL_NAMES


def find_split(folder: Path, split: str) -> Path | None:
    """The sub-folder of a split under any of its usual names."""
    found = {_normal(entry.name): entry for entry in folder.iterdir() if entry.is_dir()}
    for name in names_of(split):
        if inside := found.get(name):
            # Archives are often unpacked into a folder of their own name.
            return inside / inside.name if (inside / inside.name).is_dir() else inside
    return None


def has_class_splits(folder: Path) -> bool:
    """Whether sub-folders are splits, each with class folders; one with pictures alone is a class of that name."""
    return any(is_split_name(entry.name) and _has_folders(entry) for entry in folder.iterdir() if entry.is_dir())


def _has_folders(folder: Path) -> bool:
    return any(entry.is_dir() and not entry.name.startswith(".") for entry in folder.iterdir())


def _normal(name: str) -> str:
    return name.casefold().replace("-", "_")
