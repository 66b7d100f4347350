"""The file that a decoder reads from: bounded in time, and in what it may read before its pixels are asked for."""

from __future__ import annotations

import io
import os
import time
from typing import BinaryIO


class NotOrdinaryError(Exception):
    """The picture may need more memory or time than an ordinary one."""


class BoundedReader(io.RawIOBase):
    """A file whose reads fail after a deadline, and which records whether a decoder read past its end.

    Until `begin_pixels` is called, the reads bring no more than `header_bytes`: some decoders read a whole file then.
    """

    def __init__(self, file: BinaryIO, header_bytes: int, seconds: float) -> None:
        self._file = file
        self._seconds = seconds
        self._deadline = time.monotonic() + self._seconds
        self._allowed: int | None = header_bytes
        self.has_read_past_end = False
        self.size = file.seek(0, os.SEEK_END)
        file.seek(0)

    def begin_pixels(self) -> None:
        """The header is read: from now on any number of bytes may be read, and the time begins again."""
        self._deadline = time.monotonic() + self._seconds
        self._allowed = None
        self.has_read_past_end = False

    def read(self, size: int = -1) -> bytes:
        if time.monotonic() > self._deadline:
            raise TimeoutError
        if self._allowed is not None:
            left = max(0, self.size - self._file.tell())
            self._allowed -= left if size < 0 else min(size, left)
            if self._allowed < 0:
                raise NotOrdinaryError
        data = self._file.read(size)
        self.has_read_past_end = self.has_read_past_end or (not data and size != 0)
        return data

    def read_raw(self, size: int) -> bytes:
        """Bytes for ourselves, not for a decoder."""
        return self._file.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True
