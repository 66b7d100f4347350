"""Checks the paths and numbers that a command was given, before any work begins."""

from __future__ import annotations

import argparse
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from catdog_gui.cli.console import UsageError
from catdog_gui.sorting.error_messages import error_message


def require_readable(path: Path) -> None:
    """Checks that there is something at `path`, and that it can be listed if it is a folder.

    Raises:
        UsageError: there is nothing, or it cannot be read.
    """
    with _as_usage_error(path, "cannot be read"):
        if stat.S_ISDIR(path.stat().st_mode):
            os.scandir(path).close()


def require_folder(path: Path) -> None:
    """Checks that `path` is a folder that can be listed.

    Raises:
        UsageError: it is no folder, or cannot be listed.
    """
    require_readable(path)
    if not path.is_dir():
        raise UsageError(f"{path} is no folder: name the folder that the pictures are in")


def require_writable_folder(path: Path, advice: str) -> None:
    """Checks that files can be put into the folder `path`, or that it can be made; `advice` says what else to do.

    Raises:
        UsageError: they cannot.
    """
    with _as_usage_error(path, "cannot be written"):
        existing = next(each for each in (path, *path.parents) if _is_there(each))
        if not existing.is_dir():
            raise UsageError(f"{existing} is a file, no folder: {advice}")
        if not os.access(existing, os.W_OK | os.X_OK):
            raise UsageError(f"{existing} may not be written into: {advice}")


def number_type(kind: type[int] | type[float], minimum: float, maximum: float, message: str) -> Callable[[str], float]:
    """The `type` of an option that is a number; `message` is the error, and names the bounds."""

    def read(text: str) -> float:
        try:
            number = kind(text)
        except ValueError:
            number = kind(minimum) - 1
        if not minimum <= number <= maximum:
            raise argparse.ArgumentTypeError(f"{message}, not {text}")
        return number

    return read


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


@contextmanager
def _as_usage_error(path: Path, what: str) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(f"there is no {path}") from None
    except OSError as error:
        raise UsageError(f"{path} {what}: {error_message(error)}") from None
    except ValueError:
        raise UsageError(f"{path!r} is no possible path") from None
