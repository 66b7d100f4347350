"""Names the pictures of a source, one after the other: folders, globs, and whatever fsspec has a word for."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import fsspec
import pyarrow.parquet as pq
from fsspec.implementations.local import LocalFileSystem

from catdog_gui.archive.models import ArchiveError, Item, is_container
from catdog_gui.archive.reading import open_container
from catdog_gui.messages import Text, detail
from catdog_gui.pictures.discovery import find_groups
from catdog_gui.pictures.grouping import is_candidate
from catdog_gui.pictures.models import Group, Skipped
from catdog_gui.pictures.naming import split_name
from catdog_gui.pictures.stamp import FileStamp, read_stamp

SkipCallback = Callable[[Skipped], None]

_PAGE = 1000  # the most names that S3 gives at once
_ETAG_KEYS = ("ETag", "etag", "md5Hash", "blob_id", "sha")
_TIME_KEYS = ("LastModified", "last_modified", "updated", "mtime", "created")


def list_items(source: str, output: Path, on_skip: SkipCallback, *, recursive: bool) -> Iterator[Item]:
    """Every picture and container of a source; the folder `output` is passed over.

    Raises:
        ArchiveError: there is nothing of this name, or it cannot be listed.
    """
    filesystem, path = _filesystem(source)
    if isinstance(filesystem, LocalFileSystem):
        found = _list_local(path, output, on_skip, recursive=recursive)
    else:
        found = _list_remote(filesystem, path, recursive=recursive)
    for item in _reporting_errors(source, found):
        if item.path.lower().endswith(".parquet"):
            yield from _row_groups(item)
        else:
            yield item


def file_etag(stamp: FileStamp) -> str:
    """Size and time of a file as one text, as web servers make an etag."""
    return f"{stamp.size:x}-{stamp.mtime_ns:x}"


def _filesystem(source: str) -> tuple[Any, str]:
    try:
        filesystem, path = fsspec.core.url_to_fs(source)
    except (ImportError, ValueError):
        raise ArchiveError(Text.UNKNOWN_STORE(source)) from None
    return filesystem, str(path)


def _reporting_errors(source: str, items: Iterator[Item]) -> Iterator[Item]:
    try:
        yield from items
    except ArchiveError:
        raise
    except Exception as error:
        raise ArchiveError(Text.SOURCE_CANNOT_BE_LISTED(source, detail(error))) from error


def _list_local(path: str, output: Path, on_skip: SkipCallback, *, recursive: bool) -> Iterator[Item]:
    root = Path(path)
    if root.is_dir():
        files = _local_files(root, output, on_skip, recursive=recursive)
    elif root.exists() or not glob.has_magic(path):
        files = iter([root])
    else:
        # Path.glob takes no absolute pattern.
        matching = glob.iglob(path, recursive=True)  # noqa: PTH207
        files = (Path(each) for each in matching if _is_wanted(each))
    for file in files:
        stamp = read_stamp(file)
        if stamp is None and file == root:
            raise ArchiveError(Text.SOURCE_CANNOT_BE_LISTED(path, Text.NO_SUCH_FILE()))
        if stamp is not None:
            pictures = None if is_container(file.name) else 1
            yield Item(str(file), stamp.size, stamp.mtime_ns, file_etag(stamp), pictures=pictures)


def _local_files(root: Path, output: Path, on_skip: SkipCallback, *, recursive: bool) -> Iterator[Path]:
    for found in find_groups(root, recursive=recursive, outputs=frozenset({output})):
        if isinstance(found, Group):
            yield found.picture
        elif is_container(found.path.name) and found.path.is_file():
            yield found.path
        else:
            on_skip(found)


def _list_remote(filesystem: Any, path: str, *, recursive: bool) -> Iterator[Item]:
    for info in _remote_infos(filesystem, path, recursive=recursive):
        if info["type"] == "file" and (_is_wanted(info["name"]) or info["name"] == path):
            yield _remote_item(filesystem, info)


def _remote_infos(filesystem: Any, path: str, *, recursive: bool) -> Iterator[dict[str, Any]]:
    if glob.has_magic(path):
        yield from filesystem.glob(path, detail=True).values()
    elif filesystem.isfile(path):
        yield filesystem.info(path)
    elif recursive and "s3" in _protocols(filesystem):
        yield from _s3_pages(filesystem, path)
    else:
        for _, _, files in filesystem.walk(path, maxdepth=None if recursive else 1, detail=True, on_error="raise"):
            yield from files.values()


def _s3_pages(filesystem: Any, path: str) -> Iterator[dict[str, Any]]:
    """Page by page: fsspec's own `find` and `walk` hold all names of a prefix at once."""
    bucket, _, prefix = path.partition("/")
    going_on: dict[str, str] = {}
    while True:
        page = filesystem.call_s3(
            "list_objects_v2", Bucket=bucket, Prefix=f"{prefix}/" if prefix else "", MaxKeys=_PAGE, **going_on
        )
        for entry in page.get("Contents", ()):
            yield {**entry, "name": f"{bucket}/{entry['Key']}", "size": entry["Size"], "type": "file"}
        if not page.get("IsTruncated"):
            return
        going_on = {"ContinuationToken": page["NextContinuationToken"]}


def _protocols(filesystem: Any) -> tuple[str, ...]:
    return (filesystem.protocol,) if isinstance(filesystem.protocol, str) else tuple(filesystem.protocol)


def _is_wanted(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return is_container(name) or (is_candidate(name) and bool(split_name(name)[1]) and not name.startswith("."))


def _remote_item(filesystem: Any, info: dict[str, Any]) -> Item:
    size = int(info.get("size") or 0)
    modified = next((info[key] for key in _TIME_KEYS if info.get(key)), None)
    modified_ns = round(modified.timestamp() * 1e9) if isinstance(modified, datetime) else None
    etag = next((str(info[key]) for key in _ETAG_KEYS if info.get(key)), f"{size:x}-{modified}")
    url = filesystem.unstrip_protocol(info["name"])
    return Item(url, size, modified_ns, etag.strip('"'), pictures=None if is_container(url) else 1)


def _row_groups(item: Item) -> Iterator[Item]:
    """One item for each row group; the file itself where it cannot be read, which reading it then reports."""
    try:
        with open_container(item) as file:
            metadata = pq.ParquetFile(file).metadata
            rows = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    except Exception:  # noqa: BLE001 - each store has exceptions of its own
        yield item
        return
    for number, count in enumerate(rows):
        yield replace(item, row_group=number, pictures=count)
