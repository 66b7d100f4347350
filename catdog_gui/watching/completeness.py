"""Whether a picture file is complete.

A decoder fills in missing data, so a download that paused at two thirds opens like a complete picture. But each format
states its length or marks its end. This module checks that and decodes nothing. An unknown format counts as complete.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from catdog_gui.pictures.opening import open_file

_CHUNK = 1 << 16
# Of the parts of a picture, each costs some reads: this is a picture of 200 MB in the smallest usual parts, in seconds.
_MAX_READS = 1 << 21
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Within a scan, 0xFF is followed by 0x00 (data), by 0xD0 to 0xD7 (a restart) or by 0xFF (a fill byte).
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG_END, _JPEG_SCAN = 0xD9, 0xDA
_JPEG_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def is_complete(path: Path) -> bool:
    """Whether nothing is missing at the end of a picture; True for an unknown format.

    Raises:
        OSError: the file cannot be read.
    """
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(16)
        check = _check_for(head)
        try:
            return check is None or check(_CountedReads(file), size)
        except (struct.error, IndexError, EOFError):
            return False  # the file ends within a length field
        except _TooManyPartsError:
            return True  # not a picture that anybody made: the decoder will report it


class _TooManyPartsError(Exception):
    """To read all of them would take minutes."""


class _CountedReads:
    """A file that may be read only so many times: a picture may consist of a billion empty parts."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._left = _MAX_READS

    def read(self, count: int) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise _TooManyPartsError
        return self._file.read(count)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)


_Check = Callable[[_CountedReads, int], bool]


def _check_for(head: bytes) -> _Check | None:
    if head.startswith(b"\xff\xd8"):
        return _is_jpeg_complete
    if head.startswith(_PNG_SIGNATURE):
        return _is_png_complete
    if head.startswith((b"GIF87a", b"GIF89a")):
        return _is_gif_complete
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return lambda file, size: size >= 8 + int.from_bytes(_read_at(file, 4, 4), "little")
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return lambda file, size: size >= int.from_bytes(_read_at(file, 2, 4), "little")
    return _is_isobmff_complete if head[4:8] == b"ftyp" else None


def _read_at(file: _CountedReads, offset: int, count: int) -> bytes:
    file.seek(offset)
    return _read_exactly(file, count)


def _read_exactly(file: _CountedReads, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise EOFError
    return data


def _is_jpeg_complete(file: _CountedReads, size: int) -> bool:
    offset = 2
    while offset < size:
        mark, code = _read_at(file, offset, 2)
        if mark != 0xFF:
            return True  # not a valid JPEG: the decoder will report it
        if code == 0xFF:
            offset += 1
        elif code == _JPEG_END:
            return True
        elif code in _JPEG_STANDALONE:
            offset += 2
        else:
            offset += 2 + int.from_bytes(_read_at(file, offset + 2, 2), "big")
            if code == _JPEG_SCAN:
                offset = _end_of_scan(file, offset)
    return False


def _end_of_scan(file: _CountedReads, offset: int) -> int:
    file.seek(offset)
    while data := file.read(_CHUNK):
        found = _JPEG_MARKER.search(data)
        if found:
            return offset + found.start()
        if data.endswith(b"\xff") and len(data) > 1:  # the marker may be split between two chunks
            file.seek(-1, os.SEEK_CUR)
            data = data[:-1]
        offset += len(data)
    raise EOFError


def _is_png_complete(file: _CountedReads, size: int) -> bool:
    offset = len(_PNG_SIGNATURE)
    while offset + 12 <= size:
        length, kind = struct.unpack(">I4s", _read_at(file, offset, 8))
        offset += 12 + length
        if kind == b"IEND":
            return bool(offset <= size)
    return False


def _is_gif_complete(file: _CountedReads, size: int) -> bool:
    flags: int = _read_at(file, 10, 3)[0]
    offset = 13 + _colour_table_size(flags)
    while offset < size:
        kind: int = _read_at(file, offset, 1)[0]
        if kind == 0x3B:
            return True
        if kind == 0x21:
            offset = _after_sub_blocks(file, offset + 2)
        elif kind == 0x2C:
            flags = _read_at(file, offset + 9, 1)[0]
            offset = _after_sub_blocks(file, offset + 10 + _colour_table_size(flags) + 1)
        else:
            return True  # not a valid GIF: the decoder will report it
    return False


def _colour_table_size(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_sub_blocks(file: _CountedReads, offset: int) -> int:
    while length := _read_at(file, offset, 1)[0]:
        offset += 1 + length
    return offset + 1


def _is_isobmff_complete(file: _CountedReads, size: int) -> bool:
    """HEIF and AVIF are a sequence of boxes, each with its length (ISO/IEC 14496-12)."""
    offset = 0
    while offset < size:
        if size - offset < 8:
            return not any(_read_at(file, offset, size - offset))  # some writers pad with zeros
        length = int.from_bytes(_read_at(file, offset, 4), "big")
        if length == 1:
            length = int.from_bytes(_read_at(file, offset + 8, 8), "big")
        if length == 0:
            return True
        if length < 8:
            return False
        offset += length
    return offset == size
