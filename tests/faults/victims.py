"""The commands as victims, most of them without a model: each runs in a fork of one warm process, under the shim.

Run as a script with the shim preloaded, it reads an order a line (JSON), and answers each with a line.
It judges nothing.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import shim

from catdog_gui.classify.models import ScoreResult
from catdog_gui.cli import main
from catdog_gui.messages import UserError
from catdog_gui.paths import Paths
from catdog_gui.pictures.models import Group
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.keywords import plan_keywords
from catdog_gui.sorting.models import LabelledGroup, Mode, RunResult, SortOptions
from catdog_gui.sorting.plan import plan_sort
from catdog_gui.sorting.recover import recover
from catdog_gui.sorting.sort import execute
from catdog_gui.sorting.undo import undo
from catdog_gui.watching.models import Existing, Intervals, Sorted, WatchEvent, WatchOptions
from catdog_gui.watching.watcher import FolderWatcher

CLASSES = ("cat", "dog")
_SECONDS = 60
_WATCH_SECONDS = 1.5
_FAST = Intervals(tries=2, supervise=0.05, poll=0.02, rescan=0.2, full_rescan=0.5, retry=0.1)

Order = dict[str, Any]
Answer = dict[str, Any]


def _sort(order: Order, journal: Journal) -> list[RunResult]:
    folder, into, mode = Path(order["pictures"]), Path(order["destination"]), Mode(order["mode"])
    recovered = recover(journal)
    groups = [(label, [folder / name for name in names]) for label, names in order["groups"]]
    labelled = [
        LabelledGroup(Group(paths[0], tuple(each for each in paths[1:] if each.exists())), label)
        for label, paths in groups
        if paths[0].exists()
    ]
    plan = plan_keywords if mode is Mode.KEYWORDS else plan_sort
    return [*recovered, execute(plan(labelled, CLASSES, SortOptions(folder, into, mode)), journal)]


def _recover(order: Order, journal: Journal) -> list[RunResult]:
    return [*recover(journal)]


def _undo(order: Order, journal: Journal) -> list[RunResult]:
    recovered = recover(journal)
    return [*recovered, *(undo(info.id, journal) for info in journal.history())]


class _LabelsByName:
    """Gives each picture the label that the order says."""

    classes = CLASSES

    def __init__(self, order: Order) -> None:
        self._labels = {Path(order["pictures"]) / names[0]: label for label, names in order["groups"]}

    def results(self, pictures: Iterable[Path], stop: threading.Event) -> Iterator[ScoreResult]:
        for path in pictures:
            label = self._labels.get(path)
            yield ScoreResult(path, tuple(float(name == label) for name in CLASSES))

    def label(self, scores: Sequence[float]) -> str:
        return next((name for name, score in zip(CLASSES, scores, strict=True) if score), "unsure")


def _watch(order: Order, journal: Journal) -> list[RunResult]:
    folder, into = Path(order["pictures"]), Path(order["destination"])
    expected = sum(len(names) for label, names in order["groups"] if label in CLASSES)
    arrived: set[Path] = set()

    def notify(event: WatchEvent) -> None:
        if isinstance(event, Sorted):
            arrived.add(event.source)
        if len(arrived) == expected:
            watcher.stop()

    options = WatchOptions(folder, into, recursive=True, poll=True, settle=0.01, existing=Existing.SORT)
    watcher = FolderWatcher(options, _LabelsByName(order), journal, _paths(order), notify, intervals=_FAST)
    end = threading.Timer(_WATCH_SECONDS if expected else 0.2, watcher.stop)
    end.start()
    recovered = recover(journal)
    watcher.run()
    end.cancel()
    return [*recovered]


_VICTIMS: dict[str, Callable[[Order, Journal], list[RunResult]]] = {
    "sort": _sort,
    "recover": _recover,
    "undo": _undo,
    "watch": _watch,
}


def _command_sort(order: Order) -> list[str]:
    """Sorts every picture, whatever the model says of it."""
    others = [word for label in ("both", "neither", "unsure") for word in ("--folder", f"{label}=the {label}")]
    return ["sort", order["pictures"], "--into", order["destination"], "--recursive", "--yes", *others]


_COMMANDS: dict[str, Callable[[Order], list[str]]] = {
    "catdog sort": _command_sort,
    "catdog undo": lambda _: ["undo", "--yes"],
}


def _run_command(order: Order) -> Answer:
    """What a command printed, as a sentence if it did not succeed."""
    output = os.memfd_create("output")
    os.dup2(output, 1)
    os.dup2(output, 2)
    try:
        code = main(["--home", str(_paths(order).data), *_COMMANDS[order["victim"]](order)])
    except Exception:  # noqa: BLE001 - as in _perform
        return {"traceback": traceback.format_exc()}
    printed = os.pread(output, 1 << 20, 0).decode("utf-8", "replace")
    if "Traceback" in printed:
        return {"traceback": printed}
    return {} if code == 0 else {"sentence": printed}


def _paths(order: Order) -> Paths:
    return Paths.at(Path(order["home"]) / "catdog")


def _perform(order: Order) -> Answer:
    """What a victim did: the states and reasons that it reports, a sentence, or a traceback."""
    try:
        with Journal(_paths(order).journal_file) as journal:
            results = _VICTIMS[order["victim"]](order, journal)
    except UserError as error:
        return {"sentence": str(error)}
    except Exception:  # noqa: BLE001 - whatever it is, the judge must hear of it
        return {"traceback": traceback.format_exc()}
    outcomes = [(outcome.state.value, str(outcome.reason)) for result in results for outcome in result.outcomes]
    return {"outcomes": outcomes, "stopped": [str(result.stop_reason) for result in results if result.stop_reason]}


def _in_child(order: Order, pipe: int) -> None:
    signal.alarm(_SECONDS)
    fault = order["fault"]
    log = Path(order["log"]) if order["log"] else None
    roots = [Path(order[name]) for name in ("pictures", "into", "home")]
    shim.arm(shim.Fault(**{**fault, "kinds": frozenset(map(shim.Kind, fault["kinds"]))}), roots, log)
    answer = _run_command(order) if order["victim"] in _COMMANDS else _perform(order)
    answer["calls"] = shim.disarm()
    os.write(pipe, json.dumps(answer).encode())


def _answer(order: Order) -> Answer:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            _in_child(order, writing)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        content = pipe.read()
    _, status = os.waitpid(child, 0)
    answer: Answer = json.loads(content) if content else {}
    return answer | {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}


def serve() -> None:
    gc.freeze()  # so that no fork copies these pages
    gc.disable()
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    serve()
