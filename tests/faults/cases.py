"""The cases: a command that is killed, that gets errors, or whose computer loses power; and what came of it."""

from __future__ import annotations

import errno
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from oracle import Before, FindProblems, Traits, problems_after_recovery, problems_after_undo, problems_of_content
from replay import Disk, History
from scenes import Places, make_scene
from shim import CHANGES, FOR_EVER, Action, Fault, Kind, read_log

REPOSITORY = Path(__file__).parents[2]
ERRORS = ("ENOSPC", "EIO", "EACCES", "EROFS", "EDQUOT", "ESTALE", "EMFILE", "EINTR", "short write")
_REPEATED_FOR_EVER = {"EINTR", "short write"}  # by those who get them
_PLAIN = Fault()
_LINKS = Fault(refuse_noreplace=errno.EINVAL)
_RESERVATIONS = Fault(refuse_noreplace=errno.ENOSYS, refuse_link=errno.EPERM)


@dataclass(frozen=True, slots=True)
class Operation:
    """A command: the victim that stands for it, how it sorts, and whether it sorts to another disk."""

    name: str
    victim: str = "sort"
    mode: str = "move"
    across: bool = False
    disk: Fault = _PLAIN


OPERATIONS = (
    Operation("sort"),
    Operation("sort, by links", disk=_LINKS),
    Operation("sort, by reservations", disk=_RESERVATIONS),
    Operation("sort --into", across=True),
    Operation("sort --copy", mode="copy"),
    Operation("sort --copy --into", mode="copy", across=True),
    Operation("sort --keywords", mode="keywords"),
    Operation("undo", "undo"),
    Operation("undo, by links", "undo", disk=_LINKS),
    Operation("undo of --into", "undo", across=True),
    Operation("undo of --copy", "undo", "copy"),
    Operation("undo of --keywords", "undo", "keywords"),
    Operation("recovery", "recover"),
    Operation("recovery, by links", "recover", disk=_LINKS),
    Operation("recovery of --into", "recover", across=True),
    Operation("recovery of --keywords", "recover", "keywords"),
    Operation("watch", "watch"),
    Operation("watch --into", "watch", across=True),
)


# Through the command line, with the model: a second each.
COMMANDS = (
    Operation("catdog sort", "catdog sort"),
    Operation("catdog sort --into", "catdog sort", across=True),
    Operation("catdog undo", "catdog undo"),
)


class Victims:
    """The warm process that runs the victims; `tracer` is a command that it runs under."""

    def __init__(self, library: Path, tracer: Sequence[str] = ()) -> None:
        path = os.pathsep.join((str(REPOSITORY), str(Path(__file__).parent)))
        self._process = subprocess.Popen(
            [*tracer, "env", f"LD_PRELOAD={library}", sys.executable, Path(__file__).with_name("victims.py")],
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, order: dict[str, Any]) -> dict[str, Any]:
        """The answer of a victim: see victims.py."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


@contextmanager
def victims(library: Path, tracer: Sequence[str] = ()) -> Iterator[Victims]:
    process = Victims(library, tracer)
    try:
        yield process
    finally:
        process.close()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong after a case; all empty if nothing is."""

    lost: tuple[str, ...] = ()
    undo: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lost or self.undo or self.untold)


class Stage:
    """An operation on a scene in some places, from which cases start again and again.

    `apart` says that the first two places are one disk, and have to be as two.
    """

    def __init__(
        self, process: Victims, operation: Operation, seed: int, places: Places, traits: Traits, *, apart: bool
    ) -> None:
        self.operation = operation
        self.places = places
        self.chance = random.Random(seed)
        self.process = process
        self._traits = traits
        self._scene = make_scene(seed)
        self._destination = places.into if operation.across else places.pictures
        self._disk = replace(operation.disk, apart=apart and operation.across)
        self._interrupted_at = 0

    def build(self) -> Before:
        """Makes the files."""
        self.places.clear()
        self._scene.build(self.places, self._destination)
        return Before.of(self.places, self._traits)

    def lead_up(self, log: Path | None = None) -> None:
        """Does what must have been done before the victim has something to do."""
        if self.operation.victim in {"undo", "catdog undo"}:
            self.run("sort", log=log)
        elif self.operation.victim == "recover":
            self.run("sort", self.fault(action=Action.KILL_AFTER, first=self._interrupted_at), log)

    def calls(self, kinds: frozenset[Kind] = CHANGES) -> int:
        """How many calls of these kinds the victim does without a fault."""
        self.build()
        if self.operation.victim == "recover":
            self._interrupted_at = self.chance.randrange(self.run("sort")["calls"])
            self.build()
        self.lead_up()
        return int(self.run(self.operation.victim, self.fault(kinds=kinds))["calls"])

    def run(self, victim: str, fault: Fault | None = None, log: Path | None = None) -> dict[str, Any]:
        """The answer of a victim, under a fault if one is given."""
        return self.process.run(self._order(victim, self._disk if fault is None else fault, log))

    def _order(self, victim: str, fault: Fault, log: Path | None) -> dict[str, Any]:
        return {
            "victim": victim,
            "mode": self.operation.mode,
            "groups": self._scene.groups,
            "pictures": str(self.places.pictures),
            "into": str(self.places.into),
            "home": str(self.places.home),
            "destination": str(self._destination),
            "log": str(log) if log else "",
            "fault": {
                **{name: getattr(fault, name) for name in Fault.__slots__},
                "kinds": sorted(fault.kinds),
            },
        }

    def fault(self, **changes: Any) -> Fault:
        return replace(self._disk, **changes)

    def judge(self, before: Before, find_problems: FindProblems = problems_after_recovery) -> Verdict:
        """Recovers, sorts what is left every other time, and takes all back."""
        mode, answers = self.operation.mode, [self.run("recover")]
        lost = find_problems(mode, self._scene, self.places, before)
        if self.chance.random() < 0.5:
            answers.append(self.run("sort"))
            lost += find_problems(mode, self._scene, self.places, before)
        answers.append(self.run("undo"))
        undo = problems_after_undo(mode, self.places, before)
        untold = [problem for answer in answers for problem in untold_problems(answer, expect_success=True)]
        return Verdict(tuple(lost), tuple(undo), tuple(untold))


MakeStage = Callable[[str, int], Stage]  # by the operation's name, with the scene of a seed


def untold_problems(answer: dict[str, Any], *, expect_success: bool = False) -> Iterator[str]:
    """Tracebacks, hangs, and failures without a reason; every sentence, too, where none is expected."""
    if answer["signal"]:
        yield f"ended by signal {answer['signal']}"
    if "traceback" in answer:
        yield answer["traceback"]
    if expect_success and "sentence" in answer:
        yield answer["sentence"]
    for state, reason in answer.get("outcomes", ()):
        if state == "failed" and (expect_success or not reason):
            yield f"failed: {reason}"


def after_power_cut(stage: Stage, before: Before, done: History) -> Verdict:
    """The power was cut at some step of a command whose history is known."""
    done.after_power_cut(stage.chance.randint(0, len(done)), stage.chance).write()
    return stage.judge(before)


def killed(stage: Stage, call: int) -> Verdict:
    """The victim is killed at a call; in every fourth case the recovery is killed, too."""
    action = stage.chance.choice((Action.KILL_BEFORE, Action.KILL_HALFWAY, Action.KILL_AFTER))
    before = stage.build()
    stage.lead_up()
    stage.run(stage.operation.victim, stage.fault(action=action, first=call))
    if stage.chance.random() < 0.25:
        stage.run("recover", stage.fault(action=action, first=stage.chance.randrange(40)))
    return stage.judge(before)


@dataclass(frozen=True, slots=True)
class Failure:
    """An error at the calls of some kinds from the first to the last one; no errno is a short write."""

    error: str
    first: int
    last: int
    kinds: frozenset[Kind]

    def __str__(self) -> str:
        kinds = ", ".join(kind.name for kind in sorted(self.kinds)) if len(self.kinds) == 1 else "all calls"
        return f"{self.error} at {kinds} from {self.first} to {self.last}"


def failures(stage: Stage, kinds: frozenset[Kind]) -> Iterator[Failure]:
    """Each error at each call of the victim, and at every call of a kind from one of the first on."""
    calls = stage.calls(kinds)
    for error in ERRORS:
        yield from (Failure(error, call, call, kinds) for call in range(calls))
        if error not in _REPEATED_FOR_EVER:
            for kind in sorted(kinds):
                yield Failure(error, stage.chance.randrange(4), FOR_EVER, frozenset({kind}))


def failed(stage: Stage, failure: Failure) -> Verdict:
    """Calls of the victim fail; then the disk works again."""
    before = stage.build()
    stage.lead_up()
    fault = stage.fault(
        action=Action.FAIL,
        error=getattr(errno, failure.error, 0),
        first=failure.first,
        last=failure.last,
        kinds=failure.kinds,
    )
    answer = stage.run(stage.operation.victim, fault)
    verdict = stage.judge(before, problems_of_content)
    return replace(verdict, untold=(*untold_problems(answer), *verdict.untold))


def history(stage: Stage, log: Path) -> tuple[Before, History]:
    """What the victim does to the disk, for power cuts within it."""
    log.unlink(missing_ok=True)
    stage.calls()
    before = stage.build()
    disk = Disk.read(stage.places.roots)
    stage.lead_up(log)
    stage.run(stage.operation.victim, log=log)
    return before, History(disk, read_log(log))
