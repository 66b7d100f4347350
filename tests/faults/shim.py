"""Builds shim.c, tells it what to do, and reads its log."""

from __future__ import annotations

import ctypes
import itertools
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

NO_COMPILER = "needs Linux and a C compiler (cc)"
FOR_EVER = 2**62


class Kind(IntEnum):
    """The kinds of calls, as in shim.c; READ is an open that changes nothing."""

    OPEN = 0
    WRITE = 1
    TRUNCATE = 2
    RENAME = 3
    LINK = 4
    UNLINK = 5
    MKDIR = 6
    RMDIR = 7
    SYNC = 8
    MODE = 9
    TIMES = 10
    XATTR = 11
    ALLOCATE = 12
    CLONE = 13
    READ = 14


CHANGES = frozenset(Kind) - {Kind.READ}


class Action(IntEnum):
    """What the shim does at a call, as in shim.c; halfway is after the first half of a write."""

    NOTHING = 0
    KILL_BEFORE = 1
    KILL_HALFWAY = 2
    KILL_AFTER = 3
    FAIL = 4


@dataclass(frozen=True, slots=True)
class Fault:
    """What the shim does to a process.

    Attributes:
        action: what is done at the calls from the `first` to the `last` one, counted from 0.
        error: the errno of `FAIL`; 0 for a write of half the bytes.
        kinds: the kinds of calls that count.
        refuse_noreplace: the errno of every rename that must not replace, as on disks without that call; 0 for none.
        refuse_link: the same for hard links.
        apart: whether renames and links between the first two roots fail, as if they were two disks.
    """

    action: Action = Action.NOTHING
    first: int = 0
    last: int = FOR_EVER
    error: int = 0
    kinds: frozenset[Kind] = CHANGES
    refuse_noreplace: int = 0
    refuse_link: int = 0
    apart: bool = False


class _Control(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_int) for name in ("armed", "action", "error", "log", "kinds", "apart")),
        *((name, ctypes.c_int) for name in ("refuse_noreplace", "refuse_link")),
        *((name, ctypes.c_long) for name in ("count", "first", "last")),
        ("roots", (ctypes.c_char * 1024) * 3),
    )


def can_build() -> bool:
    return os.uname().sysname == "Linux" and shutil.which("cc") is not None


def build(folder: Path) -> Path:
    """Compiles the shim into a folder and returns the library's path; raises CalledProcessError if that fails."""
    library = folder / "shim.so"
    source = Path(__file__).with_name("shim.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-w", "-o", library, source, "-ldl"], check=True)
    return library


@cache
def _control() -> _Control:
    return _Control.in_dll(ctypes.CDLL(None), "shim_control")


def arm(fault: Fault, roots: Sequence[Path], log: Path | None = None) -> None:
    """Tells the shim of this process what to do at the calls below the roots (three at most), and starts to count."""
    control = _control()
    control.armed = 0
    for n, root in enumerate(roots):
        control.roots[n].value = os.fsencode(root)
    control.count, control.first, control.last = 0, fault.first, fault.last
    control.action, control.error, control.apart = fault.action, fault.error, fault.apart
    control.kinds = sum(1 << kind for kind in fault.kinds)
    control.refuse_noreplace, control.refuse_link = fault.refuse_noreplace, fault.refuse_link
    control.log = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600) if log else 0
    control.armed = 1


def disarm() -> int:
    """Ends the faults of this process; returns how many calls were counted."""
    control = _control()
    control.armed = 0
    return int(control.count)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the log, with the state of its file after it.

    `offset` is where a write began, or the new size of a truncation. `flag` says of an open that it made the file, and
    of a sync that it kept only content and size (`fdatasync`).
    """

    kind: Kind
    inode: tuple[int, int]
    offset: int
    mode: int
    mtime_ns: int
    flag: bool
    path: bytes
    other: bytes
    data: bytes


_HEADER = struct.Struct("=iiiiQQqqqqq")


def read_log(log: Path) -> Iterator[Call]:
    """The calls of a log in their order."""
    content, at = log.read_bytes(), 0
    while at < len(content):
        kind, path, other, data, device, inode, _, offset, mode, mtime_ns, flag = _HEADER.unpack_from(content, at)
        ends = [*itertools.accumulate((path, other, data), initial=at + _HEADER.size)]
        texts = (content[start:end] for start, end in itertools.pairwise(ends))
        at = ends[-1]
        yield Call(Kind(kind), (device, inode), offset, mode, mtime_ns, bool(flag), *texts)
