"""What a recipe offers beyond its defaults."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

for needed in ("torch", "transformers"):
    pytest.importorskip(needed, reason="needs the train extra")

import torch  # noqa: E402
from PIL import Image  # noqa: E402
from torch.nn import functional  # noqa: E402

from catdog_gui.classify.models import ScoreKind  # noqa: E402
from tests.trainer.conftest import Recorder  # noqa: E402
from trainer.augmentation import OPERATIONS, random_operations  # noqa: E402
from trainer.calibration import one_hot_targets  # noqa: E402
from trainer.finetune.mixing import Mixing  # noqa: E402
from trainer.finetune.moving_average import MovingAverage  # noqa: E402
from trainer.finetune.optimisation import class_weights, loss_function, picture_weights  # noqa: E402
from trainer.head import blank_head, fit_by_cross_validation  # noqa: E402
from trainer.out_of_fold import out_of_fold_scores  # noqa: E402

Run = Callable[..., Recorder]
MIXED = ("--random-operations", 2, "--mixup", 0.2, "--cutmix", 1)
WEIGHED = ("--class-weights", "balanced", "--moving-average", 0.9)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("amount", [-1.0, 0.3, 1.0])
def test_every_operation_keeps_the_form_of_a_picture(operation: Callable[..., Image.Image], amount: float) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)
    changed = operation(Image.fromarray(noise), amount)
    assert (changed.mode, changed.size) == ("RGB", (30, 20))


def test_random_operations_are_seeded() -> None:
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8))
    one, two = (random_operations(picture, 3, 0.5, np.random.default_rng(4)) for _ in range(2))
    assert one == two != picture
    assert random_operations(picture, 0, 0.5, np.random.default_rng(4)) == picture


@pytest.mark.parametrize("mixing", [Mixing(0.4, 0), Mixing(0, 1.0), Mixing(0.4, 1.0)])
def test_targets_are_mixed_as_the_pixels_are(mixing: Mixing) -> None:
    """Of pictures that are all 0 or all 1, the mean says how much of each is in the mixture."""
    torch.manual_seed(3)
    values = torch.tensor([0.0, 1.0, 1.0, 0.0])
    targets = torch.stack([1 - values, values], 1)
    for _ in range(20):
        pixels, mixed = mixing.mixed(values[:, None, None, None].expand(4, 3, 16, 16), targets)
        assert torch.allclose(pixels.mean((1, 2, 3)), mixed[:, 1], atol=1e-6)
        assert torch.allclose(mixed.sum(1), torch.ones(4))


def test_without_mixing_a_batch_is_left_as_it_is() -> None:
    pixels, targets = torch.ones(2, 3, 4, 4), torch.eye(2)
    state = torch.get_rng_state()
    mixed = Mixing(0, 0).mixed(pixels, targets)
    assert mixed[0] is pixels
    assert torch.equal(torch.get_rng_state(), state), "runs without it are as they were"


def test_balanced_weights_make_classes_count_the_same() -> None:
    weights = class_weights(np.asarray([0, 0, 0, 1, -1]), 2)
    assert weights.tolist() == pytest.approx([2 / 3, 2])
    logits, targets = torch.tensor([[2.0, -1.0], [0.5, 0.1]]), torch.eye(2)
    by_hand = functional.cross_entropy(logits, torch.tensor([0, 1]), weights, reduction="sum") / 2
    assert float(loss_function(ScoreKind.EXCLUSIVE, weights)({"logits": logits}, targets)) == pytest.approx(
        float(by_hand)
    )


def test_balanced_weights_reach_the_first_head() -> None:
    """Of equal pictures with other labels, as many as four to one, the balanced head prefers neither label."""
    labels = np.asarray([0] * 16 + [1] * 4)
    features = np.ones((20, 2), np.float32) + np.random.default_rng(0).normal(0, 1e-3, (20, 2)).astype(np.float32)
    prior, weights = blank_head(2, 2, ScoreKind.EXCLUSIVE), picture_weights(labels, 2)
    targets = one_hot_targets(labels, 2)
    plain, balanced = (
        fit_by_cross_validation(features, targets, prior, 0, Recorder(), given)[0].scores(features).mean(0)
        for given in (None, weights)
    )
    assert plain == pytest.approx([0.8, 0.2], abs=0.02)
    assert balanced == pytest.approx([0.5, 0.5], abs=0.05)
    doubts = out_of_fold_scores(features, labels, prior, 100.0, 0, weights).mean(0)
    assert doubts == pytest.approx([0.5, 0.5], abs=0.1)


def test_a_picture_of_no_class_weighs_one() -> None:
    assert picture_weights(np.asarray([0, 0, 0, 1, -1]), 2).tolist() == pytest.approx([2 / 3] * 3 + [2, 1])


def test_a_moving_average_follows_the_weights(tmp_path: Path) -> None:
    from types import SimpleNamespace

    layer = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.zeros_(layer.weight)
    average = MovingAverage(0.5, None)
    average.on_train_begin(None, None, None, layer)
    torch.nn.init.ones_(layer.weight)
    average.on_step_end(None, SimpleNamespace(global_step=100), None, layer)
    assert float(average.weights["weight"]) == 0.5
    (tmp_path / "checkpoint-100").mkdir()
    average.on_save(SimpleNamespace(output_dir=tmp_path), SimpleNamespace(global_step=100), None)
    resumed = MovingAverage(0.5, tmp_path / "checkpoint-100")
    resumed.on_train_begin(None, None, None, layer)
    assert float(resumed.weights["weight"]) == 0.5


def test_a_run_with_every_option(toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run) -> None:
    events = run_command(
        "finetune", "--model", toy_resnet, "--dataset", toy_set, "--output", tmp_path / "out", "--checkpoint-only",
        "--batch", 16, "--validation-share", 0.2, "--epochs", 1, *MIXED, *WEIGHED,
    )  # fmt: skip
    assert events.results["accuracy"] > 0.9
    assert any(name == "moving average is kept" for name, _, _ in events.metrics)
