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


def files_named(folder: Path, ending: str) -> list[Path]:
    """The files of a data set: in the folder itself, in `data/`, and in the folders that are named as splits."""
    within = [entry for entry in folder.iterdir() if entry.is_dir() and is_split_name(entry.name)]
    return sorted(file for place in (folder, folder / "data", *within) for file in place.glob(f"*.{ending}"))


def files_of_split(folder: Path, ending: str, split: str) -> list[Path]:
    """The files of a split; those of a folder without any split are training pictures, as on the hub."""
    splits = {file: _split_of(file) for file in files_named(folder, ending)}
    if split == "train" and not any(is_split_name(name) for name in splits.values()):
        return list(splits)
    return [file for file, name in splits.items() if _normal(name) in names_of(split)]


def _split_of(file: Path) -> str:
    """`train` of `train.parquet`, `train-00000-of-00002.parquet` and `train/0000.parquet`."""
    return file.parent.name if is_split_name(file.parent.name) else file.stem.partition("-")[0]


def _has_folders(folder: Path) -> bool:
    return any(entry.is_dir() and not entry.name.startswith(".") for entry in folder.iterdir())


def _normal(name: str) -> str:
    return name.casefold().replace("-", "_")
