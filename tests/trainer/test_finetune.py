"""Fine-tuning of a toy network on toy pictures, through the command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

pytest.importorskip("transformers", reason="needs the train extra")

from tests.trainer.conftest import Recorder, write_pictures
from trainer.errors import Interrupted, TrainerError
from trainer.finetune import workspace

Run = Callable[..., Recorder]
ROOT = Path(__file__).parents[2]
QUICK = ("--checkpoint-only", "--batch", 16, "--validation-share", 0.2)


def weights(folder: Path) -> dict[str, np.ndarray]:
    return load_file(folder / "model.safetensors")


def losses(folder: Path) -> list[float]:
    return [step["loss"] for step in json.loads((folder / "history.json").read_text("utf-8"))["steps"]]


def test_a_pipeline_runs_the_saved_result(toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run) -> None:
    events = run_command("finetune", "--model", toy_resnet, "--dataset", toy_set, "--output", tmp_path / "out", *QUICK)
    assert events.results["accuracy"] == 1
    assert not (tmp_path / "out.work").exists()

    from transformers import pipeline

    classify = pipeline("image-classification", model=str(tmp_path / "out"))
    for colour in ("red", "green"):
        best = classify(str(toy_set / colour / f"{colour}.0.png"))[0]
        assert best["label"] == colour
    config = json.loads((tmp_path / "out" / "config.json").read_text("utf-8"))
    assert config["id2label"] == {"0": "green", "1": "red"}
    assert config["problem_type"] == "single_label_classification"


def test_the_result_is_a_model_folder_with_independent_scores(
    toy_resnet: Path, toy_set: Path, toy_negatives: Path, tmp_path: Path, run_command: Run
) -> None:
    from catdog_gui.classify.model_folder import read_model_folder
    from catdog_gui.classify.models import ScoreKind

    run_command(
        "finetune", "--model", toy_resnet, "--dataset", toy_set, "--negatives", toy_negatives,
        "--output", tmp_path / "out", "--epochs", 1, "--batch", 16,
    )  # fmt: skip
    model = read_model_folder(tmp_path / "out")
    assert model.kind is ScoreKind.INDEPENDENT
    assert model.details["provenance"]["recipe"]["epochs"] == 1
    events = run_command("evaluate", "--model", tmp_path / "out", "--dataset", toy_set, "--negatives", toy_negatives)
    assert events.results["accuracy"] > 0.9


def test_a_seed_gives_the_same_result_twice(toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run) -> None:
    for name in ("one", "two"):
        run_command(
            "finetune", "--model", toy_resnet, "--dataset", toy_set, "--output", tmp_path / name, "--epochs", 1, *QUICK
        )
    first, second = (weights(tmp_path / name) for name in ("one", "two"))
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_an_interrupted_run_resumes_to_the_same_result(
    toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    common = ("finetune", "--model", toy_resnet, "--dataset", toy_set, "--epochs", 3, "--patience", 0, *QUICK)
    run_command(*common, "--output", tmp_path / "whole")
    from trainer.finetune import callbacks

    mark_complete = callbacks.mark_complete

    def die_after_first(checkpoint: Path) -> None:
        mark_complete(checkpoint)
        raise Interrupted

    monkeypatch.setattr(callbacks, "mark_complete", die_after_first)
    with pytest.raises(Interrupted):
        run_command(*common, "--output", tmp_path / "resumed")
    monkeypatch.undo()
    work = tmp_path / "resumed.work"
    # What a kill in the middle of writing leaves.
    (work / "checkpoint-999").mkdir()
    assert not (tmp_path / "resumed").exists()
    with pytest.raises(TrainerError, match="--resume"):
        run_command(*common, "--output", tmp_path / "resumed")
    with pytest.raises(TrainerError, match="same settings; batch was 16 and is 8"):
        run_command(*common, "--output", tmp_path / "resumed", "--resume", "--batch", 8)
    run_command(*common, "--output", tmp_path / "resumed", "--resume")
    whole, resumed = (weights(tmp_path / name) for name in ("whole", "resumed"))
    assert all(np.array_equal(whole[name], resumed[name]) for name in whole)
    assert losses(tmp_path / "whole") == losses(tmp_path / "resumed")
    assert not work.exists()


def test_a_stop_before_the_first_checkpoint_leaves_nothing(
    toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trainer.finetune import setup

    def stop(*_: object) -> None:
        raise Interrupted

    monkeypatch.setattr(setup, "fit_linear_probe", stop)
    with pytest.raises(Interrupted):
        run_command("finetune", "--model", toy_resnet, "--dataset", toy_set, "--output", tmp_path / "out", *QUICK)
    assert not list(tmp_path.glob("out*"))


def test_weights_that_training_made_worse_are_not_kept(
    toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run
) -> None:
    events = run_command(
        "finetune", "--model", toy_resnet, "--dataset", toy_set, "--output", tmp_path / "out", *QUICK,
        "--epochs", 1, "--body-rate", 1.0, "--head-rate", 1.0, "--schedule", "constant", "--warm-up", 0,
        "--largest-gradient", 0,
    )  # fmt: skip
    assert events.results["f1"] >= events.metrics[2][1]


def test_damaged_pictures_are_named_counted_and_left_out(
    toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run
) -> None:
    (toy_set / "red" / "cut.png").write_bytes((toy_set / "red" / "red.0.png").read_bytes()[:30])
    (toy_set / "green" / "text.jpg").write_text("not a picture")
    events = run_command(
        "finetune", "--model", toy_resnet, "--dataset", toy_set, "--output", tmp_path / "out", "--epochs", 1, *QUICK
    )
    assert {"red/cut.png", "green/text.jpg"} <= {message.split()[1].rstrip(":") for message in events.errors}
    assert ("skipped_pictures", 2, {}) in events.metrics


def test_a_class_of_damaged_pictures_alone_is_refused(
    toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run
) -> None:
    (toy_set / "cat").mkdir()
    (toy_set / "cat" / "broken.jpg").write_bytes(b"no")
    with pytest.raises(TrainerError, match=r"the class cat of .* has no picture that can be read"):
        run_command("finetune", "--model", toy_resnet, "--dataset", toy_set, "--output", tmp_path / "out", *QUICK)
    assert not list(tmp_path.glob("out*"))


def test_a_full_disk_is_reported_before_training(
    toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(workspace.shutil, "disk_usage", lambda _: usage(10, 10, 0))
    with pytest.raises(TrainerError, match="no space for the checkpoints"):
        run_command("finetune", "--model", toy_resnet, "--dataset", toy_set, "--output", tmp_path / "out", *QUICK)
    assert not list(tmp_path.glob("out*"))


def test_the_tutorial_recipe_has_the_numbers_of_the_tutorial(
    toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run
) -> None:
    (toy_set / "train").mkdir()
    for colour in ("red", "green"):
        (toy_set / colour).rename(toy_set / "train" / colour)
        write_pictures(toy_set / "test" / colour, colour, 4, seed=9)
    events = run_command(
        "finetune", "--model", toy_resnet, "--dataset", toy_set, "--output", tmp_path / "out", "--recipe", "tutorial",
        "--pictures-at-once", 20, "--checkpoint-only",
    )  # fmt: skip
    history = json.loads((tmp_path / "out" / "history.json").read_text("utf-8"))
    settings = history["settings"]
    assert (settings["batch"], settings["epochs"], settings["body_rate"], settings["head_rate"]) == (512, 1, 2e-5, 2e-5)
    assert [step["learning_rate"] for step in history["steps"]] == [2e-5], "48 pictures are one step of 512"
    assert [entry["loss"] > 0 for entry in history["evaluations"]] == [True, True]
    assert ("pictures at once", 16, {"of": 512, "by": "gradient accumulation over 32 parts"}) in events.metrics


def test_rows_of_a_head_with_the_same_classes_are_kept_in_our_order(
    toy_resnet: Path, toy_set: Path, tmp_path: Path
) -> None:
    import transformers

    from catdog_gui.classify.models import ScoreKind
    from catdog_gui.classify.torch_engine.network import head_layers
    from trainer.finetune.base import load_base

    trained = transformers.AutoModelForImageClassification.from_pretrained(
        toy_resnet, num_labels=2, id2label={0: "red", 1: "green"}, ignore_mismatched_sizes=True
    )
    trained.save_pretrained(toy_resnet)
    base = load_base(str(toy_resnet), ("green", "red"), ScoreKind.EXCLUSIVE)
    before, after = (head_layers(network)["classifier.1"].weight for network in (trained, base.network))
    assert np.array_equal(after.detach().numpy(), before.detach().numpy()[::-1])


@pytest.mark.slow
def test_two_processes_give_the_same_figures(toy_resnet: Path, tmp_path: Path, run_command: Run) -> None:
    # 40 training pictures in steps of 8: no step is filled up, so the two must agree to rounding.
    for colour in ("red", "green"):
        write_pictures(tmp_path / "even" / colour, colour, 24)
    common = ["finetune", "--model", toy_resnet, "--dataset", tmp_path / "even", "--checkpoint-only", "--epochs", "2"]
    common += ["--batch", "8", "--validation-share", "0.1667", "--pictures-at-once", "4"]
    run_command(*common, "--output", tmp_path / "alone")
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    arguments = [str(argument) for argument in (*common, "--output", tmp_path / "together", "--json")]
    shown = subprocess.run(
        [*launcher, "-m", "trainer", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=170, check=False, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert shown.returncode == 0, shown.stderr
    events_of_main = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [event["event"] for event in events_of_main].count("done") == 1, "only one of the processes reports"
    assert losses(tmp_path / "together") == pytest.approx(losses(tmp_path / "alone"), rel=1e-3)
    alone, together = weights(tmp_path / "alone"), weights(tmp_path / "together")
    assert all(np.allclose(alone[name], together[name], atol=1e-4) for name in alone)
