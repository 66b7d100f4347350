"""Fits the first head of a base model: any image classifier becomes a model for new classes by its last layer alone.

The network is exported to ONNX first; what follows runs without torch.
"""

from __future__ import annotations

from pathlib import Path

from catdog_gui.classify.decisions import NON_CLASS_LABELS
from catdog_gui.classify.head import Head
from catdog_gui.classify.model_folder import FLOAT_FEATURES, INT8_FEATURES, ModelFolder
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.onnx_engine import OnnxEngine
from catdog_gui.messages import Text
from trainer.errors import TrainerError
from trainer.events import Events
from trainer.examples import NONE_OF_THEM, Examples, Labels, stratified_split
from trainer.export import (
    HELD_OUT_SHARE,
    MIN_AGREEMENT,
    Provenance,
    calibrate,
    decision_agreement,
    replace_head,
    write_reference,
    write_uncalibrated,
)
from trainer.features import ExtractedFeatures, extract_features
from trainer.head import blank_head, fit_by_cross_validation
from trainer.hub import go_offline_if_unreachable, require_checkpoint
from trainer.output import atomic_folder
from trainer.training_set import class_indices, targets_from_label_names

# Enough to compare the decisions of the 8-bit network and the float one, and quick to read.
_MAX_COMPARED = 400


def fit_first_head(source: str, examples: Examples, output: Path, seed: int, events: Events) -> None:
    """Writes the model folder `output` of the base at `source`, its head fitted to the labels of `examples`.

    A fifth of the pictures is held out for the thresholds. With pictures labelled `both` or `neither` the scores of
    the classes are independent; else they sum to one.

    Raises:
        TrainerError: the base or the pictures cannot be used, or the output is taken.
        ModelError: the base is not pooled features with one linear head.
    """
    go_offline_if_unreachable(source)
    require_checkpoint(source)
    classes = tuple(name for name in examples.classes if name not in NON_CLASS_LABELS)
    if len(examples.classes) < 2 or not classes:
        raise TrainerError(Text.TWO_LABELS_NEEDED())
    kind = ScoreKind.EXCLUSIVE if classes == examples.classes else ScoreKind.INDEPENDENT
    with atomic_folder(output) as draft:
        events.stage(Text.WRITING_NETWORK())
        model = _unfitted_model(source, classes, kind, examples, draft, events)
        events.stage(Text.READING_PICTURES())
        agreement = _fit(model, examples, seed, model.features_file.name, events)
        if agreement < MIN_AGREEMENT:
            events.metric("int8_agreement", agreement, kept="the float network alone")
            (draft / INT8_FEATURES).unlink()
            _fit(model, examples, seed, FLOAT_FEATURES, events)
    events.done(output=str(output))


def _unfitted_model(
    source: str, classes: tuple[str, ...], kind: ScoreKind, examples: Examples, draft: Path, events: Events
) -> ModelFolder:
    from trainer.finetune.base import load_base

    load_base(source, classes, kind).save(draft)
    return write_uncalibrated(
        draft, examples, Provenance(source, "pictures of the user's own", {"head": "fitted alone"}), events
    )


def _fit(model: ModelFolder, examples: Examples, seed: int, network: str, events: Events) -> float:
    """Fits the head to features by `network` and calibrates. Gives how often the float network decides the same."""
    engine = OnnxEngine(model, model.path / network)
    extracted = extract_features(examples, model.transform, engine, events)
    label_names = [examples.classes[label] for label in examples.labels[extracted.indices]]
    labels = class_indices(label_names, model.classes)
    rest, held_out = stratified_split(labels, HELD_OUT_SHARE, seed)
    events.stage(Text.FITTING())
    features = extracted.features[rest]
    targets = targets_from_label_names([label_names[row] for row in rest], model.classes, added=0)
    blank = blank_head(len(model.classes), features.shape[1], model.kind)
    head, strength = fit_by_cross_validation(features, targets, blank, seed, events)
    replace_head(model, head)
    events.stage(Text.CALIBRATION())
    agreement = 1.0 if network == FLOAT_FEATURES else _agreement(model, head, examples, extracted, held_out, events)
    # Without pictures of both, which have no single label.
    calibrated = held_out[labels[held_out] >= NONE_OF_THEM]
    metrics = {"int8_agreement": agreement, "strength": strength}
    calibrate(model.path, extracted.features[calibrated], labels[calibrated], metrics, events)
    write_reference(model.path, extracted.features[calibrated], labels[calibrated], model.classes)
    return agreement


def _agreement(
    model: ModelFolder, head: Head, examples: Examples, int8: ExtractedFeatures, held_out: Labels, events: Events
) -> float:
    rows = held_out[:: max(1, len(held_out) // _MAX_COMPARED)]
    compared = examples.subset(int8.indices[rows])
    exact = extract_features(compared, model.transform, OnnxEngine(model, model.path / FLOAT_FEATURES), events)
    return decision_agreement(head.scores(int8.features[rows][exact.indices]), head.scores(exact.features), head.kind)
