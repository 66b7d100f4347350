"""Fetches the bytes of pictures, with the bounds that hold for files of this computer: size, memory and time."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
from fsspec.implementations.local import LocalFileSystem

from catdog_gui.archive.models import ArchiveError, Item
from catdog_gui.messages import Message, Text, detail
from catdog_gui.pictures.decoding import MAX_BYTES, MAX_SECONDS
from catdog_gui.pictures.memory import MemoryBudget
from catdog_gui.pictures.naming import PICTURE_SUFFIXES, split_name
from catdog_gui.pictures.opening import open_linked_file

_ROWS_AT_ONCE = 16
_BUFFER_BYTES = 1 << 20
# Of all threads of a process together.
_FETCHED = MemoryBudget(MAX_BYTES)


class Fetched(NamedTuple):
    """A picture as `open_picture` takes it, or the sentence why it is not to be opened."""

    path: str
    size: int
    source: Path | bytes | Message


def fetched(item: Item) -> Iterator[Fetched]:
    """The pictures of an item, one after the other; each counts in the memory budget until the next is asked for.

    Raises:
        ArchiveError: it cannot be fetched, at the beginning or at any step, or holds no pictures.
    """
    pictures = _container_pictures(item) if item.is_container else _file(item)
    try:
        yield from pictures
    except ArchiveError:
        raise
    except (tarfile.TarError, pa.ArrowInvalid):
        raise ArchiveError(Text.CONTENT_INVALID()) from None
    except TimeoutError:
        raise ArchiveError(Text.CANNOT_BE_FETCHED(Text.READING_TIMED_OUT(f"{MAX_SECONDS:.0f}"))) from None
    except Exception as error:  # noqa: BLE001 - each store has exceptions of its own
        raise ArchiveError(Text.CANNOT_BE_FETCHED(detail(error))) from None


def open_container(item: Item) -> IO[bytes]:
    """Opens a tar or parquet file for reading; on this computer only an ordinary file, or a link to one.

    Raises:
        OSError: it cannot be opened. Stores have exceptions of their own too.
    """
    filesystem, path = fsspec.core.url_to_fs(item.path)
    if isinstance(filesystem, LocalFileSystem):
        return open_linked_file(Path(path))
    opened: IO[bytes] = filesystem.open(path, "rb")
    return opened


def _container_pictures(item: Item) -> Iterator[Fetched]:
    return _tar_members(item) if item.path.lower().endswith(".tar") else _parquet_rows(item)


def _file(item: Item) -> Iterator[Fetched]:
    filesystem, path = fsspec.core.url_to_fs(item.path)
    if isinstance(filesystem, LocalFileSystem):
        yield Fetched(item.path, item.bytes, Path(item.path))
    elif refused := _refusal(item.bytes):
        yield Fetched(item.path, item.bytes, refused)
    else:
        # Only stores that are asked over a network know a time limit.
        limits = {"timeout": MAX_SECONDS} if filesystem.async_impl else {}
        with _FETCHED.reserve(item.bytes):
            yield Fetched(item.path, item.bytes, filesystem.cat_file(path, start=0, end=item.bytes, **limits))


def _refusal(size: int) -> Message | None:
    if size == 0:
        return Text.EMPTY_FILE()
    return Text.LARGER_THAN(MAX_BYTES >> 30) if size > MAX_BYTES else None


def _tar_members(item: Item) -> Iterator[Fetched]:
    # Read as a stream: nothing is unpacked, so the names in it lead nowhere.
    with open_container(item) as file, tarfile.open(fileobj=file, mode="r|") as tar:
        for member in tar:
            if not member.isreg() or member.issparse() or split_name(member.name)[1] not in PICTURE_SUFFIXES:
                continue
            path = f"{item.path}#{member.name}"
            if refused := _refusal(member.size):
                yield Fetched(path, member.size, refused)
                continue
            with _FETCHED.reserve(member.size):
                opened = tar.extractfile(member)
                yield Fetched(path, member.size, opened.read() if opened else Text.CONTENT_INVALID())


def _parquet_rows(item: Item) -> Iterator[Fetched]:
    with open_container(item) as file:
        table = pq.ParquetFile(file, buffer_size=_BUFFER_BYTES)
        column = _picture_column(table.schema_arrow)
        groups = None if item.row_group is None else [item.row_group]
        row = 0
        for batch in table.iter_batches(_ROWS_AT_ONCE, row_groups=groups, columns=[column]):
            for value in batch.column(0).to_pylist():
                yield _picture_in(f"{item.name}/{row}", value)
                row += 1


def _picture_in(path: str, value: Any) -> Fetched:
    """The hub writes a picture as its bytes with its name, other programs as its bytes alone."""
    content = value.get("bytes") if isinstance(value, dict) else value
    if isinstance(value, dict) and value.get("path"):
        path = f"{path}/{value['path']}"
    content = content or b""
    return Fetched(path, len(content), _refusal(len(content)) or content)


def _picture_column(schema: pa.Schema) -> str:
    for field in schema:
        kind = field.type
        if pa.types.is_struct(kind) and kind.get_field_index("bytes") >= 0:
            return str(field.name)
        if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            return str(field.name)
    raise ArchiveError(Text.NO_PICTURE_COLUMN())
