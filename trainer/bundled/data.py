"""The pictures that the bundled model is built from, and which of them serve for what."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trainer.bundled.composites import compose_pairs
from trainer.bundled.recipe import Recipe
from trainer.examples import Examples, Labels, load_examples, load_folders, load_negatives, stratified_split
from trainer.label_issues import names_in, read_issues


@dataclass(frozen=True)
class BuildData:
    """Heads learn from `training` and `composites`, which show both classes; temperatures are fitted on `held_out`.

    Policies are chosen on `validation`.
    """

    training: Examples
    composites: Examples
    held_out: Examples
    validation: Examples
    description: str


def load_build_data(args: argparse.Namespace, recipe: Recipe) -> BuildData:
    """The pictures that the options of the command name.

    Raises:
        TrainerError: they cannot be used.
    """
    pictures = load_examples(args.dataset, "train")
    everything = pictures.joined_with(load_negatives(args.negatives, "train", pictures.classes))
    issues = read_issues(args.label_issues) if args.label_issues else []
    usable = _indices_not_listed(everything, names_in(issues, "train"))
    training, held_out = (
        usable[part] for part in stratified_split(everything.labels[usable], recipe.held_out_share, seed=recipe.seed)
    )
    validation = load_negatives(args.validation_negatives, "all", pictures.classes)
    for folder in args.validation:
        validation = load_folders(folder).joined_with(validation)
    description = f"{Path(args.dataset).name} train, {Path(args.negatives).name} train"
    training_examples = everything.subset(training)
    composites = compose_pairs(training_examples, recipe.composites, recipe.seed)
    return BuildData(training_examples, composites, everything.subset(held_out), validation, description)


def _indices_not_listed(examples: Examples, listed: frozenset[str]) -> Labels:
    return np.flatnonzero([Path(name).name not in listed for name in examples.names])
