"""Several machines: processes that share a network address, but no folder."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

for needed in ("torch", "transformers"):
    pytest.importorskip(needed, reason="needs the train extra")
psutil = pytest.importorskip("psutil", reason="needs the train extra")

ROOT = Path(__file__).parents[2]
MACHINES = 2
_SECONDS = 150


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def torchrun(machine: int, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "torch.distributed.run", "--nnodes", "2", "--nproc-per-node", "1"),
        *("--node-rank", str(machine), "--master-addr", "127.0.0.1", "--master-port", str(port)),
    ]


def accelerate(machine: int, port: int) -> list[str]:
    # Without a graphics device, too: with `--cpu` it starts processes that know nothing of each other.
    return [
        *(sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_machines", "2"),
        *("--num_processes", "2", "--machine_rank", str(machine)),
        *("--main_process_ip", "127.0.0.1", "--main_process_port", str(port)),
    ]


class Run:
    """One `finetune` on two machines, each in a folder of its own."""

    def __init__(self, launcher: Callable[[int, int], list[str]], root: Path, *arguments: object) -> None:
        self.folders = [root / f"machine-{machine}" for machine in range(MACHINES)]
        port = free_port()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
        self.processes = []
        for machine, folder in enumerate(self.folders):
            folder.mkdir(exist_ok=True)
            command = [*launcher(machine, port), "-m", "trainer", "finetune", "--output", "out", *map(str, arguments)]
            with (folder / "log").open("ab") as log:
                self.processes.append(subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log))

    def kill_after_first_checkpoint(self) -> None:
        deadline = time.monotonic() + _SECONDS
        while not all(any(folder.glob("out.work*/checkpoint-*/.whole")) for folder in self.folders):
            assert time.monotonic() < deadline, self.log()
            assert all(process.poll() is None for process in self.processes), self.log()
            time.sleep(0.02)
        self.kill()

    def kill(self) -> None:
        """Ends the launchers and the processes that they started, which they leave behind."""
        for process in self.processes:
            if process.poll() is None:
                launcher = psutil.Process(process.pid)
                for each in [*launcher.children(recursive=True), launcher]:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        each.kill()
            process.wait()

    def digest(self) -> str:
        """The hash of the weights, when the run has ended."""
        try:
            codes = [process.wait(_SECONDS) for process in self.processes]
        finally:
            self.kill()
        assert codes == [0] * MACHINES, self.log()
        return hashlib.sha256((self.folders[0] / "out" / "model.safetensors").read_bytes()).hexdigest()

    def log(self) -> str:
        return "\n".join((folder / "log").read_text(errors="replace")[-3000:] for folder in self.folders)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("launcher", [torchrun, accelerate])
def test_a_stopped_run_on_two_machines_that_share_no_disk_ends_as_a_whole_one(
    launcher: Callable[[int, int], list[str]], toy_resnet: Path, toy_set: Path, tmp_path: Path
) -> None:
    given = ["--model", toy_resnet, "--dataset", toy_set, "--checkpoint-only", "--epochs", 20, "--batch", 8]
    given += ["--recipe", "tutorial", "--validation-share", 0.2, "--head-rate", 0.01, "--body-rate", 0.01]
    whole = Run(launcher, tmp_path, *given).digest()
    (tmp_path / "machine-0" / "out").rename(tmp_path / "whole")
    stopped = Run(launcher, tmp_path, *given)
    try:
        stopped.kill_after_first_checkpoint()
    finally:
        stopped.kill()
    assert not (tmp_path / "machine-0" / "out").exists()
    assert Run(launcher, tmp_path, *given, "--resume").digest() == whole
    assert [sorted(each.name for each in folder.iterdir()) for folder in stopped.folders] == [["log", "out"], ["log"]]
