"""Opens paths that this program did not make.

Behind a name may be anything: opening a named pipe waits for a writer, and a link leads elsewhere. So every such open
says what it expects: an ordinary file or a folder. A test finds the opens that do not go through this module.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path

_FILE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_DIRECTORY", 0)


class NoOrdinaryFileError(OSError):
    """A device, a pipe, a socket, or a folder is where an ordinary file was expected."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, "not an ordinary file", str(path))


def open_linked_file(path: Path) -> io.BufferedReader:
    """Opens an ordinary file, or a link to one, for reading.

    Raises:
        OSError: it cannot be opened; NoOrdinaryFileError if it is no ordinary file.
    """
    return _checked(path, os.open(path, _FILE))


def open_file(path: Path) -> io.BufferedReader:
    """Opens an ordinary file for reading; raises what `open_linked_file` raises, and OSError for a link."""
    return _checked(path, os.open(path, _FILE | _NO_LINK))


def read_linked_file(path: Path) -> bytes:
    """The content of an ordinary file, or of a link to one; raises what `open_linked_file` raises."""
    with open_linked_file(path) as file:
        return file.read()


@contextlib.contextmanager
def file_descriptor(path: Path) -> Iterator[int]:
    """The descriptor of an ordinary file that is open for reading; raises what `open_file` raises."""
    with open_file(path) as file:
        yield file.fileno()


@contextlib.contextmanager
def folder_descriptor(path: Path) -> Iterator[int]:
    """The descriptor of a folder, or of a link to one; NotADirectoryError if it is none."""
    number = os.open(path, _FOLDER)
    try:
        yield number
    finally:
        os.close(number)


def _checked(path: Path, number: int) -> io.BufferedReader:
    if stat.S_ISREG(os.fstat(number).st_mode):
        return os.fdopen(number, "rb")
    os.close(number)
    raise NoOrdinaryFileError(path)
