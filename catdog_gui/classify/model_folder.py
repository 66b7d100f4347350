"""Reads a model folder as data: nothing in it is run as code, and sizes and shapes are checked before use.

The contract is a standard Hugging Face checkpoint (`config.json`, `preprocessor_config.json`, `model.safetensors`)
with `features.onnx` and/or `features.int8.onnx` (uint8 NHWC pixels -> features) and `catdog.json` beside it. A folder
`second` in it is a second look: a whole model folder, asked where the scores of this one are in doubt.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from catdog_gui.classify.class_names import require_class_name
from catdog_gui.classify.data_only import require_data_files, require_no_remote_code
from catdog_gui.classify.head import Floats, Head, LabelSets
from catdog_gui.classify.head_tensors import join_layers, read_head_names
from catdog_gui.classify.image_transform import ImageTransform, read_image_transform
from catdog_gui.classify.label_sets import class_names, read_label_sets
from catdog_gui.classify.models import ModelError, Policy, ScoreKind
from catdog_gui.classify.second_look import Joining, read_joining
from catdog_gui.messages import Text, detail, system_message
from catdog_gui.paths import RESOURCES
from catdog_gui.pictures.opening import open_linked_file, read_linked_file

SCHEMA = 1
METADATA = "catdog.json"
WEIGHTS = "model.safetensors"
FLOAT_FEATURES = "features.onnx"
INT8_FEATURES = "features.int8.onnx"
REFERENCE = "reference.npz"
SECOND_LOOK = "second"
BUNDLED = RESOURCES / "model"

_MAX_JSON_BYTES = 8 << 20
_MAX_WEIGHTS_BYTES = 4 << 30
_MAX_CLASSES = 1000
_MAX_FEATURES = 1 << 16
_MAX_PICTURES = 1 << 30


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """One model, read and checked. `id` changes whenever the scores it gives may change."""

    path: Path
    id: str
    classes: tuple[str, ...]
    transform: ImageTransform
    head: Head
    policies: tuple[Policy, ...]
    default_policy: Policy
    details: Mapping[str, Any]
    second_look: SecondLook | None = None

    @property
    def kind(self) -> ScoreKind:
        return self.head.kind

    @property
    def looks(self) -> tuple[ModelFolder, ...]:
        """This model, and the one of its second look where it has one."""
        return (self,) if self.second_look is None else (self, self.second_look.model)

    def final_scores(self, of_looks: Sequence[Floats]) -> Floats:
        """Scores (n, classes) of the same pictures by each of the `looks` -> their final scores (n, classes)."""
        if self.second_look is None:
            return of_looks[0]
        first, second = of_looks
        return self.second_look.joining.final(first, second, self.kind)

    @property
    def features_file(self) -> Path:
        """The quantised network where the folder has it, else the float one."""
        return _first_existing(self.path / INT8_FEATURES, self.path / FLOAT_FEATURES)

    def policy(self, name: str) -> Policy:
        """The policy of that name, or the default one where the model has none of that name."""
        return next((policy for policy in self.policies if policy.name == name), self.default_policy)


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The model that is asked where the first one is in doubt, and how their scores are joined."""

    model: ModelFolder
    joining: Joining


def is_model_folder(path: Path) -> bool:
    """Whether `path` has the metadata file of a model folder; a plain checkpoint has none."""
    return (path / METADATA).is_file()


def read_model_folder(path: Path) -> ModelFolder:
    """Reads and checks the folder `path`.

    Raises:
        ModelError: a file is missing, damaged or inconsistent; the sentence says which.
    """
    if not path.is_dir():
        raise ModelError(Text.NO_MODEL_FOLDER(path))
    config, processor, metadata = (_read_json(path / n) for n in ("config.json", "preprocessor_config.json", METADATA))
    try:
        require_data_files(path)
        require_no_remote_code(config)
        return _assemble(path, config, processor, metadata)
    except ModelError as error:
        raise ModelError(Text.MODEL_FOLDER_UNUSABLE(path, error.message)) from None
    except OSError as error:
        raise ModelError(Text.MODEL_FOLDER_UNUSABLE(path, system_message(error))) from None
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise ModelError(Text.MODEL_FOLDER_UNUSABLE(path, Text.MODEL_DETAILS_INVALID(METADATA))) from None


def _assemble(
    path: Path, config: Mapping[str, Any], processor: Mapping[str, Any], metadata: Mapping[str, Any]
) -> ModelFolder:
    if metadata.get("schema") != SCHEMA:
        raise ModelError(Text.MODEL_SCHEMA(repr(metadata.get("schema")), SCHEMA))
    rows = _read_row_names(config)
    label_sets = read_label_sets(config, rows)
    classes = _checked_classes(rows, label_sets)
    head = replace(_read_head(path / WEIGHTS, metadata, len(rows)), label_sets=label_sets)
    if label_sets is not None and head.kind is not ScoreKind.INDEPENDENT:
        raise ModelError(Text.LABEL_SETS_DO_NOT_FIT())
    policies = tuple(_read_policy(entry) for entry in metadata["policies"])
    default = next((policy for policy in policies if policy.name == metadata["default_policy"]), None)
    if default is None:
        raise ModelError(Text.NO_DEFAULT_POLICY(repr(metadata["default_policy"])))
    features_file = _first_existing(path / INT8_FEATURES, path / FLOAT_FEATURES)
    transform = read_image_transform(processor)
    second = _read_second_look(path, metadata, classes, head.kind)
    return ModelFolder(
        path=path,
        id=_pair_id(_fingerprint(features_file, head, transform), second),
        classes=classes,
        transform=transform,
        head=head,
        policies=policies,
        default_policy=default,
        details=metadata,
        second_look=second,
    )


def _read_second_look(
    path: Path, metadata: Mapping[str, Any], classes: tuple[str, ...], kind: ScoreKind
) -> SecondLook | None:
    if "second_look" not in metadata:
        return None
    if path.name == SECOND_LOOK:
        raise ModelError(Text.SECOND_LOOK_OF_SECOND_LOOK())
    model = read_model_folder(path / SECOND_LOOK)
    if model.classes != classes or model.kind is not kind:
        raise ModelError(Text.SECOND_LOOK_CLASSES(", ".join(model.classes), ", ".join(classes)))
    return SecondLook(model, read_joining(metadata["second_look"]))


def _pair_id(first: str, second: SecondLook | None) -> str:
    """A model without a second look has the id of its own scores."""
    if second is None:
        return first
    joining = second.joining
    text = f"{first} {second.model.id} {joining.low!r} {joining.high!r} {joining.weight!r}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _read_json(path: Path) -> dict[str, Any]:
    try:
        _require_file(path, _MAX_JSON_BYTES)
        content = json.loads(read_linked_file(path).decode("utf-8-sig"))
    except FileNotFoundError:
        is_metadata = path.name == METADATA
        raise ModelError(Text.NO_METADATA(path, path.parent) if is_metadata else Text.MISSING(path)) from None
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(Text.CANNOT_BE_READ(path, detail(error))) from None
    if not isinstance(content, dict):
        raise ModelError(Text.NOT_A_JSON_OBJECT(path))
    return content


def _require_file(path: Path, max_bytes: int) -> None:
    """Refuses devices and pipes, which may be endless or wait for a writer, and files that are too large."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ModelError(Text.NOT_AN_ORDINARY_FILE(path))
    if status.st_size > max_bytes:
        raise ModelError(Text.FILE_TOO_LARGE(path))


def read_classes(folder: Path) -> tuple[str, ...]:
    """The classes alone of the model in `folder`.

    Raises:
        ModelError: they cannot be read.
    """
    try:
        config = _read_json(folder / "config.json")
        rows = _read_row_names(config)
        return _checked_classes(rows, read_label_sets(config, rows))
    except (KeyError, TypeError, AttributeError):
        raise ModelError(Text.NAMES_NO_CLASSES(folder / "config.json")) from None


def _read_row_names(config: Mapping[str, Any]) -> tuple[str, ...]:
    names = config["id2label"]
    if not 2 <= len(names) <= _MAX_CLASSES:
        raise ModelError(Text.CLASS_COUNT(len(names), _MAX_CLASSES))
    return tuple(str(names[str(index)]) for index in range(len(names)))


def _checked_classes(rows: tuple[str, ...], label_sets: LabelSets | None) -> tuple[str, ...]:
    classes = class_names(rows, label_sets)
    for name in classes:
        require_class_name(name)
    if len({name.casefold() for name in classes}) != len(classes):
        raise ModelError(Text.SAME_CLASS_NAME())
    return classes


def _read_head(path: Path, metadata: Mapping[str, Any], rows: int) -> Head:
    from safetensors import SafetensorError, safe_open

    try:
        _require_file(path, _MAX_WEIGHTS_BYTES)
        with safe_open(path, framework="numpy") as tensors:
            names = read_head_names(metadata["head"])
            for pair in zip(names.weights, names.biases, strict=True):
                _require_shapes([tensors.get_slice(name).get_shape() for name in pair], rows)
            weight, bias = join_layers(
                *([_read_tensor(path, tensors, name) for name in part] for part in (names.weights, names.biases))
            )
    except FileNotFoundError:
        raise ModelError(Text.MISSING(WEIGHTS)) from None
    except OSError as error:
        raise ModelError(Text.CANNOT_BE_READ(WEIGHTS, detail(error))) from None
    except SafetensorError:
        raise ModelError(Text.CANNOT_BE_READ(WEIGHTS, Text.CONTENT_INVALID())) from None
    temperature = float(metadata["temperature"])
    if not (np.isfinite(weight).all() and np.isfinite(bias).all() and 0 < temperature < 1000):
        raise ModelError(Text.HEAD_NOT_FINITE())
    added = metadata.get("added_classes", 0)
    if not isinstance(added, int) or not 0 <= added <= rows - 2:
        raise ModelError(Text.ADDED_CLASSES(repr(added), rows))
    return Head(weight, bias, ScoreKind(metadata["score_kind"]), temperature, added)


def _read_tensor(path: Path, tensors: Any, name: str) -> Floats:
    part = tensors.get_slice(name)
    if part.get_dtype() == "BF16":
        return _read_bfloat16(path, name, part.get_shape())
    return np.asarray(tensors.get_tensor(name).astype(np.float32))


def _read_bfloat16(path: Path, name: str, shape: list[int]) -> Floats:
    """numpy has no such type: it is the upper half of a float32. `safe_open` has checked the header already."""
    with open_linked_file(path) as file:
        length = int.from_bytes(file.read(8), "little")
        start, end = json.loads(file.read(length))[name]["data_offsets"]
        file.seek(8 + length + start)
        halves = np.frombuffer(file.read(end - start), "<u2")
    return (halves.astype(np.uint32) << 16).view(np.float32).reshape(shape)


def _require_shapes(shapes: list[list[int]], classes: int) -> None:
    weight, bias = shapes
    if len(weight) != 2 or weight[0] != classes or bias != [classes] or not 1 <= weight[1] <= _MAX_FEATURES:
        raise ModelError(Text.HEAD_SHAPES(weight, bias, classes))


def _read_policy(entry: Mapping[str, Any]) -> Policy:
    threshold = float(entry["threshold"])
    if not 0 < threshold <= 1:
        raise ModelError(Text.POLICY_THRESHOLD(repr(entry["name"]), threshold))
    policy = Policy(
        str(entry["name"]), threshold, _parse_share(entry.get("precision")), _parse_share(entry.get("coverage"))
    )
    return _with_precision_range(policy, entry) if entry.get("precision_range") is not None else policy


def _with_precision_range(policy: Policy, entry: Mapping[str, Any]) -> Policy:
    low, high = (_parse_share(end) for end in entry["precision_range"])
    pictures = int(entry["pictures"])
    if low is None or high is None or low > high or not 1 <= pictures <= _MAX_PICTURES:
        raise ModelError(Text.POLICY_RANGE(repr(policy.name), repr(entry["precision_range"]), pictures))
    return replace(policy, precision_range=(low, high), pictures=pictures)


def _parse_share(share: Any) -> float | None:
    if share is None:
        return None
    measured = float(share)
    if not 0 <= measured <= 1:
        raise ModelError(Text.POLICY_SHARE(measured))
    return measured


def _first_existing(*candidates: Path) -> Path:
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise ModelError(Text.HAS_NEITHER(*(candidate.name for candidate in candidates)))


def _fingerprint(features_file: Path, head: Head, transform: ImageTransform) -> str:
    with open_linked_file(features_file) as file:
        digest = hashlib.file_digest(file, "sha256")
    for part in (head.weight, head.bias, np.float64(head.temperature)):
        digest.update(part.tobytes())
    # Ids are stored in score caches and releases: this text must stay as it was, whatever the class is called.
    geometry = f"Geometry(size={transform.size!r}, shortest_edge={transform.shortest_edge!r}, "
    geometry += f"crop={transform.crop!r}, resample={transform.resample!r})"
    digest.update(f"{head.kind} {geometry}{f' {head.added}' if head.added else ''}".encode())
    if head.label_sets is not None:
        digest.update(f" {head.label_sets.tolist()}".encode())
    return digest.hexdigest()[:16]
