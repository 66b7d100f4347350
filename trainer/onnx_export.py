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
from catdog_gui.classify.torch_engine.efficientnet_lite import Evidence
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
    """`features` (pixel_values -> pooled features) as ONNX: uint8 pixels (n, height, width, 3) -> (n, features).

    Evidence, where the network has any, is left to `append_evidence`.
    """
    fold_norms(features)
    network = _FromPixels(Normalisation(processor), features).eval()
    example = torch.zeros(2, *size, 3, dtype=torch.uint8)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings(), torch.no_grad():
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


def take_evidence(model: Any) -> Evidence | None:
    """Takes the evidence out of a network, which then gives pooled features alone; None where it has none."""
    evidence, model.evidence = getattr(model, "evidence", None), None
    return evidence if isinstance(evidence, Evidence) else None


def append_evidence(file: Path, evidence: Evidence) -> None:
    """Lets a network that was written give the evidence beside its pooled features, in floats.

    The published classifier stays in 8 bits in the file. ONNX Runtime unpacks it once, when it loads the network:
    Cast and Mul are folded there, as DequantizeLinear is not.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load(file)
    graph = model.graph
    pooled = "pooled"
    for node in graph.node:
        node.output[:] = [pooled if name == _OUTPUT else name for name in node.output]
        node.input[:] = [pooled if name == _OUTPUT else name for name in node.input]
    constants: dict[str, np.ndarray[Any, Any]] = {
        "packed": evidence.weight.numpy(),
        "scale": evidence.scale.float().numpy()[:, None],
        "bias": evidence.bias.float().numpy(),
        "other": np.asarray(evidence.other_classes(), np.int64),
        "axes": np.asarray([1], np.int64),
    }
    nodes = [
        helper.make_node("Cast", ["evidence.packed"], ["evidence.cast"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["evidence.cast", "evidence.scale"], ["evidence.weight"]),
        helper.make_node("Gemm", [pooled, "evidence.weight", "evidence.bias"], ["evidence.logits"], transB=1),
    ]

    def log_sum(name: str, inputs: str) -> str:
        nodes.append(helper.make_node("ReduceLogSumExp", [inputs, "evidence.axes"], [name], keepdims=1))
        return name

    def log_sum_of_classes(name: str, classes: np.ndarray[Any, Any]) -> str:
        constants[f"{name}.classes"] = classes
        chosen = [f"evidence.{name}.logits"]
        nodes.append(helper.make_node("Gather", ["evidence.logits", f"evidence.{name}.classes"], chosen, axis=1))
        return log_sum(f"evidence.{name}", *chosen)

    def log_odds(name: str, these: list[str], others: list[str]) -> str:
        sides = []
        for side, parts in (("for", these), ("against", others)):
            joined = f"evidence.{name}.{side}"
            nodes.append(helper.make_node("Concat", parts, [joined], axis=1))
            sides.append(log_sum(f"{joined}.sum", joined))
        nodes.append(helper.make_node("Sub", sides, [f"evidence.{name}.odds"]))
        return f"evidence.{name}.odds"

    other = log_sum_of_classes("rest", constants.pop("other"))
    runs = [log_sum_of_classes(f"run{n}", np.arange(*run, dtype=np.int64)) for n, run in enumerate(evidence.runs)]
    odds = [log_odds(f"run{n}", [run], [other, *runs[:n], *runs[n + 1 :]]) for n, run in enumerate(runs)]
    odds.append(log_odds("all", runs, [other]))
    nodes.append(helper.make_node("Concat", [pooled, *odds], [_OUTPUT], axis=1))
    graph.node.extend(nodes)
    graph.initializer.extend(numpy_helper.from_array(array, f"evidence.{name}") for name, array in constants.items())
    graph.output[0].type.tensor_type.shape.dim[1].dim_value += len(odds)
    onnx.checker.check_model(model)
    onnx.save(model, file)


def write_int8(source: Path, target: Path, pictures: list[Pixels]) -> None:
    """`source` quantised: QDQ, per channel, ranges from `pictures`, each (height, width, 3).

    Weights have seven bits, so that no processor saturates: one without VNNI adds two products of an unsigned byte
    and a weight in 16 bits, and 2 x 255 x 64 = 32,640 fits. Processors with and without VNNI then compute the same.
    """
    from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static

    prepared = target.with_suffix(".prepared.onnx")
    logging.getLogger().setLevel(logging.ERROR)
    try:
        _prepare(source, prepared)
        quantize_static(
            str(prepared),
            str(target),
            _CalibrationReader(pictures),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
            nodes_to_exclude=_float_nodes(prepared),
        )
    finally:
        prepared.unlink(missing_ok=True)


def _prepare(source: Path, target: Path) -> None:
    from onnxruntime.quantization.shape_inference import quant_pre_process

    try:
        quant_pre_process(str(source), str(target))
    except Exception:  # noqa: BLE001 - it stumbles over some operators, as over ConvNeXtV2's norm, in any way
        quant_pre_process(str(source), str(target), skip_symbolic_shape=True)


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
