"""Labelled pictures in WebDataset shards: tar files in which `000001.jpg` and `000001.cls` lie one after the other.

Only the headers of the tar files are read; the index of the pictures is mapped into memory, and pictures are read where
they lie. Source: the POSIX ustar interchange format, and https://github.com/webdataset/webdataset for the names.
"""

from __future__ import annotations

import json
import mmap
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from catdog_gui.messages import Text
from trainer.errors import TrainerError
from trainer.lazy_strings import LazyStrings
from trainer.splits import files_of_split
from trainer.string_table import mapped

_BLOCK = 512
_PICTURES = frozenset(("jpg", "jpeg", "png", "webp", "gif", "bmp"))
_CLASS_NAMES = "classes.txt"
_INDEX = np.dtype([("shard", "<i4"), ("offset", "<i8"), ("size", "<i8"), ("label", "<i4")])
_REGULAR, _LONG_NAME = (b"0", b"\0"), b"L"


class Member(NamedTuple):
    """A file within a tar file, and where its bytes begin."""

    name: str
    offset: int
    size: int


@dataclass(frozen=True)
class Shards:
    """The pictures of one split. `rows` has where each lies and its label."""

    files: tuple[Path, ...]
    rows: npt.NDArray[Any]
    classes: tuple[str, ...]

    @property
    def labels(self) -> npt.NDArray[np.int64]:
        return self.rows["label"].astype(np.int64)

    @property
    def names(self) -> ShardNames:
        return ShardNames(self)

    def read(self, index: int) -> bytes:
        """The bytes of a picture."""
        row = self.rows[index]
        with self.files[row["shard"]].open("rb") as file:
            file.seek(int(row["offset"]))
            return file.read(int(row["size"]))


@dataclass(frozen=True, eq=False)
class ShardNames(LazyStrings):
    """`train-000000.tar/000001.jpg`: read from the header when it is asked for."""

    shards: Shards

    def __len__(self) -> int:
        return len(self.shards.rows)

    def _at(self, index: int) -> str:
        row = self.shards.rows[index]
        file = self.shards.files[row["shard"]]
        with file.open("rb") as opened:
            opened.seek(int(row["offset"]) - _BLOCK)
            return f"{file.name}/{_name(opened.read(_BLOCK))}"


def has_shards(folder: Path) -> bool:
    return any(folder.glob("*.tar")) or any(folder.glob("*/*.tar"))


def has_shard_split(folder: Path, split: str) -> bool:
    return bool(files_of_split(folder, "tar", split))


def read_shards(folder: Path, split: str) -> Shards:
    """The index of a split; `classes.txt` beside the shards names the classes if their labels are numbers.

    Raises:
        TrainerError: there is no such split, a shard is damaged, or a picture has no label.
    """
    files = tuple(files_of_split(folder, "tar", split))
    if not files:
        raise TrainerError(Text.NO_SPLIT(folder, repr(split)))
    classes: dict[str, int] = {}
    with tempfile.TemporaryFile() as index:
        for shard, file in enumerate(files):
            rows = [
                (shard, picture.offset, picture.size, classes.setdefault(label, len(classes)))
                for picture, label in _labelled_pictures(file)
            ]
            index.write(np.array(rows, _INDEX).tobytes())
        found = mapped(index, _INDEX)
    return _in_class_order(Shards(files, found, tuple(classes)), folder / _CLASS_NAMES)


def _in_class_order(shards: Shards, names_file: Path) -> Shards:
    """Numbers in the order of their values, and named by the file if it is there; words in alphabetical order."""
    are_numbers = all(label.isdecimal() for label in shards.classes)
    ordered = sorted(shards.classes, key=int if are_numbers else str)
    names = ordered
    if are_numbers and names_file.is_file():
        names = names_file.read_text("utf-8").split("\n")
        names = [name.strip() for name in names if name.strip()]
        ordered = [str(number) for number in range(len(names))]
        if unnamed := set(map(int, shards.classes)) - set(range(len(names))):
            raise TrainerError(Text.UNNAMED_CLASS(names_file, min(unnamed)))
    position = {int(label) if are_numbers else label: index for index, label in enumerate(ordered)}
    order = np.asarray([position[int(label) if are_numbers else label] for label in shards.classes], np.int32)
    with tempfile.TemporaryFile() as index:
        for start in range(0, len(shards.rows), 1 << 16):
            part = shards.rows[start : start + (1 << 16)].copy()
            part["label"] = order[part["label"]]
            index.write(part.tobytes())
        rows = mapped(index, _INDEX)
    return Shards(shards.files, rows, tuple(names))


def _labelled_pictures(file: Path) -> Iterator[tuple[Member, str]]:
    with file.open("rb") as opened:
        if file.stat().st_size == 0:
            raise TrainerError(Text.SHARD_DAMAGED(file))
        with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
            key, picture, label = "", None, None
            for member in _members(file, content):
                folder, _, base = member.name.rpartition("/")
                stem, _, ending = base.partition(".")
                if (this := f"{folder}/{stem}") != key:
                    yield from _complete(file, picture, label)
                    key, picture, label = this, None, None
                if ending.lower() in _PICTURES:
                    picture = member
                elif ending in {"cls", "json"}:
                    label = _label(ending, content[member.offset : member.offset + member.size]) or label
            yield from _complete(file, picture, label)


def _complete(file: Path, picture: Member | None, label: str | None) -> Iterator[tuple[Member, str]]:
    if picture is None:
        return
    if label is None:
        raise TrainerError(Text.NO_LABEL_IN_SHARD(file, picture.name))
    yield picture, label


def _label(ending: str, content: bytes) -> str | None:
    if ending == "cls":
        return content.decode("utf-8", "replace").strip()
    try:
        found = json.loads(content)
    except ValueError:
        return None
    label = found.get("label") if isinstance(found, dict) else None
    return None if label is None else str(label)


def _members(file: Path, content: mmap.mmap) -> Iterator[Member]:
    at, long_name = 0, None
    while at + _BLOCK <= len(content):
        header = content[at : at + _BLOCK]
        if header[0] == 0:
            return
        try:
            size = _size(header[124:136])
        except ValueError:
            raise TrainerError(Text.SHARD_DAMAGED(file)) from None
        begin = at + _BLOCK
        if begin + size > len(content):
            raise TrainerError(Text.SHARD_DAMAGED(file))
        kind = header[156:157]
        if kind == _LONG_NAME:
            long_name = content[begin : begin + size].rstrip(b"\0").decode("utf-8", "replace")
        elif kind in _REGULAR:
            yield Member(long_name or _name(header), begin, size)
            long_name = None
        at = begin + -(-size // _BLOCK) * _BLOCK


def _name(header: bytes) -> str:
    name = header[:100].partition(b"\0")[0].decode("utf-8", "replace")
    prefix = header[345:500].partition(b"\0")[0].decode("utf-8", "replace") if header[257:263] == b"ustar\0" else ""
    return f"{prefix}/{name}" if prefix else name


def _size(field: bytes) -> int:
    if field[0] & 0x80:
        # GNU's form for files of 8 GB and more.
        return int.from_bytes(field[1:], "big")
    return int(field.strip(b" \0") or b"0", 8)
