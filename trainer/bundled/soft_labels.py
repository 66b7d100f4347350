"""The teacher of the bundled model: logistic heads on the joined features of several EfficientNet-Lites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch

from catdog_gui.classify.head import Floats
from catdog_gui.classify.image_transform import read_image_transform
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.torch_engine.network import split
from catdog_gui.classify.torch_engine.normalisation import Normalisation
from trainer.events import Events
from trainer.examples import Examples, Labels
from trainer.features import read_pixels
from trainer.head import blank_head
from trainer.out_of_fold import out_of_fold_scores
from trainer.pretrained import load_pretrained

L2_STRENGTH = 50.0
_BATCH_SIZE = 64


def pretrained_features(variant: str, examples: Examples, work: Path, events: Events) -> Floats:
    """Pooled features (n, 1280) of the published network, cached in `work`, so that a stopped build can resume."""
    cache_file = work / f"features-{variant}.npy"
    if cache_file.exists():
        return np.load(cache_file).astype(np.float32)
    events.stage(f"features of {variant}")
    model, processor = load_pretrained(variant)
    transform = read_image_transform(processor)
    network: Any = split(model, *transform.output_size)[0]
    network.to(memory_format=torch.channels_last)
    normalise = Normalisation(processor)
    rows: list[Floats] = []
    with ThreadPoolExecutor(2) as pool, torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for indices in _batches(len(examples)):
            pixels = np.stack(list(pool.map(lambda index: read_pixels(examples, index, transform), indices)))
            batch = normalise(torch.from_numpy(pixels)).contiguous(memory_format=torch.channels_last)
            rows.append(network(batch).float().numpy().astype(np.float16))
            events.progress(indices[-1] + 1, len(examples))
    features = np.concatenate(rows)
    np.save(cache_file, features)
    return features.astype(np.float32)


def teacher_probabilities(features: Sequence[Floats], labels: Labels, classes: int, seed: int) -> Floats:
    """Probabilities (n, classes) of every picture, each by a head that was fitted without it."""
    joined = np.concatenate(list(features), axis=1)
    prior = blank_head(classes, joined.shape[1], ScoreKind.INDEPENDENT)
    return out_of_fold_scores(joined, labels, prior, L2_STRENGTH, seed)


def _batches(count: int) -> Iterator[range]:
    for start in range(0, count, _BATCH_SIZE):
        yield range(start, min(start + _BATCH_SIZE, count))
