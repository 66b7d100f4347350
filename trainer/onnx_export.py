"""Writes the network without its head as ONNX, float and quantised to 8 bits."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from catdog_gui.classify.image_transform import Pixels
from catdog_gui.classify.torch_engine.normalisation import Normalisation
from trainer.folding import fold_norms

OPSET = 18
FLOAT_CONVOLUTIONS = 3
_INPUT, _OUTPUT = "pixels", "features"


class _FromPixels(nn.Module):
    def __init__(self, normalise: Normalisation, features: nn.Module) -> None:
        super().__init__()
        self.normalise = normalise
        self.features = features

    def forward(self, pixels: Tensor) -> Tensor:
        return self.features(self.normalise(pixels))


def write_features(features: nn.Module, processor: dict[str, Any], size: tuple[int, int], target: Path) -> None:
    """`features` (pixel_values -> pooled features) as ONNX: uint8 pixels (n, height, width, 3) -> (n, features)."""
    fold_norms(features)
    network = _FromPixels(Normalisation(processor), features).eval()
    example = torch.zeros(2, *size, 3, dtype=torch.uint8)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            (example,),
            target,
            input_names=[_INPUT],
            output_names=[_OUTPUT],
            dynamic_shapes=({0: torch.export.Dim("n", min=1)},),
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    _strip_metadata(target)


def _strip_metadata(file: Path) -> None:
    """Removes the stack trace of each operation, which names source files and folders of this computer."""
    import onnx

    model = onnx.load(file)
    for part in (model, model.graph, *model.graph.node, *model.graph.value_info):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    onnx.save(model, file)


def write_int8(source: Path, target: Path, pictures: list[Pixels]) -> None:
    """`source` quantised: QDQ, per channel, ranges from `pictures`, each (height, width, 3)."""
    from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared = target.with_suffix(".prepared.onnx")
    logging.getLogger().setLevel(logging.ERROR)
    try:
        quant_pre_process(str(source), str(prepared))
        quantize_static(
            str(prepared),
            str(target),
            _CalibrationReader(pictures),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
            nodes_to_exclude=_float_nodes(prepared),
        )
    finally:
        prepared.unlink(missing_ok=True)


def _float_nodes(network: Path) -> list[str]:
    """The nodes that are not quantised: the arithmetic on raw pixels, and the first convolutions, with few channels.

    In 8 bits that arithmetic is slower and rounds twice, and these convolutions cause a quarter of the whole error.
    """
    import onnx

    chosen: list[str] = []
    convolutions = 0
    for node in onnx.load(network).graph.node:
        convolutions += node.op_type == "Conv"
        if convolutions > FLOAT_CONVOLUTIONS:
            break
        if convolutions == 0 or node.op_type == "Conv":
            chosen.append(node.name)
    return chosen


class _CalibrationReader:
    """Gives the quantiser one picture at a time."""

    def __init__(self, pictures: list[Pixels]) -> None:
        self._pictures: Iterator[Pixels] = iter(pictures)

    def get_next(self) -> dict[str, Any] | None:
        picture = next(self._pictures, None)
        return None if picture is None else {_INPUT: np.asarray(picture)[None]}
