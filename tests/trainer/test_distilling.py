"""Distilling a small network, on a few generated pictures."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="needs the train extra")

from catdog_gui.classify.torch_engine import efficientnet_lite as lite  # noqa: E402
from trainer.bundled.distilling import distil  # noqa: E402
from trainer.bundled.recipe import Recipe  # noqa: E402
from trainer.calibration import one_hot_targets  # noqa: E402
from trainer.events import PlainEvents  # noqa: E402
from trainer.examples import Examples  # noqa: E402
from trainer.pretrained import processor_config  # noqa: E402

SIDE = 32
RECIPE = Recipe(epochs=2, batch_size=4, frozen_blocks=2, negative_repeats=1)


@dataclass(frozen=True)
class ColouredPictures:
    """Red for the first class, green for the second."""

    def read(self, index: int) -> bytes:
        buffer = io.BytesIO()
        Image.new("RGB", (40, 40), ("red", "green")[index % 2]).save(buffer, "PNG")
        return buffer.getvalue()


def distilled() -> tuple[Any, Any]:
    """The weights before and after."""
    torch.manual_seed(0)
    model = lite.EfficientNetLiteForImageClassification(
        lite.EfficientNetLiteConfig(width=0.25, depth=0.3, hidden_size=16, num_labels=2)
    )
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    labels = np.arange(8) % 2
    examples = Examples(("cat", "dog"), [str(index) for index in range(8)], labels, ColouredPictures())
    after = distil(
        model, processor_config(SIDE), examples, one_hot_targets(labels, 2), RECIPE, PlainEvents(io.StringIO())
    )
    return before, after.state_dict()


def test_the_result_is_a_checkpoint_of_the_same_shape_with_other_weights() -> None:
    before, after = distilled()
    assert set(after) == set(before)
    assert all(torch.isfinite(tensor).all() for tensor in after.values())
    assert not torch.equal(after["classifier.weight"], before["classifier.weight"])


def test_the_same_seed_gives_the_same_weights() -> None:
    (_, one), (_, other) = distilled(), distilled()
    assert all(torch.equal(one[name], other[name]) for name in one)
