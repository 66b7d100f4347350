"""Many strings in a file that is mapped into memory: ten million names cost no memory that is not in use."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from trainer.lazy_strings import LazyStrings


@dataclass(frozen=True, eq=False)
class StringTable(LazyStrings):
    """Names of files, whatever bytes they have. `ends[i]` is where string i ends in `text`."""

    text: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.int64]

    @classmethod
    def of(cls, strings: Iterable[str]) -> StringTable:
        """Writes the strings, one at a time, to files without a name, which go with the table."""
        with tempfile.TemporaryFile() as text, tempfile.TemporaryFile() as ends:
            end = 0
            for string in strings:
                encoded = os.fsencode(string)
                end += len(encoded)
                text.write(encoded)
                ends.write(end.to_bytes(8, "little"))
            return cls(mapped(text, np.dtype(np.uint8)), mapped(ends, np.dtype("<i8")))

    def __len__(self) -> int:
        return len(self.ends)

    def _at(self, index: int) -> str:
        start = int(self.ends[index - 1]) if index else 0
        return os.fsdecode(self.text[start : int(self.ends[index])].tobytes())


def mapped(file: IO[bytes], dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    """What was written to `file`, mapped into memory; it may be closed afterwards."""
    file.flush()
    if file.tell() == 0:
        # Nothing cannot be mapped.
        return np.empty(0, dtype)
    return np.memmap(file, dtype, "r")
