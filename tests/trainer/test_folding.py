"""Folding norms, and the ONNX file that is written of a folded network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the train extra")

from catdog_gui.classify.torch_engine import efficientnet_lite as lite  # noqa: E402
from catdog_gui.classify.torch_engine.network import split  # noqa: E402
from trainer.folding import fold_norms  # noqa: E402
from trainer.pretrained import processor_config  # noqa: E402

SIDE = 32


def random_model() -> lite.EfficientNetLiteForImageClassification:
    """A small network with random weights and random norms."""
    torch.manual_seed(0)
    model = lite.EfficientNetLiteForImageClassification(
        lite.EfficientNetLiteConfig(width=0.25, depth=0.3, hidden_size=16, num_labels=2)
    )
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.5, 0.5)
            module.running_var.uniform_(0.5, 2.0)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.uniform_(-0.5, 0.5)
    return model.eval()


def pixels() -> torch.Tensor:
    return torch.rand(2, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(1)) * 2 - 1


def test_folding_keeps_the_logits() -> None:
    model = random_model()
    with torch.inference_mode():
        before = model(pixels()).logits
        fold_norms(model)
        folded = model(pixels()).logits
    assert not any(isinstance(m, torch.nn.BatchNorm2d) for m in folded_model().modules())
    assert torch.allclose(before, folded, atol=1e-5)


def folded_model() -> torch.nn.Module:
    model = random_model()
    fold_norms(model)
    return model


def test_onnx_features_equal_torch_features(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="needs the train extra")
    import onnxruntime

    from catdog_gui.classify.torch_engine.normalisation import Normalisation
    from trainer.onnx_export import write_features

    features = split(random_model(), SIDE, SIDE)
    pictures = np.random.default_rng(0).integers(0, 256, (3, SIDE, SIDE, 3), np.uint8)
    with torch.inference_mode():
        expected = features(Normalisation(processor_config(SIDE))(torch.from_numpy(pictures))).numpy()
    write_features(features, processor_config(SIDE), (SIDE, SIDE), tmp_path / "features.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "features.onnx", providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"pixels": pictures})
    assert found == pytest.approx(expected, abs=1e-4)
