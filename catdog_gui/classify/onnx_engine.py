"""The CPU engine: one ONNX Runtime session that worker threads share, one picture a call."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import onnxruntime

from catdog_gui.classify.head import Floats
from catdog_gui.classify.image_transform import Pixels
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Text, detail
from catdog_gui.pictures.opening import read_linked_file


class OnnxEngine:
    """Runs `features.int8.onnx` or `features.onnx` of a model folder."""

    description = "CPU"
    batch_size = 1

    def __init__(self, model: ModelFolder, network: Path | None = None) -> None:
        """Loads the network: the one that the folder prefers, or the file `network` of it.

        Raises:
            ModelError: it cannot be loaded, or its input or output does not fit the rest of the folder.
        """
        self._file = network or model.features_file
        options = onnxruntime.SessionOptions()
        # Pictures are scored in parallel, each on one thread: threads never wait for each other, and Qt's stays free.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            source = _readable_source(self._file)
            self._session = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # noqa: BLE001 - the runtime's exceptions share no base class
            raise ModelError(Text.CANNOT_BE_LOADED(self._file, detail(error))) from None
        self._require_fit(model)

    def features(self, pixels: Pixels) -> Floats:
        """pixels (n, height, width, 3) uint8 -> features (n, features)."""
        (features,) = self._session.run(None, {self._input: pixels})
        return np.asarray(features, np.float32)

    def _require_fit(self, model: ModelFolder) -> None:
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        if len(inputs) != 1 or len(outputs) != 1:
            raise ModelError(Text.NETWORK_ENDS(self._file, len(inputs), len(outputs)))
        (source,), (target,) = inputs, outputs
        self._input: str = source.name
        expected = [*model.transform.output_size, 3]
        if source.type != "tensor(uint8)" or list(source.shape[1:]) != expected:
            raise ModelError(Text.NETWORK_INPUT(self._file, source.type, source.shape, expected))
        if target.shape[-1] != model.head.weight.shape[1]:
            raise ModelError(Text.NETWORK_OUTPUT(self._file, target.shape[-1], model.head.weight.shape[1]))


def _readable_source(file: Path) -> Path | bytes:
    """The path of a network; its content where the path is no text, because the runtime opens only paths that are."""
    try:
        os.fspath(file).encode()
    except UnicodeEncodeError:
        return read_linked_file(file)
    return file
