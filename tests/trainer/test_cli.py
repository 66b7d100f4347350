"""Names, exit codes, signals, and what a command must not import."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trainer.conftest import Recorder, write_pictures
from trainer import cli, hub
from trainer.errors import Interrupted, TrainerError
from trainer.heartbeat import with_heartbeat

ROOT = Path(__file__).parents[2]


def trainer(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "trainer", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False, **options)


def python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_help_names_every_command_without_loading_torch() -> None:
    shown = python(
        """
        import sys
        from trainer import cli
        try:
            cli.main(["--help"])
        finally:
            assert not {"torch", "transformers", "datasets", "evaluate"} & set(sys.modules)
        """
    )
    assert shown.returncode == 0, shown.stderr
    assert all(name in shown.stdout for name in cli.COMMANDS)


def test_evaluating_a_folder_of_folders_needs_no_torch(
    tmp_path: Path, make_tiny_model_folder: Callable[..., Path]
) -> None:
    for colour in ("red", "green"):
        write_pictures(tmp_path / "set" / colour, colour, 3)
    model = make_tiny_model_folder(classes=("red", "green"))
    shown = python(
        """
        import sys
        from trainer import cli
        code = cli.main(["evaluate", "--model", sys.argv[1], "--dataset", sys.argv[2], "--output", sys.argv[3]])
        assert code == 0
        assert not {"torch", "transformers", "datasets", "evaluate"} & set(sys.modules)
        """,
        model,
        tmp_path / "set",
        tmp_path / "report",
    )
    assert shown.returncode == 0, shown.stderr
    assert (tmp_path / "report" / "report.html").is_file()


def test_json_alone_is_on_stdout(tmp_path: Path, make_tiny_model_folder: Callable[..., Path]) -> None:
    for colour in ("red", "green"):
        write_pictures(tmp_path / "set" / colour, colour, 3)
    model = make_tiny_model_folder(classes=("red", "green"))
    shown = trainer("evaluate", "--model", model, "--dataset", tmp_path / "set", "--json")
    events = [json.loads(line) for line in shown.stdout.splitlines()]
    assert shown.returncode == 0
    assert events[-1] == {"event": "done", "accuracy": 1.0}
    assert {event["event"] for event in events} >= {"stage", "progress", "metric"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["finetune", "--model", "microsoft/resnet-50", "--dataset", "."], "the hub cannot be reached"),
        (["finetune", "--model", "./nowhere", "--dataset", "."], "no checkpoint at ./nowhere"),
        (["finetune", "--model", "efficientnet-lite0", "--dataset", "set"], "fewer than two classes"),
        (["finetune", "--model", "efficientnet-lite0", "--dataset", "."], "lies within the pictures"),
        (["finetune", "--model", "efficientnet-lite0", "--dataset", ".", "--flip", "2"], "--flip is a share"),
        (["finetune", "--model", "efficientnet-lite0", "--dataset", "./missing"], "there is no folder ./missing"),
        (["finetune", "--model", "efficientnet-lite0", "--dataset", "some/where"], "cannot be had from the hub"),
        (["predict", "--model", "nowhere", "--dataset", "."], "no model folder at nowhere"),
    ],
)
def test_wrong_use_is_one_sentence_and_code_2(tmp_path: Path, arguments: list[str], message: str) -> None:
    write_pictures(tmp_path / "set" / "only", "red", 2)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", "trainer", *arguments, "--output", "result"]
    began = time.monotonic()
    shown = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert shown.returncode == 2
    assert message in shown.stderr
    assert "Traceback" not in shown.stderr
    assert not (tmp_path / "result").exists()
    assert not (tmp_path / "result.work").exists()
    assert time.monotonic() - began < 30


def test_missing_packages_are_reported_before_the_pictures_are_read(tmp_path: Path) -> None:
    given = ["--model", "efficientnet-lite0", "--dataset", str(tmp_path / "none"), "--output", str(tmp_path / "out")]
    shown = python(
        """
        import sys
        from trainer import cli, packages
        packages.find_spec = lambda name: None if name == "torch" else object()
        sys.exit(cli.main(["finetune", *sys.argv[1:]]))
        """,
        *given,
    )
    assert shown.returncode == cli.WRONG_USE
    assert "needs torch" in shown.stderr
    assert "'.[train]'" in shown.stderr


def test_no_network_is_noticed_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_HUB_OFFLINE", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE"):
        monkeypatch.setenv(name, "0")
    # Reserved for documentation (RFC 5737): nothing answers there, and nothing refuses.
    monkeypatch.setenv("HF_ENDPOINT", "https://192.0.2.1")
    monkeypatch.setattr(hub, "_TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr(hub, "go_offline", lambda: monkeypatch.setenv("HF_HUB_OFFLINE", "1"))
    began = time.monotonic()
    hub.go_offline_if_unreachable("someone/something")
    assert time.monotonic() - began < 2
    with pytest.raises(TrainerError, match="cannot be reached"):
        hub.require_checkpoint("someone/something")


def test_local_sources_never_ask_the_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr(hub, "_is_reachable", lambda: pytest.fail("asked the network"))
    hub.go_offline_if_unreachable(str(tmp_path), "efficientnet-lite0", "./missing")


def test_progress_is_repeated_while_a_step_takes_long() -> None:
    events = Recorder()
    with with_heartbeat(events, threading.Event()) as live_events:
        live_events.progress(1, 10, loss=0.5)
        time.sleep(2.2)
    assert len(events.steps) >= 3
    assert set(map(str, events.steps)) == {str((1, 10, {"loss": 0.5}))}


def test_the_heartbeat_covers_a_stage_before_its_first_step_and_after_its_last() -> None:
    events = Recorder()
    with with_heartbeat(events, threading.Event()) as live_events:
        time.sleep(0.8)
        assert events.steps[-1] == (0, 0, {})
        live_events.progress(10, 10)
        time.sleep(0.8)
        assert events.steps[-2:] == [(10, 10, {})] * 2
        live_events.stage("next")
        time.sleep(0.8)
        assert events.steps[-1] == (0, 0, {})


def test_nothing_is_reported_after_the_end() -> None:
    events = Recorder()
    with with_heartbeat(events, threading.Event()) as live_events:
        live_events.progress(10, 10)
        live_events.done()
        time.sleep(0.8)
    assert len(events.steps) == 1


@pytest.mark.slow
def test_a_whole_run_reports_something_every_second(toy_resnet: Path, toy_set: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "trainer", "finetune", "--model", str(toy_resnet), "--dataset", str(toy_set)]
    command += ["--output", str(tmp_path / "out"), "--epochs", "1", "--checkpoint-only", "--json"]
    events = []
    times = [time.monotonic()]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            events.append(json.loads(line))
            times.append(time.monotonic())
    assert process.returncode == 0
    # One second is promised; the other is for a busy computer.
    assert max(after - before for before, after in itertools.pairwise(times)) < 2
    progress = [event for event in events if event["event"] == "progress"]
    assert all({"stage", "step", "total", "rate", "seconds_left"} <= event.keys() for event in progress)
    training = [event for event in progress if event["stage"] == "training the whole network"]
    assert training[-1]["step"] == training[-1]["total"]
    assert all("loss" in event for event in training if event["step"] > 0)


def test_a_swallowed_interrupt_stops_at_the_next_event() -> None:
    stopping = threading.Event()
    with with_heartbeat(Recorder(), stopping) as live_events:
        stopping.set()
        with pytest.raises(Interrupted):
            live_events.progress(1, 2)


@pytest.mark.parametrize("flags", [["--json"], []], ids=["json", "plain"])
def test_a_signal_is_quiet_where_nobody_reads_any_more(flags: list[str]) -> None:
    code = """
        import os, signal, sys, time, types
        from trainer import cli

        def run(args, events):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(5)

        cli._module_of = lambda name: types.SimpleNamespace(add_arguments=lambda parser: None, run=run)
        sys.exit(cli.main(sys.argv[1:]))
        """
    command = [sys.executable, "-c", textwrap.dedent(code), "evaluate", *flags]
    read, write = os.pipe()
    os.close(read)
    try:
        stderr = subprocess.PIPE if flags else write
        ended = subprocess.run(command, cwd=ROOT, stdout=write, stderr=stderr, text=True, timeout=60, check=False)
    finally:
        os.close(write)
    assert ended.returncode == cli.STOPPED
    assert not ended.stderr
