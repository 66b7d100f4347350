"""Views, rates, losses and recipes of fine-tuning."""

from __future__ import annotations

import argparse
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

for needed in ("torch", "transformers"):
    pytest.importorskip(needed, reason="needs the train extra")

import torch  # noqa: E402
import transformers  # noqa: E402
from PIL import Image  # noqa: E402

from catdog_gui.classify.image_transform import ImageTransform  # noqa: E402
from catdog_gui.classify.models import ModelError, ScoreKind  # noqa: E402
from tests.trainer.conftest import Recorder  # noqa: E402
from trainer.calibration import one_hot_targets  # noqa: E402
from trainer.checkpoint import name_classes  # noqa: E402
from trainer.errors import TrainerError  # noqa: E402
from trainer.examples import NONE_OF_THEM, load_examples  # noqa: E402
from trainer.finetune.averaging import load_best_average, snapshot  # noqa: E402
from trainer.finetune.base import load_base, training_size  # noqa: E402
from trainer.finetune.memory import pictures_at_once  # noqa: E402
from trainer.finetune.optimisation import (  # noqa: E402
    FrozenBatchNorm,
    freeze_batch_norms,
    freeze_first_layers,
    loss_function,
    parameter_groups,
)
from trainer.finetune.recipes import RECIPES, Recipe, add_recipe_arguments, recipe_from  # noqa: E402
from trainer.finetune.targets import smooth_labels, soften_targets  # noqa: E402
from trainer.finetune.views import EvalTransform, LazyPictures, RandomResizedCrop, train_transform  # noqa: E402
from trainer.head import blank_head  # noqa: E402
from trainer.out_of_fold import out_of_fold_scores  # noqa: E402

TRANSFORM = ImageTransform(None, 36, (32, 32), Image.Resampling.BILINEAR)


@pytest.fixture
def network(toy_resnet: Path) -> torch.nn.Module:
    return transformers.AutoModelForImageClassification.from_pretrained(toy_resnet)


def parsed(*arguments: str) -> Recipe:
    parser = argparse.ArgumentParser()
    add_recipe_arguments(parser)
    return recipe_from(parser.parse_args(arguments))


def test_new_classes_of_a_network_of_sets_are_rows_again() -> None:
    config = transformers.PretrainedConfig(label_sets={"cat": ["cat"], "dog": ["dog"], "neither": []})
    name_classes(config, ("ant", "bee"), ScoreKind.EXCLUSIVE)
    assert "label_sets" not in config.to_dict()


def test_every_number_of_a_recipe_is_an_option() -> None:
    for number in fields(Recipe):
        default = getattr(RECIPES["default"], number.name)
        assert getattr(parsed(f"--{number.name.replace('_', '-')}", str(default)), number.name) == default


def test_an_option_changes_the_named_recipe() -> None:
    assert parsed("--recipe", "tutorial", "--epochs", "4") == replace(RECIPES["tutorial"], epochs=4)


@pytest.mark.parametrize(
    "arguments", [("--epochs", "0"), ("--flip", "1.5"), ("--validation-share", "0.9"), ("--batch", "-1")]
)
def test_absurd_numbers_are_refused(arguments: tuple[str, str]) -> None:
    with pytest.raises(TrainerError, match=arguments[0]):
        parsed(*arguments)


def test_a_random_view_depends_on_seed_epoch_and_index_alone(toy_set: Path) -> None:
    examples = load_examples(str(toy_set), "train")
    view = RandomResizedCrop(TRANSFORM, (32, 32), 0.3, 0.5)
    targets = one_hot_targets(examples.labels, 2)
    one, other = (LazyPictures(examples, targets, view, seed=3, threads=threads) for threads in (1, 4))
    pixels = [item[0] for item in one.__getitems__(range(8))]
    assert all(np.array_equal(a, b[0]) for a, b in zip(pixels, other.__getitems__(range(8)), strict=True))
    other.epoch = 1
    assert not np.array_equal(pixels[0], other[0][0])


def test_without_randomness_training_sees_what_the_program_sees() -> None:
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 255, (60, 50, 3), np.uint8))
    view = train_transform(TRANSFORM, RECIPES["tutorial"], TRANSFORM.output_size)
    assert isinstance(view, EvalTransform)
    assert np.array_equal(view.pixels(picture, np.random.default_rng(0)), TRANSFORM.pixels(picture))


@pytest.mark.parametrize("size", [(1, 1), (400, 3), (3, 400), (37, 41)])
def test_random_views_have_one_size_whatever_the_picture(size: tuple[int, int]) -> None:
    view = RandomResizedCrop(TRANSFORM, (24, 24), 0.1, 0.5)
    for seed in range(20):
        assert view.pixels(Image.new("RGB", size), np.random.default_rng(seed)).shape == (24, 24, 3)


def test_a_picture_that_vanishes_during_training_is_reported(toy_set: Path) -> None:
    examples = load_examples(str(toy_set), "train")
    pictures = LazyPictures(examples, one_hot_targets(examples.labels, 2), EvalTransform(TRANSFORM), seed=0, threads=2)
    next((toy_set / "green").iterdir()).unlink()
    with pytest.raises(TrainerError, match="could be read when training began"):
        pictures.__getitems__(range(48))


def test_rates_fall_from_the_head_to_the_first_layer(network: torch.nn.Module) -> None:
    recipe = replace(RECIPES["default"], head_rate=1.0, body_rate=0.1, first_layer_share=0.01)
    rate_of = {
        id(parameter): group["lr"] for group in parameter_groups(network, recipe) for parameter in group["params"]
    }
    assert len(rate_of) == len(list(network.parameters()))
    rates = [rate_of[id(parameter)] for parameter in network.parameters()]
    assert rates == sorted(rates)
    assert rates[0] == pytest.approx(0.001)
    assert rates[-1] == 1.0


def test_norms_and_biases_do_not_decay(network: torch.nn.Module) -> None:
    for group in parameter_groups(network, RECIPES["default"]):
        assert all((parameter.ndim > 1) == (group["weight_decay"] > 0) for parameter in group["params"])


def test_frozen_statistics_stay_while_weights_are_trained(network: torch.nn.Module) -> None:
    names = set(network.state_dict())
    assert freeze_batch_norms(network) > 3
    assert set(network.state_dict()) == names
    network.train()
    norm = next(module for module in network.modules() if isinstance(module, FrozenBatchNorm))
    before = norm.running_mean.clone()
    network(pixel_values=torch.randn(4, 3, 32, 32)).logits.sum().backward()
    assert torch.equal(norm.running_mean, before)
    assert norm.weight.grad is not None


def test_the_first_layers_can_be_frozen(network: torch.nn.Module) -> None:
    freeze_first_layers(network, 0.5)
    is_trained = [parameter.requires_grad for parameter in network.parameters()]
    assert not is_trained[0]
    assert is_trained[-1]
    assert is_trained == sorted(is_trained)
    freeze_first_layers(network, 1.0)
    assert [name for name, parameter in network.named_parameters() if parameter.requires_grad] == [
        "classifier.1.weight",
        "classifier.1.bias",
    ]


@pytest.mark.parametrize("kind", ScoreKind)
def test_parts_of_a_step_add_up_to_the_loss_of_the_whole(kind: ScoreKind) -> None:
    logits, targets = torch.randn(6, 2), torch.softmax(torch.randn(6, 2), 1)
    loss = loss_function(kind)
    entries = torch.tensor(targets.numel())
    parts = [loss({"logits": logits[part]}, targets[part], entries) for part in (slice(0, 4), slice(4, 6))]
    assert float(sum(parts)) == pytest.approx(float(loss({"logits": logits}, targets)), rel=1e-5)


def test_losses_are_those_of_torch() -> None:
    from torch.nn import functional

    logits, labels = torch.randn(5, 3), np.array([0, 1, 2, 1, NONE_OF_THEM])
    targets = torch.from_numpy(one_hot_targets(labels, 3))
    exclusive = loss_function(ScoreKind.EXCLUSIVE)({"logits": logits[:4]}, targets[:4])
    assert float(exclusive) == pytest.approx(float(functional.cross_entropy(logits[:4], targets[:4])), rel=1e-5)
    independent = loss_function(ScoreKind.INDEPENDENT)({"logits": logits}, targets)
    assert float(independent) == pytest.approx(
        float(functional.binary_cross_entropy_with_logits(logits, targets)), rel=1e-5
    )


def test_smoothed_targets_are_those_of_torch() -> None:
    from torch.nn import functional

    logits, labels = torch.randn(4, 3), np.array([0, 1, 2, 1])
    soft = torch.from_numpy(smooth_labels(labels, 3, ScoreKind.EXCLUSIVE, 0.1))
    expected = functional.cross_entropy(logits, torch.from_numpy(labels), label_smoothing=0.1)
    assert float(functional.cross_entropy(logits, soft)) == pytest.approx(float(expected), rel=1e-5)
    assert smooth_labels(np.array([1, NONE_OF_THEM]), 2, ScoreKind.INDEPENDENT, 0.2).tolist() == pytest.approx(
        np.array([[0.1, 0.9], [0.1, 0.1]], np.float32)
    )


def test_out_of_fold_scores_soften_a_wrong_label() -> None:
    generator = np.random.default_rng(0)
    labels = np.repeat([0, 1], 40)
    features = (generator.normal(size=(80, 6)) + 3 * labels[:, None]).astype(np.float32)
    labels[0] = 1
    out_of_fold = out_of_fold_scores(features, labels, blank_head(2, 6, ScoreKind.EXCLUSIVE), 1.0, seed=0)
    targets = soften_targets(smooth_labels(labels, 2, ScoreKind.EXCLUSIVE, 0), out_of_fold, 0.5)
    others = targets[np.arange(1, 80), labels[1:]]
    assert targets[0, 1] < 0.6 < others.min()
    assert targets.sum(1) == pytest.approx(1, abs=1e-5)


def test_the_best_of_the_averages_is_kept(network: torch.nn.Module) -> None:
    before = snapshot(network)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(1)
    weight = next(network.parameters())
    wanted = before["resnet.embedder.embedder.convolution.weight"] + 0.45
    events = Recorder()
    load_best_average(network, before, lambda: ((weight - wanted).abs().sum().item(),), events)
    assert torch.allclose(weight, wanted + 0.05, atol=1e-6)
    assert events.metrics[-1][:2] == ("share of trained weights", 0.5)


def test_equal_averages_are_compared_by_the_next_figure(network: torch.nn.Module) -> None:
    before = snapshot(network)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(1)
    weight = next(network.parameters())
    start = before["resnet.embedder.embedder.convolution.weight"]

    def evaluate() -> tuple[float, float]:
        share = (weight - start).mean().item()
        return float(share < 0.4), abs(share - 0.8)

    load_best_average(network, before, evaluate, Recorder())
    assert torch.allclose(weight, start + 0.75, atol=1e-6)


def test_training_crops_show_things_as_large_as_whole_pictures_do(toy_resnet: Path) -> None:
    base = load_base(str(toy_resnet), ("cat", "dog"), ScoreKind.EXCLUSIVE)
    base = replace(base, image_transform=replace(TRANSFORM, crop=(224, 224)))
    assert training_size(base, 0, least_crop_area=0.4) == (192, 192)
    assert training_size(base, 0, least_crop_area=1) == (224, 224)
    assert training_size(base, 64, least_crop_area=0.4) == (64, 64)


def test_weights_that_are_kept_in_half_precision_are_trained_in_full(toy_resnet: Path) -> None:
    network = transformers.AutoModelForImageClassification.from_pretrained(toy_resnet)
    network.half().save_pretrained(toy_resnet)
    base = load_base(str(toy_resnet), ("cat", "dog"), ScoreKind.EXCLUSIVE)
    assert {parameter.dtype for parameter in base.network.parameters()} == {torch.float32}
    assert training_size(base, 32, least_crop_area=1) == (32, 32)


def test_a_network_with_a_fixed_input_size_trains_at_that_size(tmp_path: Path) -> None:
    from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    config = transformers.ViTConfig(image_size=32, **shape)
    transformers.ViTForImageClassification(config).save_pretrained(tmp_path)
    ViTImageProcessorPil(size={"height": 32, "width": 32}).save_pretrained(tmp_path)
    base = load_base(str(tmp_path), ("cat", "dog"), ScoreKind.EXCLUSIVE)
    assert training_size(replace(base, image_transform=replace(TRANSFORM, crop=(64, 64))), 0, 0.5) == (64, 64)
    with pytest.raises(TrainerError, match="--train-side 64"):
        training_size(base, 64, 0.4)


def test_memory_decides_how_many_pictures_are_held(network: torch.nn.Module, monkeypatch: pytest.MonkeyPatch) -> None:
    from trainer.finetune import memory

    recipe = replace(RECIPES["tutorial"], batch=512)
    assert pictures_at_once(network, (32, 32), recipe, processes=1) == 512
    one = memory._bytes_per_picture(network, (32, 32))
    monkeypatch.setattr(memory, "_free_bytes", lambda _: 2 * 100 * one)
    assert pictures_at_once(network, (32, 32), recipe, processes=1) == 64
    assert pictures_at_once(network, (32, 32), replace(recipe, pictures_at_once=3), processes=2) == 2


def test_more_than_one_linear_layer_after_pooling_is_refused(toy_resnet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = transformers.ResNetForImageClassification.forward

    def squared(self: torch.nn.Module, pixel_values: torch.Tensor, **_: object) -> object:
        found = whole(self, pixel_values)
        found.logits = found.logits**2 + 1
        return found

    monkeypatch.setattr(transformers.ResNetForImageClassification, "forward", squared)
    with pytest.raises(ModelError, match="more after pooling than one linear layer"):
        load_base(str(toy_resnet), ("cat", "dog"), ScoreKind.EXCLUSIVE)
