"""Renames a file by the system call that never replaces another file."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_AT_FDCWD = -100
_RENAME_NOREPLACE = 1
_RENAME_EXCL = 4
_SYSCALLS = {"x86_64": 316, "aarch64": 276, "riscv64": 276, "i686": 353, "armv7l": 382, "ppc64le": 357, "s390x": 347}


def rename_noreplace(source: Path, target: Path) -> None:
    """Renames atomically.

    Raises:
        FileExistsError: `target` is taken.
        OSError: with ENOSYS, EINVAL or ENOTSUP if the system or the file system has no such call; else another errno.
    """
    if os.name == "nt":
        source.rename(target)  # on Windows it does not replace
        return
    call = _native()
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), source, None, target)
    if call(os.fsencode(source), os.fsencode(target)) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), source, None, target)


@cache
def _native() -> Callable[[bytes, bytes], int] | None:
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        return _darwin(libc)
    return _glibc(libc) or _syscall(libc) if sys.platform.startswith("linux") else None


def _darwin(libc: ctypes.CDLL) -> Callable[[bytes, bytes], int] | None:
    function = getattr(libc, "renamex_np", None)
    if function is None:
        return None
    function.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_uint]
    return lambda source, target: int(function(source, target, _RENAME_EXCL))


def _glibc(libc: ctypes.CDLL) -> Callable[[bytes, bytes], int] | None:
    function = getattr(libc, "renameat2", None)
    if function is None:
        return None
    function.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
    return lambda source, target: int(function(_AT_FDCWD, source, _AT_FDCWD, target, _RENAME_NOREPLACE))


def _syscall(libc: ctypes.CDLL) -> Callable[[bytes, bytes], int] | None:
    number = _SYSCALLS.get(platform.machine())
    if number is None:
        return None
    function = libc.syscall
    function.restype = ctypes.c_long
    function.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
    return lambda source, target: int(function(number, _AT_FDCWD, source, _AT_FDCWD, target, _RENAME_NOREPLACE))
