"""A disk and a journal that fail, refuse or stop dead wherever a test wants them to."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from catdog_gui.sorting.file_system import LocalFileSystem
from catdog_gui.sorting.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator


MISLEADING_ERRNOS = {errno.ENOENT, errno.EEXIST}
STEPS_THAT_MAY_MISLEAD = {"rename", "link", "reserve", "copy", "make_folder"}  # a look at the disk is believed


class Killed(BaseException):
    """The process ends here, as with `kill -9`: nothing may be cleaned up on its way."""


@dataclass
class FaultPlan:
    """Counts steps; `kill` and `fail` name the ones at which something happens."""

    kill_at: int | None = None
    fail_at: dict[int, int] = field(default_factory=dict)
    steps: int = 0
    seen: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self._before_step(name)
        yield
        self._count_step()

    def _before_step(self, name: str) -> None:
        self._count_step()
        number = self.fail_at.get(self.steps)
        self.seen.append(name)
        if number is not None and name != "journal":
            self.steps += 1
            raise _error(number if name in STEPS_THAT_MAY_MISLEAD or number not in MISLEADING_ERRNOS else errno.EIO)

    def _count_step(self) -> None:
        self.steps += 1
        if self.steps - 1 == self.kill_at:
            raise Killed


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


class FakeFileSystem(LocalFileSystem):
    """The local disk with refusals: `refuse` maps steps to errnos; `shore` is a folder on "another device"."""

    def __init__(
        self, faults: FaultPlan | None = None, refuse: dict[str, int] | None = None, other_device: Path | None = None
    ):
        self.faults = faults or FaultPlan()
        self.refuse = refuse or {}
        self.other_device = other_device

    @contextmanager
    def _step(self, name: str, *paths: Path) -> Iterator[None]:
        with self.faults.step(name):
            if len(paths) == 2 and self.other_device:
                one, other = (path.is_relative_to(self.other_device) for path in paths)
                if one != other:
                    raise _error(errno.EXDEV)
            if name in self.refuse:
                raise _error(self.refuse[name])
            yield

    def lstat(self, path):
        with self._step("status"):
            return super().lstat(path)

    def rename(self, source, target):
        with self._step("rename", source, target):
            super().rename(source, target)

    def link(self, source, target):
        with self._step("link", source, target):
            super().link(source, target)

    def create_exclusive(self, target):
        with self._step("reserve"):
            super().create_exclusive(target)

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
            self.faults._count_step()
            part.unlink()
            return super().copy(source, part)

    def copy_metadata(self, source, part, times):
        with self._step("dress"):
            super().copy_metadata(source, part, times)

    def sha256(self, path):
        with self._step("digest"):
            return super().sha256(path)

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

    def __init__(self, path: Path, faults: FaultPlan):
        self.faults = FaultPlan()
        super().__init__(path)
        self.faults = faults
        self._read("PRAGMA synchronous = OFF")

    @contextmanager
    def _transaction(self):
        with self.faults.step("journal"), super()._transaction() as db:
            yield db
