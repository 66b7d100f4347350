"""Trains an EfficientNet-Lite on labels mixed with a teacher's probabilities; its first blocks stay frozen."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from catdog_gui.classify.head import Floats
from catdog_gui.classify.torch_engine.efficientnet_lite import BATCH_NORM_EPSILON
from catdog_gui.classify.torch_engine.normalisation import Normalisation
from catdog_gui.messages import Text
from catdog_gui.pictures.decoding import open_picture
from catdog_gui.pictures.models import PictureError
from trainer.bundled.recipe import Recipe
from trainer.events import Events
from trainer.examples import Examples, Labels
from trainer.folding import fold_norms, unfold_norms
from trainer.views import RandomViews


def distil(
    model: Any, processor: dict[str, Any], examples: Examples, targets: Floats, recipe: Recipe, events: Events
) -> Any:
    """Trains `model` (EfficientNetLiteForImageClassification, its head set) on `targets` (n, classes) in 0..1.

    Gives the trained model; `model` itself is changed. The same seed gives the same result on one machine.
    """
    torch.manual_seed(recipe.seed)
    model.eval()
    fold_norms(model)
    normalise = Normalisation(processor)
    frozen, tail = _split(model, recipe.frozen_blocks)
    average = copy.deepcopy(tail)
    order = _epoch_order(examples.labels, recipe)
    steps = recipe.epochs * math.ceil(len(order(0)) / recipe.batch_size)
    optimiser = torch.optim.AdamW(tail.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _lr_factor(step / steps, recipe.warm_up))
    running_loss = math.nan
    batches = _batches(examples, targets, order, recipe, RandomViews(processor["size"]["height"]))
    for step, (pixels, batch_targets) in enumerate(batches, 1):
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            hidden = frozen(normalise(pixels).contiguous(memory_format=torch.channels_last))
        logits = tail(hidden.float())
        loss = functional.binary_cross_entropy_with_logits(logits, batch_targets, reduction="none").sum(1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        _update_ema(average, tail, min(recipe.average, (step + 1) / (step + 10)))
        running_loss = loss.item() if math.isnan(running_loss) else 0.98 * running_loss + 0.02 * loss.item()
        events.progress(step, steps, loss=running_loss, epoch=recipe.epochs * step / steps)
    return _merge(model, average, recipe.frozen_blocks)


class _Tail(nn.Module):
    def __init__(self, blocks: nn.ModuleList, head: nn.Module, classifier: nn.Module) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*blocks)
        self.head = head
        self.classifier = classifier

    def forward(self, hidden: Tensor) -> Tensor:
        pooled = functional.relu6(self.head(self.blocks(hidden))).mean((2, 3))
        logits: Tensor = self.classifier(functional.dropout(pooled, 0.2, self.training))
        return logits


def _split(model: Any, frozen: int) -> tuple[nn.Module, _Tail]:
    base = model.efficientnet_lite
    model.to(memory_format=torch.channels_last)
    first_blocks = nn.Sequential(base.stem, nn.ReLU6(), *base.blocks[:frozen])
    return first_blocks.requires_grad_(requires_grad=False), _Tail(
        base.blocks[frozen:], base.head, model.classifier
    ).train()


def _merge(model: Any, tail: _Tail, frozen: int) -> Any:
    base = model.efficientnet_lite
    base.blocks[frozen:].load_state_dict(tail.blocks.state_dict())
    base.head.load_state_dict(tail.head.state_dict())
    model.classifier.load_state_dict(tail.classifier.state_dict())
    unfold_norms(model, BATCH_NORM_EPSILON)
    return model.requires_grad_(requires_grad=True).to(memory_format=torch.contiguous_format).eval()


@torch.no_grad()
def _update_ema(average: nn.Module, current: nn.Module, decay: float) -> None:
    for slow, fast in zip(average.parameters(), current.parameters(), strict=True):
        slow.lerp_(fast, 1 - decay)


def _lr_factor(progress: float, warm_up: float) -> float:
    """Linear warm-up, then half a cosine down to zero; `progress` is in 0..1."""
    if progress < warm_up:
        return progress / warm_up
    return 0.5 * (1 + math.cos(math.pi * (progress - warm_up) / (1 - warm_up)))


def _epoch_order(labels: Labels, recipe: Recipe) -> Callable[[int], Labels]:
    """For each epoch a seeded order of all examples; those that show none of the classes come several times."""
    negatives = np.flatnonzero(labels < 0)
    indices = np.concatenate([np.arange(len(labels)), *[negatives] * (recipe.negative_repeats - 1)])
    return lambda epoch: np.random.default_rng((recipe.seed, epoch)).permutation(indices)


def _batches(
    examples: Examples, targets: Floats, order: Callable[[int], Labels], recipe: Recipe, views: RandomViews
) -> Iterator[tuple[Tensor, Tensor]]:
    """Batches of pixels (n, size, size, 3) uint8 and targets (n, classes), decoded one batch ahead."""
    sample = _ViewSampler(examples, targets, recipe, views)
    with ThreadPoolExecutor(2) as pool:
        pending: list[Any] = []
        for epoch in range(recipe.epochs):
            indices = order(epoch)
            for start in range(0, len(indices), recipe.batch_size):
                chosen = indices[start : start + recipe.batch_size]
                pending.append([pool.submit(sample, int(index), epoch) for index in chosen])
                if len(pending) > 1:
                    yield _stacked(pending.pop(0))
        while pending:
            yield _stacked(pending.pop(0))


def _stacked(views: list[Any]) -> tuple[Tensor, Tensor]:
    pixels, targets = zip(*[view.result() for view in views], strict=True)
    return torch.from_numpy(np.stack(pixels)), torch.from_numpy(np.stack(targets))


@dataclass(frozen=True)
class _ViewSampler:
    """Makes a random view of one example; it depends on the seed, the epoch and the index, not on the threads."""

    examples: Examples
    targets: Floats
    recipe: Recipe
    views: RandomViews

    def __call__(self, index: int, epoch: int) -> tuple[np.ndarray[Any, Any], Floats]:
        random = np.random.default_rng((self.recipe.seed, epoch, index))
        picture = self._open(index)
        if random.random() >= self.recipe.pair_share:
            return self.views.random_view(picture, random), self.targets[index]
        other = int(random.integers(len(self.examples)))
        targets_of_both = np.maximum(self.targets[index], self.targets[other])
        return self.views.random_pair(picture, self._open(other), random), targets_of_both

    def _open(self, index: int) -> Any:
        try:
            return open_picture(self.examples.source.read(index))
        except PictureError as error:
            raise PictureError(error.kind, Text.NAMED_REASON(self.examples.names[index], error.message)) from None
