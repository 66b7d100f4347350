"""What a published classifier says of a picture reaches the head, in torch and in the written network alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the train extra")
onnx = pytest.importorskip("onnx", reason="needs the train extra")

import onnxruntime  # noqa: E402

from catdog_gui.classify.torch_engine import efficientnet_lite as lite  # noqa: E402
from catdog_gui.classify.torch_engine.network import load_checkpoint, split  # noqa: E402
from catdog_gui.classify.torch_engine.normalisation import Normalisation  # noqa: E402
from trainer.checkpoint import save_checkpoint  # noqa: E402
from trainer.onnx_export import append_evidence, take_evidence, write_features, write_int8  # noqa: E402
from trainer.pretrained import processor_config  # noqa: E402

SIDE, FEATURES, BASE_CLASSES = 32, 16, 12
RUNS = [[2, 4], [7, 10]]


def model_with_evidence() -> lite.EfficientNetLiteForImageClassification:
    torch.manual_seed(0)
    shape = {"width": 0.25, "depth": 0.3, "hidden_size": FEATURES, "num_labels": 2}
    model = lite.EfficientNetLiteForImageClassification(
        lite.EfficientNetLiteConfig(**shape, evidence_ranges=RUNS, base_classes=BASE_CLASSES)
    )
    model.evidence.take_over(published())
    return model.eval()


def published() -> torch.nn.Linear:
    torch.manual_seed(1)
    return torch.nn.Linear(FEATURES, BASE_CLASSES)


def pixels() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (3, SIDE, SIDE, 3), np.uint8)


def test_it_is_the_log_odds_of_the_softmax_on_each_run() -> None:
    features = torch.rand(5, FEATURES, generator=torch.Generator().manual_seed(2)) * 4
    shares = published()(features).softmax(1)
    of_runs = [shares[:, first:last].sum(1) for first, last in RUNS]
    expected = torch.stack([*map(torch.logit, of_runs), torch.logit(sum(of_runs))], 1)
    assert torch.allclose(model_with_evidence().evidence(features), expected, atol=0.05)


def test_a_checkpoint_keeps_it(tmp_path: Path) -> None:
    model = model_with_evidence()
    save_checkpoint(model.half(), processor_config(SIDE), tmp_path)
    loaded = load_checkpoint(tmp_path, local_files_only=True)
    assert torch.equal(loaded.evidence.weight, model.evidence.weight)
    assert loaded.evidence.weight.dtype is torch.int8
    assert loaded.classifier.in_features == FEATURES + len(RUNS) + 1


@pytest.mark.parametrize("quantised", [False, True])
def test_the_written_network_gives_it_too(tmp_path: Path, quantised: bool) -> None:
    model, file = model_with_evidence(), tmp_path / "features.onnx"
    features = split(model, SIDE, SIDE)
    with torch.inference_mode():
        expected = features(Normalisation(processor_config(SIDE))(torch.from_numpy(pixels()))).numpy()
    evidence = take_evidence(model)
    assert evidence is not None
    write_features(features, processor_config(SIDE), (SIDE, SIDE), file)
    if quantised:
        write_int8(file, tmp_path / "features.int8.onnx", list(pixels()))
        file = tmp_path / "features.int8.onnx"
    append_evidence(file, evidence)
    (found,) = onnxruntime.InferenceSession(file).run(None, {"pixels": pixels()})
    assert found.shape == (3, FEATURES + len(RUNS) + 1)
    assert found == pytest.approx(expected, abs=0.2 if quantised else 1e-4)


def test_eight_bit_sums_cannot_saturate(tmp_path: Path) -> None:
    """Without VNNI two products of an unsigned byte and a weight are added in 16 bits."""
    model = model_with_evidence()
    features = split(model, SIDE, SIDE)
    take_evidence(model)
    write_features(features, processor_config(SIDE), (SIDE, SIDE), tmp_path / "features.onnx")
    write_int8(tmp_path / "features.onnx", tmp_path / "features.int8.onnx", list(pixels()))
    tensors = [
        onnx.numpy_helper.to_array(each) for each in onnx.load(tmp_path / "features.int8.onnx").graph.initializer
    ]
    weights = [tensor for tensor in tensors if tensor.dtype == np.int8 and tensor.ndim > 1]
    assert weights
    assert max(int(np.abs(weight.astype(int)).max()) for weight in weights) * 255 * 2 <= np.iinfo(np.int16).max
