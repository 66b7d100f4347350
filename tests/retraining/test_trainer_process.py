"""The trainer process: its events, how it is stopped, and its failures. A script takes the place of the trainer."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from catdog_gui.retraining.events import Metric, Notice, Progress, Stage, parse_event
from catdog_gui.retraining.models import RetrainingError
from catdog_gui.retraining.trainer_process import CancelledError, TrainerProcess

Make = Callable[[str], TrainerProcess]


@pytest.fixture
def make_trainer(tmp_path: Path) -> Make:
    def make(script: str) -> TrainerProcess:
        file = tmp_path / "trainer.py"
        file.write_text("import os, signal, sys, time\n" + script)
        return TrainerProcess(tmp_path / "log", (sys.executable, str(file)))

    return make


def test_output_arrives_as_events(make_trainer: Make) -> None:
    lines = [
        '{"event": "stage", "stage": "fitting"}',
        "not json",
        '{"event": "progress", "stage": "fit", "step": 0, "total": 0, "rate": 0.0, "seconds_left": null}',
        '{"event": "progress", "stage": "fit", "step": 1, "total": 2, "rate": 3.0, "seconds_left": 0.3, "loss": 0.5}',
        '{"event": "metric", "name": "accuracy", "value": 0.9, "n": 3}',
        '{"event": "error", "message": "skipped a.jpg: damaged"}',
        '{"event": "done", "output": "x"}',
    ]
    trainer = make_trainer("\n".join(f"print({line!r})" for line in lines))
    assert list(trainer.events(["head"])) == [
        Stage("fitting"),
        Progress("fit", 0, 0, 0.0, None),
        Progress("fit", 1, 2, 3.0, 0.3, {"loss": 0.5}),
        Metric("accuracy", 0.9),
        Notice("skipped a.jpg: damaged"),
    ]


@pytest.mark.parametrize("line", ["", "3", "[]", "{", '{"event": "progress"}', '{"event": 1}', "null"])
def test_other_lines_are_no_events(line: str) -> None:
    assert parse_event(line) is None


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ('print(\'{"event": "error", "message": "there is no space left"}\'); sys.exit(2)', "no space left"),
        ("sys.exit(130)", "stopped from outside"),
        ("raise ValueError('an odd thing')", "exit code 1$"),
        ("sys.exit(5)", "exit code 5"),
        pytest.param(
            "os.kill(os.getpid(), signal.SIGKILL)", "memory", marks=pytest.mark.skipif(os.name == "nt", reason="POSIX")
        ),
    ],
)
def test_failures_are_explained(make_trainer: Make, script: str, message: str) -> None:
    with pytest.raises(RetrainingError, match=message):
        list(make_trainer(script).events([]))


def test_a_missing_program_is_reported(tmp_path: Path) -> None:
    with pytest.raises(RetrainingError, match="cannot be started"):
        list(TrainerProcess(tmp_path / "log", (str(tmp_path / "nothing"),)).events([]))


@pytest.mark.parametrize("stubborn", [False, True])
def test_cancel_stops_at_once(make_trainer: Make, monkeypatch: pytest.MonkeyPatch, stubborn: bool) -> None:
    monkeypatch.setattr("catdog_gui.retraining.trainer_process._TERMINATE_TIMEOUT_SECONDS", 0.3)
    ignore = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" if stubborn else ""
    trainer = make_trainer(ignore + 'print(\'{"event": "stage", "stage": "a"}\', flush=True)\ntime.sleep(60)')
    stream = trainer.events([])
    assert next(stream) == Stage("a")
    started = time.monotonic()
    threading.Timer(0.05, trainer.cancel).start()
    with pytest.raises(CancelledError):
        next(stream)
    assert time.monotonic() - started < 3


def test_cancelled_before_it_began(make_trainer: Make) -> None:
    trainer = make_trainer("time.sleep(60)")
    trainer.cancel()
    with pytest.raises(CancelledError):
        list(trainer.events([]))


def test_leaving_early_ends_the_process(make_trainer: Make) -> None:
    trainer = make_trainer('print(\'{"event": "stage", "stage": "a"}\', flush=True)\ntime.sleep(60)')
    stream = trainer.events([])
    next(stream)
    stream.close()
    process = trainer._process
    assert process is not None
    assert process.poll() is not None


@pytest.mark.skipif(os.name == "nt", reason="POSIX")
def test_it_runs_at_low_priority(make_trainer: Make) -> None:
    trainer = make_trainer(
        "time.sleep(0.2)\n"
        'print(\'{"event": "metric", "name": "nice", "value": %d}\' % os.getpriority(os.PRIO_PROCESS, 0))'
    )
    (event,) = trainer.events([])
    assert isinstance(event, Metric)
    assert event.value >= 10
