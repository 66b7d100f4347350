"""What a training run shows while it runs, and what it leaves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("transformers", reason="needs the train extra")

from tests.trainer.conftest import Recorder
from trainer.errors import TrainerError

Run = Callable[..., Recorder]
QUICK = ("--checkpoint-only", "--batch", 16, "--validation-share", 0.2, "--epochs", 2)


def test_loss_rate_and_throughput_are_seen(toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run) -> None:
    events = run_command("finetune", "--model", toy_resnet, "--dataset", toy_set, "--output", tmp_path / "out", *QUICK)
    losses = [details["epoch"] for name, _, details in events.metrics if name == "validation loss"]
    assert losses == [0, 1, 2]
    of_training = {step: figures for step, total, figures in events.steps if total == 6 and "loss" in figures}
    assert [of_training[step]["learning_rate"] for step in (1, 2)] == [0, 2e-4], "warm-up begins at nothing"
    assert all(figures["pictures_per_second"] > 0 for figures in of_training.values())
    history = json.loads((tmp_path / "out" / "history.json").read_text("utf-8"))
    assert all(entry["loss"] > 0 for entry in history["evaluations"])
    assert {"python", "torch", "transformers"} <= set(history["versions"])


def test_a_run_is_reported_to_what_trainer_knows(
    toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers import TrainerCallback
    from transformers.integrations import integration_utils

    logged: list[dict[str, float]] = []

    class Diary(TrainerCallback):
        def on_log(self, args: object, state: object, control: object, logs: dict[str, float], **_: object) -> None:
            logged.append(logs)

    monkeypatch.setitem(integration_utils.INTEGRATION_TO_CALLBACK, "diary", Diary)
    monkeypatch.setattr(integration_utils, "get_available_reporting_integrations", lambda: ["diary"])
    run_command(
        "finetune", "--model", toy_resnet, "--dataset", toy_set, "--output", tmp_path / "out", *QUICK,
        "--report-to", "diary",
    )  # fmt: skip
    assert any("eval_loss" in entry for entry in logged)
    assert any("learning_rate" in entry for entry in logged)


@pytest.mark.parametrize(("service", "expected"), [("paper", "only to one of"), ("clearml", "pip install clearml")])
def test_a_service_that_cannot_be_had_is_refused_before_the_training(
    service: str, expected: str, toy_set: Path, tmp_path: Path, run_command: Run
) -> None:
    with pytest.raises(TrainerError, match=expected):
        run_command(
            "finetune", "--model", "x", "--dataset", toy_set, "--output", tmp_path / "out", "--report-to", service
        )
