"""Takes a model folder from a stranger: as data, copied first and checked in the copy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np

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
# What a model folder consists of, with the most that each may weigh, in MB; nothing else is copied.
FILE_SIZE_LIMITS_MB = _FILES_OF_ONE_LOOK | {f"{SECOND_LOOK}/{name}": most for name, most in _FILES_OF_ONE_LOOK.items()}
# Files that hold code or run it when they are read. A folder that brings one is not what it says it is.
_CODE_SUFFIXES = frozenset(
    {".py", ".pyc", ".pyd", ".so", ".dll", ".dylib", ".sh", ".bat", ".exe", ".js"}
    | {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".h5", ".msgpack"}
)


def copy_and_validate(source: Path, draft: Path) -> ModelFolder:
    """Copies the files of a model folder into the empty folder `draft` and checks all of them there.

    Raises:
        ModelError: it is no model folder, holds code, or its parts do not fit each other.
        OSError: it cannot be read or copied.
    """
    _require_data_only(source)
    for name, most in FILE_SIZE_LIMITS_MB.items():
        file = source / name
        if file.is_symlink():
            raise ModelError(f"{file} is a link: a model folder holds its files itself")
        if not file.is_file():
            continue
        if file.stat().st_size > most << 20:
            raise ModelError(f"{file} is too large")
        (draft / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(file, draft / name)
    return validate_model_folder(draft)


def validate_model_folder(folder: Path) -> ModelFolder:
    """Reads every part of a model folder, and scores one grey picture with each look.

    Raises:
        ModelError: something is missing, damaged, or does not fit.
    """
    model = read_model_folder(folder)
    for look in model.looks:
        _validate_look(look)
    read_references(model)
    return model


def _validate_look(model: ModelFolder) -> None:
    folder = model.path
    _require_no_remote_code(folder / "config.json")
    _require_valid_tensors(folder / WEIGHTS)
    grey = np.full((1, *model.transform.output_size, 3), 128, np.uint8)
    for name in (FLOAT_FEATURES, INT8_FEATURES):
        if (folder / name).is_file():
            _require_finite(model, folder / name, grey)


def _require_data_only(source: Path) -> None:
    if not source.is_dir():
        raise ModelError(f"there is no model folder at {source}")
    if (source / SECOND_LOOK).is_symlink():
        raise ModelError(f"{source / SECOND_LOOK} is a link: a model folder holds its files itself")
    second = source / SECOND_LOOK
    for entry in (*source.iterdir(), *(second.iterdir() if second.is_dir() else ())):
        if entry.suffix.lower() in _CODE_SUFFIXES:
            raise ModelError(f"{source} holds {entry.name}, which may be code: a model folder is data alone")


def _require_no_remote_code(config: Path) -> None:
    if "auto_map" in json.loads(config.read_text("utf-8")):
        raise ModelError("its config.json asks for code of its own to be run (auto_map)")


def _require_valid_tensors(weights: Path) -> None:
    """Reads the header of all tensors, which checks that shapes, types and offsets fit the file."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(weights, framework="numpy") as tensors:
            for name in tensors.keys():  # noqa: SIM118 - it is no mapping
                tensors.get_slice(name).get_shape()
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{WEIGHTS} cannot be read: {error}") from None


def _require_finite(model: ModelFolder, network: Path, pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
    try:
        features = OnnxEngine(model, network).features(pixels)
    except ModelError:
        raise
    except Exception as error:  # noqa: BLE001 - the runtime's exceptions share no base class
        raise ModelError(f"{network.name} cannot be run: {error}") from None
    if features.shape != (1, model.head.weight.shape[1]) or not np.isfinite(features).all():
        raise ModelError(f"{network.name} gives features that the head cannot read")
