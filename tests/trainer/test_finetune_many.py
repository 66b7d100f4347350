"""What a run on more pictures than fit into memory does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("transformers", reason="needs the train extra")

from catdog_gui.classify.models import ScoreKind
from tests.trainer.conftest import Recorder
from trainer.finetune.targets import SoftTargets, smooth_labels, soften_targets

Run = Callable[..., Recorder]


def test_targets_of_a_sample_are_softened_and_those_of_the_others_are_labels() -> None:
    labels = np.asarray([0, 1, 1, 0])
    out_of_fold = np.asarray([[0.2, 0.8], [0.6, 0.4]], np.float32)
    sample = np.asarray([1, 3])
    targets = SoftTargets(labels, 2, ScoreKind.EXCLUSIVE, 0.1, out_of_fold, sample, 0.5)
    smooth = smooth_labels(labels, 2, ScoreKind.EXCLUSIVE, 0.1)
    smooth[sample] = soften_targets(smooth[sample], out_of_fold, 0.5)
    assert np.allclose([targets[index] for index in range(4)], smooth)


def test_a_run_goes_past_what_cannot_be_read_and_fits_the_head_on_some(
    toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run
) -> None:
    for index in (0, 7):
        (toy_set / "red" / f"red.{index}.png").write_bytes(b"nothing")
    events = run_command(
        "finetune", "--model", toy_resnet, "--dataset", toy_set, "--output", tmp_path / "out", "--batch", 16,
        "--epochs", 1, "--check-below", 0, "--head-pictures", 20, "--validation-share", 0.2,
    )  # fmt: skip
    assert events.results["accuracy"] > 0.9
    assert (20, 20) in {(step, total) for step, total, _ in events.steps}
