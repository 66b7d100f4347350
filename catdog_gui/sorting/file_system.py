"""All steps that touch the user's files, each in its own method, so that tests can make each of them fail."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sys
import time
from typing import TYPE_CHECKING, Protocol

from catdog_gui.pictures.opening import file_descriptor, folder_descriptor, open_file
from catdog_gui.sorting.attributes import FileAttributes, read_attributes, write_attributes
from catdog_gui.sorting.noreplace import rename_noreplace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CHUNK = 1 << 20
_RETRY_DELAYS = (0.05, 0.1, 0.2, 0.4, 0.8)
_LOCKED_WINERRORS = {5, 32, 33}  # access denied (a scanner has it open), sharing violation, lock violation
_CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EACCES, errno.EPERM, errno.EROFS}

# A name that its file system refuses (its bytes, its length) cannot be there either.
_IS_NOT_THERE = {errno.ENOENT, errno.ENOTDIR, errno.EILSEQ, errno.EINVAL, errno.ENAMETOOLONG}


class FileSystem(Protocol):
    """The steps of which moves consist. All raise OSError."""

    def lstat(self, path: Path) -> os.stat_result:
        """The status of the name itself; links are not followed."""

    def rename(self, source: Path, target: Path) -> None:
        """Renames without replacing; FileExistsError if taken."""

    def link(self, source: Path, target: Path) -> None:
        """Gives the file a second name; FileExistsError if taken."""

    def create_exclusive(self, target: Path) -> None:
        """Makes an empty file; FileExistsError if taken."""

    def replace(self, source: Path, target: Path) -> None:
        """Renames and replaces the target, which must be our own reservation."""

    def unlink(self, path: Path) -> None:
        """Removes a name."""

    def read(self, path: Path, limit: int) -> bytes:
        """The content of a small file, or the first `limit` bytes of it."""

    def write(self, part: Path, content: bytes) -> None:
        """Writes the content into a new file and flushes it to the disk."""

    def set_mode(self, part: Path, mode: int) -> None:
        """Sets the permissions and flushes them to the disk, as far as possible."""

    def overwrite(self, part: Path, target: Path) -> None:
        """Renames a new version of a sidecar over the old one, whose content the journal holds."""

    def copy(self, source: Path, part: Path) -> str:
        """Copies the content into a new file and flushes it to the disk; returns the SHA-256 of what was read."""

    def copy_metadata(self, source: Path, part: Path, times: tuple[int, int]) -> None:
        """Gives a copy the permissions and attributes of its source and these times (ns), as far as possible."""

    def attributes(self, path: Path) -> FileAttributes:
        """Permissions, owner and extended attributes of a file."""

    def set_attributes(self, path: Path, attributes: FileAttributes) -> None:
        """Gives a copy those of its original, as far as possible, and flushes them to the disk."""

    def sha256(self, path: Path) -> str:
        """The SHA-256 of the file, read from the disk and not from the page cache where that can be done."""

    def sync(self, folder: Path) -> None:
        """Makes the names in a folder durable."""

    def make_folder(self, folder: Path) -> None:
        """Makes one folder; its parent exists."""

    def remove_folder(self, folder: Path) -> None:
        """Removes one empty folder."""

    def free_bytes(self, folder: Path) -> int:
        """How many bytes fit on the disk of an existing folder."""


class LocalFileSystem:
    """The files of this computer."""

    def lstat(self, path: Path) -> os.stat_result:
        return path.lstat()

    def rename(self, source: Path, target: Path) -> None:
        retry_while_locked(lambda: rename_noreplace(source, target))

    def link(self, source: Path, target: Path) -> None:
        os.link(source, target)

    def create_exclusive(self, target: Path) -> None:
        os.close(_new_private_file(target))

    def replace(self, source: Path, target: Path) -> None:
        retry_while_locked(lambda: source.replace(target))

    def unlink(self, path: Path) -> None:
        retry_while_locked(path.unlink)

    def read(self, path: Path, limit: int) -> bytes:
        with open_file(path) as reader:
            return reader.read(limit)

    def write(self, part: Path, content: bytes) -> None:
        with os.fdopen(_new_private_file(part), "wb") as writer:
            writer.write(content)
            writer.flush()
            os.fsync(writer.fileno())

    def set_mode(self, part: Path, mode: int) -> None:
        with contextlib.suppress(OSError):
            part.chmod(mode)
        _flush(part)

    def overwrite(self, part: Path, target: Path) -> None:
        retry_while_locked(lambda: part.replace(target))

    def copy(self, source: Path, part: Path) -> str:
        digest = hashlib.sha256()
        with open_file(source) as reader, os.fdopen(_new_private_file(part), "wb") as writer:
            while chunk := reader.read(_CHUNK):
                digest.update(chunk)
                writer.write(chunk)
            writer.flush()
            os.fsync(writer.fileno())
        return digest.hexdigest()

    def copy_metadata(self, source: Path, part: Path, times: tuple[int, int]) -> None:
        with contextlib.suppress(OSError):
            shutil.copymode(source, part)
        with contextlib.suppress(OSError):
            shutil.copystat(source, part)
        with contextlib.suppress(OSError):
            os.utime(part, ns=times)
        _flush(part)

    def attributes(self, path: Path) -> FileAttributes:
        return read_attributes(path)

    def set_attributes(self, path: Path, attributes: FileAttributes) -> None:
        write_attributes(path, attributes)
        _flush(path)

    def sha256(self, path: Path) -> str:
        digest = hashlib.sha256()
        with open_file(path) as reader:
            _drop_page_cache(reader.fileno())
            while chunk := reader.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def sync(self, folder: Path) -> None:
        if os.name == "nt":
            return
        try:
            with folder_descriptor(folder) as number:
                os.fsync(number)
        except OSError as error:
            if error.errno not in _CANNOT_SYNC:
                raise

    def make_folder(self, folder: Path) -> None:
        folder.mkdir()

    def remove_folder(self, folder: Path) -> None:
        folder.rmdir()

    def free_bytes(self, folder: Path) -> int:
        usage = shutil.disk_usage(folder)
        # Some file systems do not report their size; there a write will fail.
        return usage.free if usage.total else sys.maxsize


LOCAL: FileSystem = LocalFileSystem()


def lstat_or_none(disk: FileSystem, path: Path) -> os.stat_result | None:
    """The status of a name, or None if there is none.

    Raises:
        OSError: it cannot be read.
    """
    try:
        return disk.lstat(path)
    except OSError as error:
        if error.errno in _IS_NOT_THERE:
            return None
        raise


def retry_while_locked(step: Callable[[], object]) -> None:
    """Repeats a step that Windows refuses while another program, often a virus scanner, holds the file open."""
    for pause in _RETRY_DELAYS:
        try:
            step()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _LOCKED_WINERRORS:
                raise
            time.sleep(pause)
        else:
            return
    step()


def _new_private_file(path: Path) -> int:
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)


def _flush(path: Path) -> None:
    with contextlib.suppress(OSError), file_descriptor(path) as number:
        os.fsync(number)


def _drop_page_cache(number: int) -> None:
    # Otherwise the copy would be compared with the page cache, not with what the disk holds.
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            os.posix_fadvise(number, 0, 0, os.POSIX_FADV_DONTNEED)
