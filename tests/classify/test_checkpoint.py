"""Loading a checkpoint: its body must be whole; only a head may be new."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

for needed in ("torch", "transformers"):
    pytest.importorskip(needed, reason="needs the train extra")

import transformers  # noqa: E402
from safetensors.torch import load_file, save_file  # noqa: E402

from catdog_gui.classify.models import ModelError  # noqa: E402
from catdog_gui.classify.torch_engine.network import load_checkpoint  # noqa: E402


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    config = transformers.ResNetConfig(embedding_size=8, hidden_sizes=[8], depths=[1], layer_type="basic")
    transformers.ResNetForImageClassification(config).save_pretrained(tmp_path)
    return tmp_path


def without(checkpoint: Path, part: str) -> None:
    weights = load_file(checkpoint / "model.safetensors")
    kept = {name: tensor for name, tensor in weights.items() if part not in name}
    assert len(kept) < len(weights)
    save_file(kept, checkpoint / "model.safetensors", {"format": "pt"})


def test_a_body_with_missing_weights_is_refused(checkpoint: Path) -> None:
    without(checkpoint, "encoder")
    with pytest.raises(ModelError, match=r"lacks weights of the network .*, the first is resnet\.encoder"):
        load_checkpoint(checkpoint)


def test_a_head_may_be_new(checkpoint: Path, capfd: pytest.CaptureFixture[str]) -> None:
    without(checkpoint, "classifier")
    load_checkpoint(checkpoint, num_labels=3, ignore_mismatched_sizes=True)
    assert capfd.readouterr().err == ""


def test_a_checkpoint_of_timm_is_refused_in_one_sentence(tmp_path: Path) -> None:
    config = {"architecture": "resnet10t", "num_classes": 2, "label_names": ["a", "b"], "pretrained_cfg": {}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match="is a checkpoint of timm, which needs torchvision"):
        load_checkpoint(tmp_path)
