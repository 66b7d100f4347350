"""What a table holds already: items that are unchanged are not scored again."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from catdog_gui.archive.models import Item
from catdog_gui.archive.table import arrow_text, keep_rows, parts

_Hashes = npt.NDArray[np.uint64]
_KEY_COLUMNS = ["item", "etag", "model"]


class KnownItems:
    """The items of a table by their name, with what they were scored as: 17 bytes of memory for each.

    An item that is listed again with another etag, or scored by another model, is stale: its rows go before new ones
    come, so that no picture has two.
    """

    def __init__(self, folder: Path, model: str) -> None:
        self._folder = folder
        self._model = model
        hashes = [_part_hashes(part) for part in parts(folder)]
        names = np.concatenate([np.empty(0, np.uint64), *(names for names, _ in hashes)])
        keys = np.concatenate([np.empty(0, np.uint64), *(keys for _, keys in hashes)])
        self._names, first = np.unique(names, return_index=True)
        self._keys: _Hashes = keys[first]
        self._stale = np.zeros(len(self._names), np.bool_)

    def has(self, item: Item) -> bool:
        """Whether the item is in the table as it is now; if it is there as it was, it becomes stale."""
        name = np.uint64(_hash(arrow_text(item.name)))
        index = int(np.searchsorted(self._names, name))
        if index == len(self._names) or self._names[index] != name:
            return False
        if self._keys[index] == _hash(_key(arrow_text(item.name), item.etag, self._model)):
            return True
        self._stale[index] = True
        return False

    def drop_stale(self) -> None:
        """Takes the rows of stale items out of the table.

        Raises:
            OSError: a part cannot be written.
        """
        stale = self._names[self._stale]
        if not len(stale):
            return
        for part in parts(self._folder):
            names = _hashes(pq.read_table(part, columns=["item"], partitioning=None).column("item").to_pylist())
            is_kept = ~np.isin(names, stale)
            if not is_kept.all():
                keep_rows(part, is_kept)


def _part_hashes(part: Path) -> tuple[_Hashes, _Hashes]:
    """The names of a part's items and their keys, each item once."""
    columns = pq.read_table(part, columns=_KEY_COLUMNS, partitioning=None).to_pydict()
    known = dict(zip(columns["item"], zip(columns["etag"], columns["model"], strict=True), strict=True))
    return _hashes([*known]), _hashes([_key(name, etag or "", model) for name, (etag, model) in known.items()])


def _key(name: str, etag: str, model: str) -> str:
    return f"{name}\0{etag}\0{model}"


def _hashes(texts: list[str]) -> _Hashes:
    return np.fromiter((_hash(text) for text in texts), np.uint64, len(texts))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
