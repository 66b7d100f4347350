"""Tries, before hours of training, what comes after them."""

from __future__ import annotations

import copy
from pathlib import Path
from tempfile import TemporaryDirectory

from catdog_gui.classify.torch_engine.network import PooledFeatures
from catdog_gui.messages import Text, detail
from trainer.errors import TrainerError
from trainer.finetune.base import Base
from trainer.onnx_export import take_evidence, write_features


def require_exportable(base: Base) -> None:
    """Writes the network once without its training.

    Raises:
        TrainerError: it cannot be written as ONNX.
    """
    network = copy.deepcopy(base.network).to("cpu").eval()
    take_evidence(network)
    with TemporaryDirectory() as folder:
        try:
            size = base.image_transform.output_size
            write_features(PooledFeatures(network), base.processor.to_dict(), size, Path(folder) / "features.onnx")
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 - what is not supported shows itself in any way
            raise TrainerError(Text.NO_ONNX(type(network).__name__, detail(error))) from None
