"""Checks a model folder from an untrusted source. It is only data; it is copied first, and the copy is checked."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from catdog_gui.classify.data_only import require_data_files
from catdog_gui.classify.model_folder import (
    FLOAT_FEATURES,
    INT8_FEATURES,
    METADATA,
    REFERENCE,
    SECOND_LOOK,
    WEIGHTS,
    ModelFolder,
    read_model_folder,
)
from catdog_gui.classify.models import ModelError
from catdog_gui.classify.onnx_engine import OnnxEngine
from catdog_gui.classify.reference import read_references
from catdog_gui.messages import Text, detail

_FILES_OF_ONE_LOOK = {
    "config.json": 8,
    "preprocessor_config.json": 8,
    METADATA: 8,
    "README.md": 8,
    WEIGHTS: 4096,
    FLOAT_FEATURES: 4096,
    INT8_FEATURES: 4096,
    REFERENCE: 512,
}
# The files of a model folder, with the largest size of each in MB; other files are not copied.
FILE_SIZE_LIMITS_MB = _FILES_OF_ONE_LOOK | {f"{SECOND_LOOK}/{name}": most for name, most in _FILES_OF_ONE_LOOK.items()}


def copy_and_validate(source: Path, draft: Path) -> ModelFolder:
    """Copies the files of a model folder into the empty folder `draft` and checks all of them there.

    Raises:
        ModelError: it is no model folder, it contains code, or its parts do not fit each other.
        OSError: it cannot be read or copied.
    """
    _require_data_only(source)
    for name, most in FILE_SIZE_LIMITS_MB.items():
        file = source / name
        if not file.is_file():
            continue
        if file.stat().st_size > most << 20:
            raise ModelError(Text.FILE_TOO_LARGE(file))
        (draft / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(file, draft / name)
    return validate_model_folder(draft)


def validate_model_folder(folder: Path) -> ModelFolder:
    """Reads every part of a model folder, and scores one grey picture with each look.

    Raises:
        ModelError: a part is missing or damaged, or does not fit the others.
    """
    model = read_model_folder(folder)
    for look in model.looks:
        _validate_look(look)
    read_references(model)
    return model


def _validate_look(model: ModelFolder) -> None:
    folder = model.path
    _require_valid_tensors(folder / WEIGHTS)
    grey = np.full((1, *model.transform.output_size, 3), 128, np.uint8)
    for name in (FLOAT_FEATURES, INT8_FEATURES):
        if (folder / name).is_file():
            _require_finite(model, folder / name, grey)


def _require_data_only(source: Path) -> None:
    if not source.is_dir():
        raise ModelError(Text.NO_MODEL_FOLDER(source))
    require_data_files(source)
    if (source / SECOND_LOOK).is_dir():
        require_data_files(source / SECOND_LOOK)


def _require_valid_tensors(weights: Path) -> None:
    """Reads the headers of all tensors: this checks that shapes, types and offsets fit the file."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(weights, framework="numpy") as tensors:
            for name in tensors.keys():  # noqa: SIM118 - it is no mapping
                tensors.get_slice(name).get_shape()
    except OSError as error:
        raise ModelError(Text.CANNOT_BE_READ(WEIGHTS, detail(error))) from None
    except SafetensorError:
        raise ModelError(Text.CANNOT_BE_READ(WEIGHTS, Text.CONTENT_INVALID())) from None


def _require_finite(model: ModelFolder, network: Path, pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
    try:
        features = OnnxEngine(model, network).features(pixels)
    except ModelError:
        raise
    except Exception as error:  # noqa: BLE001 - the runtime's exceptions share no base class
        raise ModelError(Text.CANNOT_BE_RUN(network.name, detail(error))) from None
    if features.shape != (1, model.head.weight.shape[1]) or not np.isfinite(features).all():
        raise ModelError(Text.FEATURES_DO_NOT_FIT(network.name))
