"""The names that files and folders get: collision numbers, length limits, folder names for labels."""

from __future__ import annotations

import os
import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from catdog_gui.messages import Text, UserError
from catdog_gui.pictures.naming import folder_name_problem, is_windows_device

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

LONGEST_NAME = 255
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


class FolderNameError(UserError):
    """A folder cannot have the name that the user gave it."""


def folder_name(label: str) -> str:
    """The name of a label's folder: one visible path component that every system accepts."""
    name = _NOT_IN_NAMES.sub("_", label).strip().rstrip(".")
    if not name or name.startswith(".") or is_windows_device(name):
        name = f"_{name}"
    return _cut_to(name, LONGEST_NAME)


def output_names(classes: Iterable[str], folder_names: Mapping[str, str]) -> frozenset[str]:
    """The names of the folders that pictures are sorted into: those of the classes, and those that the user chose."""
    return frozenset({*map(folder_name, classes), *folder_names.values()})


def require_folder_name(name: str) -> None:
    """Checks that a folder can have the name that the user gave it.

    Raises:
        FolderNameError: some system does not accept it.
    """
    problem = folder_name_problem(name)
    if problem is not None:
        raise FolderNameError(Text.FOLDER_NAME(f"“{name if len(name) <= 30 else f'{name[:30]}…'}”", problem))


def with_number(names: Sequence[str], number: int) -> tuple[str, ...]:
    """The names of a group with one shared collision number; the first name is the picture's.

    `a.jpg`, `a.xmp`, `a.jpg.xmp` become `a (2).jpg`, `a (2).xmp`, `a (2).jpg.xmp`. The stem is shortened, by the same
    number of characters in the whole group, where a name would become too long.
    """
    if number < 2:
        return tuple(names)
    stem = PurePath(names[0]).stem
    parts = [_split(name, stem) for name in names]
    shortest = min(len(head) for head, _ in parts)
    for cut in range(shortest):
        result = tuple(f"{head[: len(head) - cut]} ({number}){tail}" for head, tail in parts)
        if all(_length(name) <= LONGEST_NAME for name in result):
            return result
    return tuple(f"{head} ({number}){tail}" for head, tail in parts)


def with_stem(names: Sequence[str], stem: str) -> tuple[str, ...]:
    """The names of a group with another stem; the first name is the picture's.

    With the stem `b`, `a.jpg`, `a.xmp`, `a.jpg.xmp` become `b.jpg`, `b.xmp`, `b.jpg.xmp`.
    """
    old = PurePath(names[0]).stem
    return tuple(f"{stem}{_split(name, old)[1]}" for name in names)


def is_too_long(name: str) -> bool:
    """Whether no common file system can store the name."""
    return _length(name) > LONGEST_NAME


def first_free(wanted: Sequence[Path], start: int, is_free: Callable[[Path], bool]) -> tuple[int, tuple[Path, ...]]:
    """The lowest collision number, from `start` on, that is free for all files of a group, and the paths with it."""
    number = start
    while True:
        names = with_number([path.name for path in wanted], number)
        paths = tuple(path.with_name(name) for path, name in zip(wanted, names, strict=True))
        if all(is_free(path) for path in paths):
            return number, paths
        number += 1


def _split(name: str, stem: str) -> tuple[str, str]:
    head = name[: len(stem)]
    if head.casefold() == stem.casefold() and name[len(stem) : len(stem) + 1] in {"", "."}:
        return head, name[len(stem) :]
    own = PurePath(name)
    return own.stem, own.suffix


def _length(name: str) -> int:
    # Windows counts UTF-16 units, the others count bytes.
    return len(name.encode("utf-16-le", "surrogatepass")) // 2 if os.name == "nt" else len(os.fsencode(name))


def _cut_to(name: str, longest: int) -> str:
    while _length(name) > longest:
        name = name[:-1]
    return name
