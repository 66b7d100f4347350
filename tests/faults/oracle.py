"""Judges what lies on the disk after a fault. Knows nothing of the program: contents, trees, modes and times alone."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scenes import Places, Scene


@dataclass(frozen=True, slots=True)
class Entry:
    """A name on the disk; `content` is the SHA-256 of a file, and empty for a folder."""

    content: str
    mode: int
    mtime_ns: int = 0
    extended: tuple[tuple[str, bytes], ...] = ()


Tree = Mapping[str, Entry]


def read_tree(root: Path) -> Tree:
    """Everything below a folder, without times of folders, which every move changes."""
    return dict(_entries(root, ""))


def _entries(folder: Path, prefix: str) -> Iterator[tuple[str, Entry]]:
    with os.scandir(folder) as found:
        for each in found:
            name, status = prefix + each.name, each.stat(follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode):
                yield name, Entry("", stat.S_IMODE(status.st_mode))
                yield from _entries(folder / each.name, f"{name}/")
            else:
                digest = hashlib.sha256(Path(each.path).read_bytes()).hexdigest()
                yield name, Entry(digest, stat.S_IMODE(status.st_mode), status.st_mtime_ns, _extended(each.path))


def _extended(path: str) -> tuple[tuple[str, bytes], ...]:
    try:
        names = sorted(name for name in os.listxattr(path) if name.startswith("user."))
        return tuple((name, os.getxattr(path, name)) for name in names)
    except OSError:
        return ()


@dataclass(frozen=True, slots=True)
class Traits:
    """What a file system keeps of a file."""

    permissions: bool
    time_step_ns: int

    @classmethod
    def of(cls, folder: Path) -> Traits:
        """Found out with a file in that folder."""
        probe = folder / "probe"
        probe.write_bytes(b"")
        modes = set()
        for mode in (0o600, 0o640):
            probe.chmod(mode)
            modes.add(stat.S_IMODE(probe.stat().st_mode))
        time = 1_500_000_001_987_654_321
        os.utime(probe, ns=(time, time))
        lost = time - probe.stat().st_mtime_ns
        probe.unlink()
        steps = (1, 100, 10**7, 2 * 10**9)
        return cls(modes == {0o600, 0o640}, next(step for step in steps if lost < step))


@dataclass(frozen=True, slots=True)
class Before:
    """The two folders before a run, and what their file systems keep."""

    pictures: Tree
    into: Tree
    traits: Traits

    @classmethod
    def of(cls, places: Places, traits: Traits) -> Before:
        return cls(read_tree(places.pictures), read_tree(places.into), traits)


def _files(*trees: Tree) -> Counter[Entry]:
    return Counter(entry for tree in trees for entry in tree.values() if entry.content)


def _rounded(files: Counter[Entry], traits: Traits) -> Counter[Entry]:
    """The files as the worse of two file systems keeps them."""
    rounded: Counter[Entry] = Counter()
    for entry, count in files.items():
        mtime_ns = entry.mtime_ns // traits.time_step_ns
        kept = replace(entry, mtime_ns=mtime_ns)
        rounded[kept if traits.permissions else replace(kept, mode=0, extended=())] += count
    return rounded


FindProblems = Callable[[str, Scene, Places, Before], list[str]]


def problems_after_recovery(mode: str, scene: Scene, places: Places, before: Before) -> list[str]:
    """What is lost, doubled, changed, divided or left over, once an interrupted command was recovered."""
    problems = problems_of_content(mode, scene, places, before)
    if mode == "move" and not problems:
        pictures = read_tree(places.pictures)
        now, was = _files(pictures, read_tree(places.into)), _files(before.pictures, before.into)
        if _rounded(now, before.traits) != _rounded(was, before.traits):
            problems.append(f"mode or time changed: {now - was}, {was - now}")
        problems += [f"divided: {names}" for _, names in scene.groups if len({name in pictures for name in names}) > 1]
    return problems


def problems_of_content(mode: str, scene: Scene, places: Places, before: Before) -> list[str]:
    """What is lost, doubled, changed or left over.

    A disk that refuses to set modes and times, or to move a group's other files back, cannot be held to more.
    """
    pictures, into = read_tree(places.pictures), read_tree(places.into)
    problems = [f"left over: {name}" for name in (*pictures, *into) if ".part" in name or "/.catdog" in f"/{name}"]
    if mode == "move":
        now, was = _contents(_files(pictures, into)), _contents(_files(before.pictures, before.into))
        problems += [f"lost: {each}" for each in (was - now).elements()]
        return problems + [f"doubled: {each}" for each in (now - was).elements()]
    if mode == "copy":
        return problems + _problems_of_copied(pictures, into, before)
    return problems + _problems_of_sidecars(scene, pictures, before)


def _contents(files: Counter[Entry]) -> Counter[str]:
    contents: Counter[str] = Counter()
    for entry, count in files.items():
        contents[entry.content] += count
    return contents


def _problems_of_copied(pictures: Tree, into: Tree, before: Before) -> list[str]:
    trees = ((before.pictures, pictures), (before.into, into))
    problems = [f"changed: {name}" for was, now in trees for name, entry in was.items() if now.get(name) != entry]
    known = set(_contents(_files(before.pictures, before.into)))
    return problems + [f"a broken copy: {each}" for each in set(_contents(_files(pictures, into))) - known]


def _problems_of_sidecars(scene: Scene, pictures: Tree, before: Before) -> list[str]:
    lost = [name for name, entry in before.pictures.items() if name not in pictures and entry.content]
    changed = [
        name for name in scene.files if not name.endswith(".xmp") and pictures.get(name) != before.pictures[name]
    ]
    return [f"changed: {name}" for name in changed] + [f"lost: {name}" for name in lost]


def problems_after_undo(mode: str, places: Places, before: Before) -> list[str]:
    """In what the folders differ from what they were. The program gives a sidecar that it restores a new time."""
    problems = []
    for root, tree in ((places.pictures, before.pictures), (places.into, before.into)):
        was, now = (_without_sidecar_times(each) if mode == "keywords" else each for each in (tree, read_tree(root)))
        problems += [
            f"not undone: {name}: {was.get(name)} became {now.get(name)}"
            for name in sorted({*was, *now})
            if was.get(name) != now.get(name)
        ]
    return problems


def _without_sidecar_times(tree: Tree) -> Tree:
    return {name: replace(entry, mtime_ns=0) if name.endswith(".xmp") else entry for name, entry in tree.items()}
