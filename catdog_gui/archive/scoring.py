"""Scores what is missing or changed in a table: the list first, then the rows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from catdog_gui.archive.known import KnownItems
from catdog_gui.archive.models import ArchiveError, Item, Row
from catdog_gui.archive.table import TableInfo, TableWriter, read_info
from catdog_gui.archive.todo import TodoList
from catdog_gui.messages import Text
from catdog_gui.storage import LockedError, file_lock

ListedCallback = Callable[[int], None]


@contextmanager
def open_table(folder: Path, info: TableInfo) -> Iterator[TableWriter]:
    """The table in a folder, for one writer at a time; at the end, what was added is in it.

    Raises:
        ArchiveError: another run writes into it, it holds other classes, or it is no table.
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with file_lock(folder / ".lock"):
            there = read_info(folder)
            if there is not None and there.classes != info.classes:
                raise ArchiveError(Text.TABLE_OF_OTHER_CLASSES(folder, ", ".join(there.classes)))
            for draft in folder.glob(".part-*.parquet"):
                draft.unlink()  # of a run that was killed
            writer = TableWriter(folder, info)
            try:
                yield writer
            finally:
                writer.flush()
    except LockedError:
        raise ArchiveError(Text.TABLE_IN_USE(folder)) from None


def list_todo(
    items: Iterable[Item], folder: Path, model: str, on_listed: ListedCallback, stop: threading.Event
) -> TodoList:
    """What of `items` the table does not have as it is now; takes what it has as it was out of the table.

    Raises:
        OSError: a part of the table cannot be written.
    """
    known, todo = KnownItems(folder, model), TodoList()
    for number, item in enumerate(items, 1):
        if not known.has(item):
            todo.add(item)
        on_listed(number)
        if stop.is_set():
            return todo
    known.drop_stale()
    return todo


def each_once(items: Iterable[Item]) -> Iterator[Item]:
    """The items without repetitions, which overlapping sources bring; remembers every name."""
    seen: set[str] = set()
    for item in items:
        if item.name not in seen:
            seen.add(item.name)
            yield item


def write_rows(chunks: Iterable[list[Row]], writer: TableWriter) -> Iterator[Row]:
    """Writes rows, and yields each.

    Raises:
        OSError: a part of the table cannot be written.
    """
    for rows in chunks:
        writer.add(rows)
        yield from rows
