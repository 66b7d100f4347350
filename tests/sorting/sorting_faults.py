"""A file system and a journal that fail, or end the process, at the point that a test names."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from catdog_gui.sorting.file_system import LocalFileSystem
from catdog_gui.sorting.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from catdog_gui.sorting.attributes import FileAttributes


# The three ways in which a file gets its new name; each is taken where the system refuses those before it.
RENAME_METHODS = {
    "rename": {},
    "link": {"rename": errno.EINVAL},
    "reserve": {"rename": errno.ENOSYS, "link": errno.EPERM},
}
MISLEADING_ERRNOS = {errno.ENOENT, errno.EEXIST}
# Steps that may report ENOENT or EEXIST wrongly. From `lstat` these are an answer, and the program believes it.
MAY_MISLEAD_BEFORE = {"rename", "link", "create_exclusive", "copy", "make_folder"}
# Steps that may report them although they were done, as on NFS when a call is sent a second time.
MAY_MISLEAD_AFTER = {"rename", "link", "unlink"}


class Killed(BaseException):
    """The process ends here, as with `kill -9`: no code may clean up after it."""


@dataclass
class FaultPlan:
    """Counts two points for each step, before and after it; `kill_at` and `fail_at` name those where it goes wrong."""

    kill_at: int | None = None
    fail_at: dict[int, int] = field(default_factory=dict)
    points: int = 0
    steps: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.steps.append(name)
        self.pass_point(name, MAY_MISLEAD_BEFORE)
        yield
        self.pass_point(name, MAY_MISLEAD_AFTER)

    def pass_point(self, name: str, may_mislead: Collection[str] = ()) -> None:
        point, self.points = self.points, self.points + 1
        if point == self.kill_at:
            raise Killed
        number = self.fail_at.get(point)
        if number is not None and name != "journal":
            raise _error(number if name in may_mislead or number not in MISLEADING_ERRNOS else errno.EIO)


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


class FakeFileSystem(LocalFileSystem):
    """The local disk with faults.

    `refuse` maps the name of a step to the errno that it always gives; the steps in `lost_answers` are done and then
    report an error all the same; `other_device` is a folder that plays another disk.
    """

    def __init__(
        self,
        faults: FaultPlan | None = None,
        refuse: dict[str, int] | None = None,
        other_device: Path | None = None,
        lost_answers: Collection[str] = (),
    ):
        self.faults = faults or FaultPlan()
        self.refuse = refuse or {}
        self.other_device = other_device
        self.lost_answers = lost_answers

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
            if name in self.lost_answers:
                raise _error(errno.EIO)

    def lstat(self, path: Path) -> os.stat_result:
        with self._step("lstat"):
            return super().lstat(path)

    def rename(self, source: Path, target: Path) -> None:
        with self._step("rename", source, target):
            super().rename(source, target)

    def link(self, source: Path, target: Path) -> None:
        with self._step("link", source, target):
            super().link(source, target)

    def create_exclusive(self, target: Path) -> None:
        with self._step("create_exclusive"):
            super().create_exclusive(target)

    def replace(self, source: Path, target: Path) -> None:
        with self._step("replace", source, target):
            assert target.stat().st_size == 0, "only an empty reservation may be replaced"
            super().replace(source, target)

    def unlink(self, path: Path) -> None:
        with self._step("unlink"):
            super().unlink(path)

    def read(self, path: Path, limit: int) -> bytes:
        with self._step("read"):
            return super().read(path, limit)

    def write(self, part: Path, content: bytes) -> None:
        with self._step("write"):
            part.write_bytes(content[: len(content) // 2])
            self.faults.pass_point("write")
            part.unlink()
            super().write(part, content)

    def set_mode(self, part: Path, mode: int) -> None:
        with self._step("set_mode"):
            super().set_mode(part, mode)

    def overwrite(self, part: Path, target: Path) -> None:
        with self._step("overwrite", part, target):
            super().overwrite(part, target)

    def copy(self, source: Path, part: Path) -> str:
        with self._step("copy"):
            part.write_bytes(source.read_bytes()[: source.stat().st_size // 2])
            self.faults.pass_point("copy")
            part.unlink()
            return super().copy(source, part)

    def copy_metadata(self, source: Path, part: Path, times: tuple[int, int]) -> None:
        with self._step("copy_metadata"):
            super().copy_metadata(source, part, times)

    def set_attributes(self, path: Path, attributes: FileAttributes) -> None:
        with self._step("set_attributes"):
            super().set_attributes(path, attributes)

    def sha256(self, path: Path) -> str:
        with self._step("sha256"):
            return super().sha256(path)

    def sync(self, folder: Path) -> None:
        with self._step("sync"):
            """No fsync: the tests end processes, not power."""

    def make_folder(self, folder: Path) -> None:
        with self._step("make_folder"):
            super().make_folder(folder)

    def remove_folder(self, folder: Path) -> None:
        with self._step("remove_folder"):
            super().remove_folder(folder)


class FakeJournal(Journal):
    """A journal whose process may end before or after each of its transactions."""

    def __init__(self, path: Path, faults: FaultPlan) -> None:
        self.faults = FaultPlan()
        super().__init__(path)
        self.faults = faults
        self._read("PRAGMA synchronous = OFF")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self.faults.step("journal"), super()._transaction() as db:
            yield db
