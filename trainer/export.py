"""Any checkpoint becomes a model folder that runs without torch."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from catdog_gui.classify.engine import Engine
from catdog_gui.classify.head import Floats, Head
from catdog_gui.classify.head_tensors import HeadNames, read_head_names
from catdog_gui.classify.image_transform import ImageTransform, Pixels, read_image_transform
from catdog_gui.classify.label_sets import ENTRY
from catdog_gui.classify.model_folder import (
    FLOAT_FEATURES,
    INT8_FEATURES,
    METADATA,
    REFERENCE,
    SCHEMA,
    WEIGHTS,
    ModelFolder,
    read_model_folder,
)
from catdog_gui.classify.models import Policy, ScoreKind
from catdog_gui.classify.onnx_engine import OnnxEngine
from catdog_gui.classify.policy import decision_codes
from catdog_gui.messages import Text, detail
from catdog_gui.pictures.models import PictureError
from trainer.calibration import (
    DEFAULT_POLICY,
    choose_policies,
    fit_head_temperature,
    policies_json,
    thresholds_are_guesses,
)
from trainer.checkpoint import HISTORY
from trainer.errors import TrainerError
from trainer.events import Events
from trainer.examples import Examples, Labels
from trainer.features import extract_features, read_pixels
from trainer.licence import licence_of
from trainer.metrics import accuracy, confusion_matrix, macro_f1
from trainer.model_card import write_model_card
from trainer.output import atomic_folder
from trainer.processor import image_transform_of, load_processor
from trainer.tensors import replace_tensors

QUANTISATION_PICTURES = 200
MIN_AGREEMENT = 0.995
REFERENCE_PER_CLASS = 300
HELD_OUT_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a model comes from, for its card."""

    base: str
    data: str
    recipe: Mapping[str, Any] = field(default_factory=dict)
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class TrainedCheckpoint:
    """A checkpoint, and the pictures that its model folder needs.

    Temperature, thresholds and reference come from the `held_out` pictures, on which it was not trained; some of the
    `training_examples` set the value ranges of the 8-bit network.
    """

    path: Path
    held_out: Examples
    training_examples: Examples
    provenance: Provenance


def export_checkpoint(trained: TrainedCheckpoint, target: Path, events: Events) -> None:
    """Makes the model folder `target` of a checkpoint.

    Raises:
        TrainerError: `target` exists, or the checkpoint or its pictures cannot be used.
        ModelError: the checkpoint is not one linear head on pooled features.
    """
    with atomic_folder(target) as draft:
        _copy_checkpoint(trained.path, draft)
        events.stage(Text.WRITING_NETWORK())
        write_uncalibrated(draft, trained.training_examples, trained.provenance, events)
        events.stage(Text.HELD_OUT_FEATURES())
        features, labels, metrics = _held_out_features(draft, trained.held_out, events)
        events.stage(Text.CALIBRATION())
        calibrate(draft, features, labels, metrics, events)
        write_reference(draft, features, labels, trained.held_out.classes)


def write_uncalibrated(draft: Path, training_examples: Examples, provenance: Provenance, events: Events) -> ModelFolder:
    """Turns the checkpoint in `draft` into a model folder that can be read, with one policy that decides everything.

    It has no 8-bit network where that one cannot be made; an event says so.
    """
    names, kind = _write_networks(draft, training_examples, events)
    description = {
        "schema": SCHEMA,
        "head": names.to_json(),
        "score_kind": kind.value,
        "temperature": 1.0,
        "default_policy": DEFAULT_POLICY,
        "policies": policies_json((Policy(DEFAULT_POLICY, 0.5),)),
        "metrics": {},
        "provenance": {
            "base": provenance.base,
            "data": provenance.data,
            "recipe": dict(provenance.recipe),
            "parent": provenance.parent,
            "licence": licence_of(provenance.base, draft),
            "date": datetime.now(UTC).date().isoformat(),
            "versions": {name: metadata.version(name) for name in ("torch", "transformers", "onnxruntime")},
        },
    }
    (draft / METADATA).write_text(json.dumps(description, indent=2) + "\n", "utf-8")
    return read_model_folder(draft)


def calibrate(draft: Path, features: Floats, labels: Labels, metrics: Mapping[str, float], events: Events) -> None:
    """Chooses temperature and thresholds on held-out `features` (n, features).

    The temperature becomes part of the head, so that transformers, which knows none, gives the same scores. The
    `metrics` are written into the folder and reported as events.
    """
    model = read_model_folder(draft)
    logits = model.head.logits(features)
    temperature = fit_head_temperature(model.head, logits, labels)
    head = replace(model.head, temperature=temperature)
    policies = choose_policies(head.scores_of_logits(logits), labels, model.kind)
    description = dict(model.details) | {
        "temperature": 1.0,
        "policies": policies_json(policies),
        "metrics": {
            **metrics,
            "temperature": round(temperature, 4),
            **_held_out_figures(model, features, labels),
            "held_out_pictures": len(labels),
        },
    }
    replace_head(model, replace(model.head, temperature=temperature).with_temperature_folded())
    (draft / METADATA).write_text(json.dumps(description, indent=2) + "\n", "utf-8")
    write_model_card(draft)
    basis = "a guess, from few pictures" if thresholds_are_guesses(int((labels >= 0).sum())) else "measured"
    for policy in policies:
        figures = {"precision": policy.precision, "coverage": policy.coverage, "basis": basis}
        events.metric(f"threshold_{policy.name}", policy.threshold, **figures)
    for name, value in {"temperature": temperature, **metrics}.items():
        events.metric(name, value)


def _held_out_figures(model: ModelFolder, features: Floats, labels: Labels) -> dict[str, float]:
    """Accuracy and F1 of the likeliest class, on the pictures that show one."""
    shown = labels >= 0
    likeliest = model.head.scores(features[shown]).argmax(1)
    confusion = confusion_matrix(labels[shown], likeliest, len(model.classes))
    return {"accuracy": accuracy(labels[shown], likeliest), "f1": macro_f1(confusion)}


def _copy_checkpoint(checkpoint: Path, draft: Path) -> None:
    for name in ("config.json", "preprocessor_config.json", WEIGHTS):
        if not (checkpoint / name).is_file():
            raise TrainerError(Text.LACKS_A_FILE(checkpoint, name))
        shutil.copyfile(checkpoint / name, draft / name)
    # A field that the file leaves out is one that its class has a default for, which the program does not know.
    processor = load_processor(str(checkpoint))
    image_transform_of(processor)
    (draft / "preprocessor_config.json").write_text(processor.to_json_string(), "utf-8")
    if (checkpoint / HISTORY).is_file():
        shutil.copyfile(checkpoint / HISTORY, draft / HISTORY)


def _write_networks(draft: Path, training_examples: Examples, events: Events) -> tuple[HeadNames, ScoreKind]:
    from catdog_gui.classify.torch_engine.network import head_names, load_checkpoint, split
    from catdog_gui.classify.torch_engine.normalisation import read_processor
    from trainer.onnx_export import append_evidence, take_evidence, write_features, write_int8

    model: Any = load_checkpoint(draft, local_files_only=True)
    processor = read_processor(draft)
    transform = read_image_transform(processor)
    names = head_names(model)
    has_label_sets = getattr(model.config, ENTRY, None) is not None
    kind = ScoreKind.INDEPENDENT if has_label_sets else ScoreKind(model.config.problem_type or ScoreKind.EXCLUSIVE)
    features = split(model, *transform.output_size)
    evidence = take_evidence(model)
    write_features(features, processor, transform.output_size, draft / FLOAT_FEATURES)
    pictures = []
    for index in np.random.default_rng(0).permutation(len(training_examples))[:QUANTISATION_PICTURES]:
        pixels = _pixels_or_none(training_examples, int(index), transform)
        if pixels is not None:
            pictures.append(pixels)
    if not pictures:
        raise TrainerError(Text.NONE_CAN_BE_READ())
    try:
        write_int8(draft / FLOAT_FEATURES, draft / INT8_FEATURES, pictures)
    except Exception as error:  # noqa: BLE001 - the tools fail in any way; the float network does as well, more slowly
        (draft / INT8_FEATURES).unlink(missing_ok=True)
        events.error(Text.NO_INT8(detail(error)))
    if evidence is not None:
        for network in _networks_of(draft):
            append_evidence(draft / network, evidence)
    return names, kind


def _networks_of(folder: Path) -> tuple[str, ...]:
    return tuple(name for name in (INT8_FEATURES, FLOAT_FEATURES) if (folder / name).is_file())


def _pixels_or_none(examples: Examples, index: int, transform: ImageTransform) -> Pixels | None:
    try:
        return read_pixels(examples, index, transform)
    except PictureError:
        return None


def _held_out_features(draft: Path, held_out: Examples, events: Events) -> tuple[Floats, Labels, dict[str, float]]:
    """Features by the network that will be used, and, of two, the share of pictures that both decide the same."""
    if not (draft / INT8_FEATURES).is_file():
        model = read_model_folder(draft)
        extracted = extract_features(held_out, model.transform, OnnxEngine(model), events)
        return extracted.features, held_out.labels[extracted.indices], {}
    quick, exact, labels = features_of_both_networks(draft, held_out, events)
    head = read_model_folder(draft).head
    agreement = decision_agreement(head.scores(quick), head.scores(exact), head.kind)
    if agreement < MIN_AGREEMENT:
        (draft / INT8_FEATURES).unlink()
        quick = exact
    return quick, labels, {"int8_agreement": agreement}


def features_of_both_networks(folder: Path, examples: Examples, events: Events) -> tuple[Floats, Floats, Labels]:
    """Features (n, features) by the 8-bit and by the float network, and labels (n,), of all readable pictures."""
    model = read_model_folder(folder)
    engines = tuple(OnnxEngine(model, folder / network) for network in (INT8_FEATURES, FLOAT_FEATURES))
    extracted = extract_features(examples, model.transform, _ConcatenatedEngine(engines), events)
    quick, exact = np.split(extracted.features, len(engines), axis=1)
    return quick, exact, examples.labels[extracted.indices]


@dataclass(frozen=True)
class _ConcatenatedEngine:
    """Several engines as one, so that each picture is decoded once; their features are concatenated."""

    engines: Sequence[Engine]
    description = "CPU"
    batch_size = 1

    def features(self, pixels: Pixels) -> Floats:
        return np.concatenate([engine.features(pixels) for engine in self.engines], axis=1)


def decision_agreement(one: Floats, other: Floats, kind: ScoreKind) -> float:
    """The share of pictures that two networks' scores (n, classes) decide alike."""
    return float(np.mean(decision_codes(one, kind, 0.5) == decision_codes(other, kind, 0.5)))


def replace_head(model: ModelFolder, head: Head) -> None:
    """Writes the weights of a model folder again, with the numbers of `head` in place of those of its head."""
    weights = model.path / WEIGHTS
    draft = weights.with_suffix(".new")
    replace_tensors(weights, draft, read_head_names(model.details["head"]).tensors(head.weight, head.bias))
    draft.replace(weights)


def write_reference(draft: Path, features: Floats, labels: Labels, classes: tuple[str, ...]) -> None:
    """Keeps a few hundred `features` (n, features) of each label in the model folder, in place of earlier ones."""
    chosen: list[npt.NDArray[np.int64]] = []
    generator = np.random.default_rng(0)
    for label in np.unique(labels):
        members = generator.permutation(np.flatnonzero(labels == label))
        chosen.append(np.sort(members[:REFERENCE_PER_CLASS]))
    kept = np.concatenate(chosen)
    np.savez_compressed(
        draft / REFERENCE, features=features[kept].astype(np.float16), labels=labels[kept], classes=np.asarray(classes)
    )
