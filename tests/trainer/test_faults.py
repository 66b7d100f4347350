"""Interrupted runs: signals, a kill, a full disk. Real processes, real files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

pytest.importorskip("transformers", reason="needs the train extra")

from tests.trainer.conftest import write_pictures

ROOT = Path(__file__).parents[2]
Event = dict[str, Any]


@pytest.fixture
def command(toy_resnet: Path, toy_set: Path) -> list[str]:
    """A run of three epochs of three steps, without an output."""
    command = [sys.executable, "-m", "trainer", "finetune", "--json", "--checkpoint-only", "--model", str(toy_resnet)]
    return [*command, "--dataset", str(toy_set), "--epochs", "3", "--patience", "0", "--batch", "16"]


@contextmanager
def running(command: list[str], output: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], Iterator[Event]]]:
    """The process, and its events as they come."""
    given = [*command, "--output", str(output), *more]
    # One thread: several would only wait for each other where tests run side by side.
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(given, cwd=ROOT, env=environment, text=True, **pipes) as process:
        assert process.stdout is not None
        try:
            yield process, map(json.loads, process.stdout)
        finally:
            process.kill()


def wait_for(events: Iterator[Event], condition: Callable[[Event], bool]) -> None:
    assert any(condition(event) for event in events), "the run ended before that"


def is_reading(event: Event) -> bool:
    return event["event"] == "progress" and event["stage"] == "reading the pictures"


def is_in_second_epoch(event: Event) -> bool:
    return event["event"] == "progress" and event["stage"] == "training the whole network" and event["step"] > 3


def finish(command: list[str], output: Path, *more: str) -> dict[str, np.ndarray]:
    with running(command, output, *more) as (process, events):
        last = list(events)[-1]
        assert process.wait() == 0, last
    return load_file(output / "model.safetensors")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(("moment", "left"), [(is_reading, []), (is_in_second_epoch, ["out.work"])])
def test_a_signal_ends_with_130_and_nothing_half_written(
    command: list[str],
    toy_set: Path,
    tmp_path: Path,
    number: signal.Signals,
    moment: Callable[[Event], bool],
    left: list[str],
) -> None:
    for colour in ("red", "green"):
        write_pictures(toy_set / colour, colour, 24)
    before = {entry.name for entry in tmp_path.iterdir()}
    with running(command, tmp_path / "out") as (process, events):
        wait_for(events, moment)
        process.send_signal(number)
        sent = time.monotonic()
        last = next(event for event in events if event["event"] == "error")
        assert time.monotonic() - sent < 10
        assert not list(events)
        assert process.wait() == 130
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert (last["event"], last["message"]) == ("error", "stopped")
    assert sorted({entry.name for entry in tmp_path.iterdir()} - before) == left


@pytest.mark.slow
@pytest.mark.timeout(420)
def test_a_killed_run_resumes_to_the_same_result(command: list[str], tmp_path: Path) -> None:
    with running(command, tmp_path / "out") as (process, events):
        wait_for(events, is_in_second_epoch)
        process.kill()
    assert not (tmp_path / "out").exists()
    resumed = finish(command, tmp_path / "out", "--resume")
    whole = finish(command, tmp_path / "whole")
    assert all(np.array_equal(whole[name], resumed[name]) for name in whole)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process are set with prlimit")
def test_a_checkpoint_on_a_full_disk_ends_in_a_message(command: list[str], tmp_path: Path) -> None:
    import resource

    with running(command, tmp_path / "out") as (process, events):
        wait_for(events, is_in_second_epoch)
        # Less than the optimiser's state needs: torch's writer stops in the middle of it, as on a full disk.
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (80_000, 80_000))
        last = list(events)[-1]
        assert process.wait() == 2
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert last["event"] == "error"
    assert last["message"] == "the output cannot be written: there is no space left for it"
    assert not (tmp_path / "out").exists()
