"""Makes the C library's allocator return the memory of decoded pictures to the system."""

from __future__ import annotations

import ctypes
import platform

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_MMAP_THRESHOLD_BYTES = 256 << 10
_MAX_ARENAS = 2


def tune_malloc() -> None:
    """With glibc, blocks of the size of a picture go back to the system when they are freed.

    Left to itself it learns from the first of them to keep all that follow, in an arena for each thread: a third of
    the window's memory after some scrolling, and 2 GB after eight threads decoded one large picture each.
    """
    if platform.libc_ver()[0] != "glibc":
        return
    library = ctypes.CDLL(None)
    library.mallopt(_M_MMAP_THRESHOLD, _MMAP_THRESHOLD_BYTES)
    library.mallopt(_M_ARENA_MAX, _MAX_ARENAS)
