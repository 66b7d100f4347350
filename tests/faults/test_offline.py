"""Sorting, watching, retraining and the window need no network, and never try to use one."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from no_network import can_filter_calls, command_without_interfaces, end_who_opens_a_socket
from PIL import Image

PROGRAMS = Path(__file__).parent / "offline_programs.py"
ROOT = Path(__file__).parents[2]
COLOURS = {"cat": (0.9, 0.1, 0.1), "dog": (0.1, 0.9, 0.1), "neither": (0.1, 0.1, 0.1)}
EACH = 6

filters_calls = pytest.mark.skipif(not can_filter_calls(), reason="needs a Linux whose system calls are known here")


@pytest.fixture
def no_interfaces() -> list[str]:
    command = command_without_interfaces()
    if not command:
        pytest.skip("a network namespace is not permitted here")
    return command


@pytest.fixture
def run_programs(tmp_path: Path, make_tiny_model_folder: Callable[[], Path]) -> Callable[..., list[str]]:
    """Runs all programs, on pictures of plain colours with a model that knows them; gives what they printed."""
    model = make_tiny_model_folder()
    features = np.repeat(np.array(list(COLOURS.values()), np.float32), 60, axis=0)
    features += np.random.default_rng(0).normal(0, 0.03, features.shape).astype(np.float32)
    labels = np.repeat([0, 1, -1], 60)
    np.savez(model / "reference.npz", features=features, labels=labels, classes=np.asarray(["cat", "dog"]))
    for name in ("pictures", "arriving"):
        (tmp_path / name).mkdir()
    for label, colour in COLOURS.items():
        for number in range(EACH):
            shade = tuple(int(255 * part) + number for part in colour)
            Image.new("RGB", (12, 10), shade).save(tmp_path / "pictures" / f"{label}{number}.png")
    Image.new("RGB", (12, 10), (230, 20, 20)).save(tmp_path / "arriving" / "new.png")

    def run(*beginning: str, **options: Any) -> list[str]:
        command = [*beginning, sys.executable, str(PROGRAMS), str(tmp_path), str(model)]
        environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, **options)
        assert done.returncode == 0, done.stderr
        return [line for line in done.stdout.splitlines() if line.split()[0] in EXPECTED]

    return run


EXPECTED = {"sort": "0", "retrain": "0", "undo": "0", "watch": "0", "window": str(3 * EACH)}


@pytest.mark.slow
def test_without_any_interface_all_programs_work(no_interfaces: list[str], run_programs: Callable[..., Any]) -> None:
    assert [line.split()[-1] for line in run_programs(*no_interfaces)] == list(EXPECTED.values())


@filters_calls
def test_no_program_opens_a_socket_to_others(run_programs: Callable[..., Any]) -> None:
    printed = run_programs(preexec_fn=end_who_opens_a_socket)
    assert [line.split()[-1] for line in printed] == list(EXPECTED.values())


@filters_calls
@pytest.mark.parametrize(
    ("family", "code"), [("AF_UNIX", 0), ("AF_INET", -signal.SIGSYS), ("AF_INET6", -signal.SIGSYS)]
)
def test_the_filter_ends_who_tries(family: str, code: int) -> None:
    line = [sys.executable, "-c", f"import socket; socket.socket(socket.{family})"]
    assert subprocess.run(line, preexec_fn=end_who_opens_a_socket).returncode == code


def test_a_namespace_has_no_way_out(no_interfaces: list[str]) -> None:
    script = "import socket; print(socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect_ex(('192.0.2.1', 9)))"
    done = subprocess.run([*no_interfaces, sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() not in {"", "0"}
