"""A disk and a journal that fail, refuse or stop dead wherever a test wants them to."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from catdog_gui.sorting.file_system import LocalDisk
from catdog_gui.sorting.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator


LIES = {errno.ENOENT, errno.EEXIST}
MAY_BE_WRONG = {"rename", "link", "reserve", "copy", "make_folder"}  # a look at the disk is believed


class Killed(BaseException):
    """The process ends here, as with `kill -9`: nothing may be cleaned up on its way."""


@dataclass
class Fate:
    """Counts steps; `kill` and `fail` name the ones at which something happens."""

    kill: int | None = None
    fail: dict[int, int] = field(default_factory=dict)
    steps: int = 0
    seen: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self._arrive(name)
        yield
        self._die_here()

    def _arrive(self, name: str) -> None:
        self._die_here()
        number = self.fail.get(self.steps)
        self.seen.append(name)
        if number is not None and name != "journal":
            self.steps += 1
            raise _error(number if name in MAY_BE_WRONG or number not in LIES else errno.EIO)

    def _die_here(self) -> None:
        self.steps += 1
        if self.steps - 1 == self.kill:
            raise Killed


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


class FakeDisk(LocalDisk):
    """The local disk with refusals: `refuse` maps steps to errnos; `shore` is a folder on "another device"."""

    def __init__(self, fate: Fate | None = None, refuse: dict[str, int] | None = None, shore: Path | None = None):
        self.fate = fate or Fate()
        self.refuse = refuse or {}
        self.shore = shore

    @contextmanager
    def _step(self, name: str, *paths: Path) -> Iterator[None]:
        with self.fate.step(name):
            if len(paths) == 2 and self.shore:
                one, other = (path.is_relative_to(self.shore) for path in paths)
                if one != other:
                    raise _error(errno.EXDEV)
            if name in self.refuse:
                raise _error(self.refuse[name])
            yield

    def status(self, path):
        with self._step("status"):
            return super().status(path)

    def rename(self, source, target):
        with self._step("rename", source, target):
            super().rename(source, target)

    def link(self, source, target):
        with self._step("link", source, target):
            super().link(source, target)

    def reserve(self, target):
        with self._step("reserve"):
            super().reserve(target)

    def replace(self, source, target):
        with self._step("replace", source, target):
            assert target.stat().st_size == 0, "only an empty reservation may be replaced"
            super().replace(source, target)

    def unlink(self, path):
        with self._step("unlink"):
            super().unlink(path)

    def copy(self, source, part):
        with self._step("copy"):
            part.write_bytes(source.read_bytes()[: source.stat().st_size // 2])
            self.fate._die_here()
            part.unlink()
            return super().copy(source, part)

    def dress(self, source, part, times):
        with self._step("dress"):
            super().dress(source, part, times)

    def digest(self, path):
        with self._step("digest"):
            return super().digest(path)

    def sync(self, folder):
        with self._step("sync"):
            """No fsync: the tests end processes, not power."""

    def make_folder(self, folder):
        with self._step("make_folder"):
            super().make_folder(folder)

    def remove_folder(self, folder):
        with self._step("remove_folder"):
            super().remove_folder(folder)


class FakeJournal(Journal):
    """A journal whose process may end before or after each of its transactions."""

    def __init__(self, path: Path, fate: Fate):
        self.fate = Fate()
        super().__init__(path)
        self.fate = fate
        self._read("PRAGMA synchronous = OFF")

    @contextmanager
    def _writing(self):
        with self.fate.step("journal"), super()._writing() as db:
            yield db
