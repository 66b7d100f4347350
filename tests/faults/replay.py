"""What a power cut may leave of what the shim's log says was done.

What was synced stays: content after `fsync` or `fdatasync` of the file, permissions and times after its `fsync`, names
after either of their folder. Of the rest, any part may be on the disk, in any order, and a write may be torn
between two sectors. One rename is one step, and is durable with either of its folders. A name is lost with its folder:
to sync a new folder does not keep the folder's own name, which is in its parent.
"""

from __future__ import annotations

import os
import random
import shutil
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from shim import Call, Kind

_SECTOR = 512

Slot = tuple[int, bytes]  # a folder's node, and a name in it


@dataclass(frozen=True, slots=True)
class Names:
    """Names that change in one step: each slot leads to a node, or to nothing any more."""

    slots: tuple[tuple[Slot, int | None], ...]
    was: tuple[int | None, ...]

    @property
    def nodes(self) -> frozenset[int]:
        return frozenset(folder for (folder, _), _ in self.slots)


@dataclass(frozen=True, slots=True)
class Content:
    """A write, or a truncation where `data` is None."""

    node: int
    offset: int
    data: bytes | None
    mtime_ns: int

    @property
    def nodes(self) -> frozenset[int]:
        return frozenset({self.node})


@dataclass(frozen=True, slots=True)
class Attributes:
    node: int
    mode: int
    mtime_ns: int

    @property
    def nodes(self) -> frozenset[int]:
        return frozenset({self.node})


Change = Names | Content | Attributes


@dataclass(slots=True)
class Node:
    """A file or folder without its names."""

    mode: int
    mtime_ns: int = 0
    content: bytearray | None = None  # None for a folder

    def copy(self) -> Node:
        return replace(self, content=None if self.content is None else bytearray(self.content))


@dataclass(slots=True)
class Disk:
    """Nodes and names; the roots are the nodes 0, 1 and 2."""

    roots: Sequence[Path]
    nodes: list[Node] = field(default_factory=list)
    names: dict[Slot, int] = field(default_factory=dict)
    inodes: dict[tuple[int, int], int] = field(default_factory=dict)

    @classmethod
    def read(cls, roots: Sequence[Path]) -> Disk:
        """The disk as it is."""
        disk = cls(roots)
        for root in roots:
            disk._add(root)
        for number, root in enumerate(roots):
            disk._read_folder(number, root)
        return disk

    def _add(self, path: Path) -> int:
        status = path.lstat()
        content = None if stat.S_ISDIR(status.st_mode) else bytearray(path.read_bytes())
        self.nodes.append(Node(stat.S_IMODE(status.st_mode), status.st_mtime_ns, content))
        self.inodes[status.st_dev, status.st_ino] = len(self.nodes) - 1
        return len(self.nodes) - 1

    def _read_folder(self, number: int, folder: Path) -> None:
        for path in sorted(folder.iterdir()):
            node = self._add(path)
            self.names[number, os.fsencode(path.name)] = node
            if self.nodes[node].content is None:
                self._read_folder(node, path)

    def copy(self) -> Disk:
        return Disk(self.roots, [node.copy() for node in self.nodes], dict(self.names), dict(self.inodes))

    def slot(self, path: bytes) -> Slot:
        """Where a name is, or would be."""
        folder, root = next(each for each in enumerate(map(os.fsencode, self.roots)) if path.startswith(each[1] + b"/"))
        *parents, name = path[len(root) + 1 :].split(b"/")
        for parent in parents:
            folder = self.names[folder, parent]
        return folder, name

    def apply(self, change: Change) -> None:
        if isinstance(change, Names):
            for (slot, node), was in zip(change.slots, change.was, strict=True):
                if node is not None:
                    self.names[slot] = node
                elif self.names.get(slot) == was:
                    self.names.pop(slot, None)
        elif isinstance(change, Attributes):
            node_now = self.nodes[change.node]
            node_now.mode, node_now.mtime_ns = change.mode, change.mtime_ns
        else:
            self._change_content(change)

    def _change_content(self, change: Content) -> None:
        node = self.nodes[change.node]
        assert node.content is not None
        size = change.offset + len(change.data or b"")
        if len(node.content) < size:
            node.content.extend(bytes(size - len(node.content)))
        if change.data is None:
            del node.content[size:]
        else:
            node.content[change.offset : size] = change.data
        node.mtime_ns = change.mtime_ns

    def write(self) -> None:
        """Makes the roots so that they hold what this disk holds."""
        paths: dict[int, Path] = {}
        for number, root in enumerate(self.roots):
            shutil.rmtree(root)
            root.mkdir()
            root.chmod(self.nodes[number].mode)
            self._write_folder(number, root, paths)

    def _write_folder(self, number: int, folder: Path, paths: dict[int, Path]) -> None:
        for (_, name), node_number in [item for item in self.names.items() if item[0][0] == number]:
            path, node = folder / os.fsdecode(name), self.nodes[node_number]
            if node.content is None:
                path.mkdir()
                self._write_folder(node_number, path, paths)
            elif node_number in paths:
                path.hardlink_to(paths[node_number])
            else:
                path.write_bytes(node.content)
                os.utime(path, ns=(node.mtime_ns, node.mtime_ns))
                paths[node_number] = path
            path.chmod(node.mode)


@dataclass(frozen=True, slots=True)
class Sync:
    """`fsync` of a node, or `fdatasync` where `content_only`: of a folder, the names are its content."""

    node: int
    content_only: bool

    def keeps(self, change: Change) -> bool:
        return self.node in change.nodes and not (self.content_only and isinstance(change, Attributes))


class History:
    """The disk before a command, and what the command did, step by step."""

    def __init__(self, before: Disk, calls: Iterable[Call]) -> None:
        self._start = before.copy()
        self._live = before.copy()
        self._steps: list[Change | Sync] = []
        for call in calls:
            step = self._step(call)
            if step is not None:
                self._steps.append(step)
                if not isinstance(step, Sync):
                    self._live.apply(step)
        self._start.nodes += [
            Node(node.mode, node.mtime_ns, None if node.content is None else bytearray())
            for node in self._live.nodes[len(self._start.nodes) :]
        ]

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def end(self) -> Disk:
        """The disk after all of it, as a reader saw it then."""
        return self._live

    def forget_syncs(self) -> None:
        """As if nothing had been synced."""
        self._steps = [step for step in self._steps if not isinstance(step, Sync)]

    def after_power_cut(self, steps_done: int, chance: random.Random) -> Disk:
        """A disk that may be found after the power was cut when this many steps were done."""
        survives = chance.choice((_none, _all, _some(chance), _some(chance), _names_in_order(chance, steps_done)))
        disk = self._start.copy()
        durable = self._durable(steps_done)
        for at, step in enumerate(self._steps[:steps_done]):
            if isinstance(step, Sync):
                continue
            if at in durable:
                disk.apply(step)
            elif survives(at, step):
                disk.apply(_torn(step, chance) if chance.random() < 0.2 else step)
        return disk

    def _durable(self, steps_done: int) -> set[int]:
        durable: set[int] = set()
        waiting: dict[int, Change] = {}
        for at, step in enumerate(self._steps[:steps_done]):
            if isinstance(step, Sync):
                kept = {number for number, change in waiting.items() if step.keeps(change)}
                durable |= kept
                waiting = {number: change for number, change in waiting.items() if number not in kept}
            else:
                waiting[at] = step
        return durable

    def _step(self, call: Call) -> Change | Sync | None:
        live = self._live
        match call.kind:
            case Kind.OPEN | Kind.MKDIR if call.flag or call.kind is Kind.MKDIR:
                content = bytearray() if call.kind is Kind.OPEN else None
                live.nodes.append(Node(stat.S_IMODE(call.mode), call.mtime_ns, content))
                live.inodes[call.inode] = len(live.nodes) - 1
                return Names(((live.slot(call.path), len(live.nodes) - 1),), (None,))
            case Kind.UNLINK | Kind.RMDIR:
                slot = live.slot(call.path)
                return Names(((slot, None),), (live.names[slot],))
            case Kind.LINK:
                node = live.names[live.slot(call.path)]
                return Names(((live.slot(call.other), node),), (None,))
            case Kind.RENAME:
                source, target = live.slot(call.path), live.slot(call.other)
                node = live.names[source]
                return Names(((source, None), (target, node)), (node, None))
            case Kind.OPEN | Kind.TRUNCATE:
                return Content(live.inodes[call.inode], call.offset, None, call.mtime_ns)
            case Kind.WRITE:
                return Content(live.inodes[call.inode], call.offset, call.data, call.mtime_ns)
            case Kind.SYNC:
                return Sync(live.inodes[call.inode], call.flag)
            case Kind.MODE | Kind.TIMES:
                return Attributes(live.inodes[call.inode], stat.S_IMODE(call.mode), call.mtime_ns)
            case Kind.XATTR:
                return None  # the oracle does not ask for them after a power cut
            case _:
                raise NotImplementedError(call)


_Survives = Callable[[int, Change], bool]


def _none(_at: int, _change: Change) -> bool:
    return False


def _all(_at: int, _change: Change) -> bool:
    return True


def _some(chance: random.Random) -> _Survives:
    share = chance.choice((0.1, 0.3, 0.5, 0.7, 0.9))
    return lambda _at, _change: chance.random() < share


def _names_in_order(chance: random.Random, steps_done: int) -> _Survives:
    """As a file system with a journal does it: names up to a point, and content in any order."""
    last = chance.randint(0, steps_done)
    return lambda at, change: chance.random() < 0.5 if isinstance(change, Content) else at <= last


def _torn(change: Change, chance: random.Random) -> Change:
    if not isinstance(change, Content) or not change.data:
        return change
    sectors = chance.randint(0, len(change.data) // _SECTOR)
    return replace(change, data=change.data[: sectors * _SECTOR])
