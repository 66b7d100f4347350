"""The list of what is to be scored, in a file that vanishes: its length costs no memory."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import astuple

from catdog_gui.archive.models import Item

CHUNK_ITEMS = 64


class TodoList:
    """Items in the order in which they were added; a file of the system's temporary folder holds them.

    Attributes:
        pictures: how many there are in all items; None where only reading one shows that.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="ascii")  # noqa: SIM115 - closed with this object
        self._count = 0
        self.pictures: int | None = 0

    def __len__(self) -> int:
        return self._count

    def add(self, item: Item) -> None:
        self._file.write(json.dumps(astuple(item)) + "\n")
        self._count += 1
        self.pictures = None if self.pictures is None or item.pictures is None else self.pictures + item.pictures

    def chunks(self) -> Iterator[list[Item]]:
        """The items in the portions that a worker gets at once: many files, or one container."""
        self._file.seek(0)
        chunk: list[Item] = []
        for line in self._file:
            item = Item(*json.loads(line))
            if item.is_container:
                yield [item]
                continue
            chunk.append(item)
            if len(chunk) == CHUNK_ITEMS:
                yield chunk
                chunk = []
        if chunk:
            yield chunk
