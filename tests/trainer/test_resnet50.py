"""ResNet-50: the tensors of the hub's microsoft/resnet-50, and its way through fine-tuning.

The weights are not available here. Names and shapes are those of table 1 in He et al., Deep Residual Learning for Image
Recognition (CVPR 2016), with the names of the hub's checkpoint; they were compared with a list of all 161 parameters
that was printed from the hub's configuration.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

for needed in ("torch", "transformers"):
    pytest.importorskip(needed, reason="needs the train extra")

import torch  # noqa: E402
import transformers  # noqa: E402
from transformers.models.convnext.image_processing_pil_convnext import ConvNextImageProcessorPil  # noqa: E402

from tests.trainer.conftest import Recorder  # noqa: E402

BLOCKS = (3, 4, 6, 3)
STEM, CLASSES = 64, 1000

Shapes = Iterator[tuple[str, tuple[int, ...]]]


def expected_parameters() -> Shapes:
    yield from conv_norm("resnet.embedder.embedder", STEM, 3, 7)
    width_in = STEM
    for stage, blocks in enumerate(BLOCKS):
        inner = STEM * 2**stage
        for block in range(blocks):
            name = f"resnet.encoder.stages.{stage}.layers.{block}"
            if block == 0:
                yield from conv_norm(f"{name}.shortcut", 4 * inner, width_in, 1)
            yield from conv_norm(f"{name}.layer.0", inner, width_in, 1)
            yield from conv_norm(f"{name}.layer.1", inner, inner, 3)
            yield from conv_norm(f"{name}.layer.2", 4 * inner, inner, 1)
            width_in = 4 * inner
    yield "classifier.1.weight", (CLASSES, width_in)
    yield "classifier.1.bias", (CLASSES,)


def conv_norm(name: str, width_out: int, width_in: int, kernel: int) -> Shapes:
    yield f"{name}.convolution.weight", (width_out, width_in, kernel, kernel)
    yield f"{name}.normalization.weight", (width_out,)
    yield f"{name}.normalization.bias", (width_out,)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A 1000-class ResNet-50 with random weights, at 32 pixels to be quick."""
    folder = tmp_path_factory.mktemp("resnet-50")
    torch.manual_seed(0)
    transformers.ResNetForImageClassification(transformers.ResNetConfig(num_labels=CLASSES)).save_pretrained(folder)
    ConvNextImageProcessorPil(
        size={"shortest_edge": 32}, crop_pct=0.875, image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225]
    ).save_pretrained(folder)
    return folder


def test_names_and_shapes_are_those_of_the_hub(checkpoint: Path) -> None:
    model = transformers.AutoModelForImageClassification.from_pretrained(checkpoint)
    found = {name: tuple(parameter.shape) for name, parameter in model.named_parameters()}
    assert found == dict(expected_parameters())
    assert len(found) == 161
    assert sum(parameter.numel() for parameter in model.parameters()) == 25_557_032


@pytest.mark.slow
def test_fine_tuning_replaces_the_head_and_a_pipeline_runs_the_result(
    checkpoint: Path, toy_set: Path, tmp_path: Path, run_command: Callable[..., Recorder]
) -> None:
    run_command(
        "finetune", "--model", checkpoint, "--dataset", toy_set, "--output", tmp_path / "out", "--checkpoint-only",
        "--recipe", "tutorial", "--batch", 6, "--logging-steps", 1,
            "--head-rate", 5e-4, "--body-rate", 5e-4, "--schedule", "constant",
    )  # fmt: skip
    steps = json.loads((tmp_path / "out" / "history.json").read_text("utf-8"))["steps"]
    losses = [step["loss"] for step in steps]
    assert sum(losses[-3:]) < 0.8 * sum(losses[:3]), losses
    classify = transformers.pipeline("image-classification", model=str(tmp_path / "out"))
    (first, second) = classify(str(toy_set / "red" / "red.0.png"))
    assert {first["label"], second["label"]} == {"red", "green"}
    assert first["score"] + second["score"] == pytest.approx(1, abs=1e-4)
