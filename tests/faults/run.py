"""Kills the program's commands, cuts their power, gives them errors, and prints what came of it.

    python tests/faults/run.py --kills 10000 --power 1000 --errors 10000 --commands 100 --file-systems

Exit: 0 if nothing was lost and every undo was exact, else 1. A case that went wrong is printed with its seed.
"""

from __future__ import annotations

import argparse
import itertools
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import shim
from cases import (
    COMMANDS,
    OPERATIONS,
    Operation,
    Stage,
    Verdict,
    Victims,
    after_power_cut,
    failed,
    failures,
    history,
    killed,
    victims,
)
from disks import NAMES, MountedDisk, NoDiskError, mounted
from oracle import Traits
from scenes import Places
from shim import Kind

MEMORY = Path("/dev/shm")
_KILLS_PER_SCENE = 12
_CUTS_PER_SCENE = 10
_SEEDS_PER_JOB = 1000


@dataclass(frozen=True, slots=True)
class Site:
    """Two folders, on one disk or on two; `apart` says that the shim has to make two disks of one."""

    name: str
    places: Places
    traits: Traits
    apart: bool


@dataclass(slots=True)
class Row:
    """A line of the table; `untold` counts cases with a traceback, a hang, or a failure without a reason."""

    site: str
    operation: str
    runs: int = 0
    lost: int = 0
    undone: int = 0
    untold: int = 0
    seconds: float = 0.0

    def add(self, verdict: Verdict) -> None:
        self.runs += 1
        self.lost += bool(verdict.lost)
        self.undone += not verdict.undo
        self.untold += bool(verdict.untold)

    @property
    def is_good(self) -> bool:
        return not self.lost and not self.untold and self.undone == self.runs

    def __str__(self) -> str:
        figures = f"{self.runs:,} | {self.lost} | {self.undone:,} | {self.untold} | {self.seconds:.0f}"
        return f"| {self.site} | {self.operation} | {figures} |"


class Table:
    """The rows by file system and operation. Cases that went wrong are printed at once."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], Row] = {}

    @property
    def is_good(self) -> bool:
        return all(row.is_good for row in self._rows.values())

    def add(self, site: str, operation: str, cases: Iterator[tuple[str, Verdict]]) -> None:
        row = self._rows.setdefault((site, operation), Row(site, operation))
        start = time.monotonic()
        try:
            for what, verdict in cases:
                row.add(verdict)
                if verdict:
                    print(f"wrong: {site}, {operation}, {what}: {verdict}", file=sys.stderr, flush=True)
        finally:
            row.seconds += time.monotonic() - start

    def print(self) -> None:
        print("| file system | operation | runs | lost | undo exact | untold | seconds |")
        print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
        total = Row("all", "all")
        for _, row in sorted(self._rows.items()):
            print(row)
            for name in ("runs", "lost", "undone", "untold", "seconds"):
                setattr(total, name, getattr(total, name) + getattr(row, name))
        print(total, flush=True)


def stages(process: Victims, operation: Operation, site: Site, first_seed: int) -> Iterator[tuple[int, Stage]]:
    for seed in itertools.count(first_seed):
        yield seed, Stage(process, operation, seed, site.places, site.traits, apart=site.apart)


def kills(process: Victims, operation: Operation, site: Site, runs: int, seed: int) -> Iterator[tuple[str, Verdict]]:
    """The calls of a scene at which its runs are killed lie in equal distances."""
    scenes = stages(process, operation, site, seed)
    while runs > 0:
        number, stage = next(scenes)
        calls = stage.calls()
        count = min(runs, calls, _KILLS_PER_SCENE)
        step = calls / count if count else 1
        for call in [int(step * (n + stage.chance.random())) for n in range(count)]:
            yield f"seed {number}, killed at call {call}", killed(stage, call)
        runs -= count


def cuts(
    process: Victims, operation: Operation, site: Site, runs: int, seed: int, log: Path
) -> Iterator[tuple[str, Verdict]]:
    for number, stage in itertools.islice(stages(process, operation, site, seed), -(-runs // _CUTS_PER_SCENE)):
        before, done = history(stage, log)
        for cut in range(min(runs, _CUTS_PER_SCENE)):
            yield f"seed {number}, power cut {cut}", after_power_cut(stage, before, done)
        runs -= _CUTS_PER_SCENE


def errors(process: Victims, operation: Operation, site: Site, runs: int, seed: int) -> Iterator[tuple[str, Verdict]]:
    """So many of the errors of a scene, or all of them if there are no more; opens for reading fail, too."""
    number, stage = next(stages(process, operation, site, seed))
    possible = [*failures(stage, frozenset(Kind))]
    for failure in stage.chance.sample(possible, min(runs, len(possible))):
        yield f"seed {number}, {failure}", failed(stage, failure)


def sites(disks: Sequence[MountedDisk], home: Path) -> Iterator[Site]:
    """Each disk alone, then every pair of different ones."""
    for disk in disks:
        yield Site(disk.name, _places(disk, disk, home), disk.traits, apart=True)
    for one, other in itertools.permutations(disks, 2):
        permissions = one.traits.permissions and other.traits.permissions
        worse = Traits(permissions, max(one.traits.time_step_ns, other.traits.time_step_ns))
        yield Site(f"{one.name} to another", _places(one, other, home), worse, apart=False)


def _places(one: MountedDisk, other: MountedDisk, home: Path) -> Places:
    return Places(one.folder / "pictures", other.folder / "into", home)


def run(args: argparse.Namespace, process: Victims, all_sites: Sequence[Site], log: Path) -> bool:
    """Whether all went well. The table is printed after an interruption, too."""
    table = Table()
    try:
        _fill(table, args, process, all_sites, log)
    finally:
        table.print()
    return table.is_good


def _fill(table: Table, args: argparse.Namespace, process: Victims, all_sites: Sequence[Site], log: Path) -> None:
    first = all_sites[0]
    chosen = [each for each in OPERATIONS if args.only in each.name]
    jobs = [(each, site) for site in all_sites for each in chosen if each.across or site.apart]
    random.Random(args.seed).shuffle(jobs)
    share, rest = divmod(args.kills, len(jobs))
    for n, (operation, site) in enumerate(jobs):
        runs, seed = share + (n < rest), args.seed + n * _SEEDS_PER_JOB
        if runs:
            table.add(site.name, f"{operation.victim}, killed", kills(process, operation, site, runs, seed))
    for operation in COMMANDS if args.commands else ():
        runs = -(-args.commands // len(COMMANDS))
        table.add(first.name, f"{operation.victim}, killed", kills(process, operation, first, runs, args.seed))
    for operation in chosen if args.power else ():
        runs = -(-args.power // len(chosen))
        table.add(first.name, f"{operation.victim}, power cut", cuts(process, operation, first, runs, args.seed, log))
    for operation in chosen if args.errors else ():
        runs = -(-args.errors // len(chosen))
        table.add(first.name, f"{operation.victim}, errors", errors(process, operation, first, runs, args.seed))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=0, metavar="N", help="so many killed runs")
    parser.add_argument("--power", type=int, default=0, metavar="N", help="so many power cuts")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="so many of the errors at all calls")
    parser.add_argument("--commands", type=int, default=0, metavar="N", help="so many kills of the real commands")
    parser.add_argument("--file-systems", action="store_true", help="on every file system that can be mounted (root)")
    parser.add_argument("--only", default="", metavar="TEXT", help="only the operations with this text in their names")
    parser.add_argument("--seed", type=int, default=1, help="of the first scene (1)")
    args = parser.parse_args()
    if not shim.can_build():
        print(shim.NO_COMPILER, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # unmounts
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)))
        disks = [*_mounted_disks(root, stack)] if args.file_systems else []
        disks = disks or [MountedDisk("temporary folder", root / "plain", Traits.of(root))]
        process = stack.enter_context(victims(shim.build(root)))
        return 0 if run(args, process, [*sites(disks, root / "home")], root / "log") else 1


def _mounted_disks(root: Path, stack: ExitStack) -> Iterator[MountedDisk]:
    for n, name in enumerate(NAMES):
        try:
            yield stack.enter_context(mounted(name, root / f"disk{n}"))
        except NoDiskError as error:
            print(f"skipped: {name}: {error}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
