"""Trains the whole network with transformers' Trainer, in any number of processes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import (
    PrinterCallback,
    ProgressCallback,
    Trainer,
    TrainingArguments,
)

from catdog_gui.classify.engine import default_workers
from catdog_gui.classify.torch_engine.normalisation import Normalisation
from catdog_gui.messages import Text
from trainer.calibration import one_hot_targets
from trainer.events import Events
from trainer.finetune.averaging import keep_better, load_best_average, snapshot
from trainer.finetune.callbacks import build_callbacks
from trainer.finetune.data import TrainingData
from trainer.finetune.memory import pictures_at_once
from trainer.finetune.mixing import Mixing
from trainer.finetune.moving_average import MovingAverage
from trainer.finetune.optimisation import (
    class_weights,
    freeze_batch_norms,
    freeze_first_layers,
    loss_function,
    parameter_groups,
)
from trainer.finetune.precision import is_training_in_bf16
from trainer.finetune.recipes import Recipe
from trainer.finetune.setup import TrainingSetup
from trainer.finetune.validation import FIGURES, figures_for
from trainer.finetune.views import TRIES_UNCHECKED, Collate, EvalTransform, LazyPictures, train_transform
from trainer.finetune.weights import load_weights, save_weights
from trainer.finetune.workspace import Workspace
from trainer.processes import world_size

_MAX_LOGGED_STEPS = 1000
_CHECKPOINTS_KEPT = 2
# Judging keeps no gradients: even where few pictures fit into a training step.
_ALWAYS_JUDGED_AT_ONCE = 8


@dataclass(frozen=True)
class TrainingResult:
    """The logged steps and evaluations of a run, and the figures of the resulting network."""

    steps: list[dict[str, float]]
    evaluations: list[dict[str, float]]
    figures: dict[str, float]


def train_whole_network(
    setup: TrainingSetup, data: TrainingData, recipe: Recipe, work: Workspace, events: Events, report_to: str = "none"
) -> TrainingResult:
    """Trains the network in place; it ends with the weights of its best epoch, or those before if they are better."""
    network = setup.base.network
    freeze_layers(network, data, recipe)
    trainer = build_trainer(setup, data, recipe, work, events, report_to)
    checkpoint = latest_common_checkpoint(work)
    moving_average = MovingAverage(recipe.moving_average, checkpoint)
    if recipe.moving_average > 0:
        # Before the callback that marks a checkpoint as complete.
        trainer.callback_handler.callbacks.insert(0, moving_average)
    # Not trainer.evaluate(): after it, Trainer no longer joins the processes, and each would train by itself.
    trainer.args.eval_on_start = checkpoint is None
    events.stage(Text.JUDGING_BASE())
    before = snapshot(network)
    trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    history = list(trainer.state.log_history)
    evaluations = [{**_log_entry(entry), **_figures(entry)} for entry in history if "eval_f1" in entry]
    best = trainer.state.best_metric
    if recipe.moving_average > 0:
        keep_better(network, moving_average.weights, lambda: _selection_criteria(trainer.evaluate()), events)
    if recipe.average == "yes":
        events.stage(Text.AVERAGING())
        load_best_average(network, before, lambda: _selection_criteria(trainer.evaluate()), events)
    elif recipe.head_first == "yes" and best is not None and best < evaluations[0]["f1"]:
        # Training made the network worse, as it may with few pictures: the fitted head is the result.
        network.load_state_dict(before)
    events.stage(Text.JUDGING_NETWORK())
    figures = _figures(trainer.evaluate())
    return TrainingResult(
        steps=[_log_entry(entry) for entry in history if "loss" in entry],
        evaluations=evaluations,
        figures=figures,
    )


def latest_common_checkpoint(work: Workspace) -> Path | None:
    """The newest checkpoint that every process has: some machines may have been stopped before they wrote theirs."""
    own = work.checkpoints()
    of_all: list[Any] = [own.keys()]
    if torch.distributed.is_initialized():
        of_all = [None] * world_size()
        torch.distributed.all_gather_object(of_all, set(own))
    common = set.intersection(*map(set, of_all))
    return own[max(common)] if common else None


def freeze_layers(network: nn.Module, data: TrainingData, recipe: Recipe) -> None:
    """Freezes the layers and statistics that the recipe does not train."""
    if recipe.frozen_share > 0 or len(data.train) < recipe.freeze_statistics_below:
        freeze_batch_norms(network)
    freeze_first_layers(network, recipe.frozen_share)


def build_trainer(
    setup: TrainingSetup, data: TrainingData, recipe: Recipe, work: Workspace, events: Events, report_to: str = "none"
) -> Trainer:
    """A Trainer for the network, with lazily opened pictures and our own loss, metrics, rates and events."""
    base, device = setup.base, setup.device
    view = train_transform(base.image_transform, recipe, setup.size)
    # Convolutions are fastest with channels last, on CPUs too.
    base.network.to(device, memory_format=torch.channels_last)
    at_once = pictures_at_once(base.network, setup.size, recipe, world_size())
    parts = max(1, recipe.batch // (at_once * world_size()))
    if parts > 1:
        events.metric("pictures at once", at_once, of=recipe.batch, by=f"gradient accumulation over {parts} parts")
    threads = default_workers() if recipe.loader_processes == 0 else 1
    tries = 1 if data.is_checked else TRIES_UNCHECKED
    pictures = LazyPictures(data.train, setup.targets, view, recipe.seed, threads, tries)
    validation_targets = one_hot_targets(data.validation.labels, len(data.classes))
    transform = EvalTransform(base.image_transform)
    validation = LazyPictures(data.validation, validation_targets, transform, recipe.seed, threads, tries)
    is_balanced = recipe.class_weights == "balanced"
    weights = class_weights(data.train.labels, len(data.classes)) if is_balanced else None
    trainer = _Trainer(
        recipe=recipe,
        model=base.network,
        args=training_arguments(recipe, work.path, len(data.train), at_once, parts, device, report_to),
        train_dataset=pictures,
        eval_dataset=validation,
        data_collator=Collate(Normalisation(base.processor.to_dict())),
        preprocess_logits_for_metrics=_logits_alone,
        compute_metrics=figures_for(data.kind, recipe.f1_average),
        compute_loss_func=loss_function(data.kind, weights),
        callbacks=build_callbacks(recipe, pictures, events, FIGURES),
    )
    # They write to stdout and draw a progress bar; the events report the same.
    for callback in (PrinterCallback, ProgressCallback):
        trainer.remove_callback(callback)
    return trainer


def training_arguments(
    recipe: Recipe,
    folder: Path,
    pictures: int,
    per_device_batch: int,
    accumulation_steps: int,
    device: torch.device,
    report_to: str = "none",
) -> TrainingArguments:
    """The recipe as arguments of transformers' Trainer."""
    steps = recipe.epochs * math.ceil(pictures / recipe.batch)
    return TrainingArguments(
        output_dir=str(folder),
        per_device_train_batch_size=per_device_batch,
        per_device_eval_batch_size=min(recipe.eval_batch, max(per_device_batch, _ALWAYS_JUDGED_AT_ONCE)),
        gradient_accumulation_steps=accumulation_steps,
        num_train_epochs=recipe.epochs,
        learning_rate=recipe.head_rate,
        lr_scheduler_type=recipe.schedule if recipe.schedule != "constant" else "constant_with_warmup",
        warmup_steps=recipe.warm_up if recipe.warm_up < 1 else steps,
        weight_decay=recipe.weight_decay,
        max_grad_norm=recipe.largest_gradient,
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=_CHECKPOINTS_KEPT,
        save_on_each_node=True,
        load_best_model_at_end=True,
        # Otherwise a resumed run does not know for how many epochs F1 has not risen.
        restore_callback_states_from_checkpoint=True,
        metric_for_best_model="f1",
        greater_is_better=True,
        logging_strategy="steps",
        logging_steps=recipe.logging_steps or max(1, steps // _MAX_LOGGED_STEPS),
        logging_first_step=True,
        report_to=report_to,
        disable_tqdm=True,
        remove_unused_columns=False,
        # Otherwise Trainer looks for it among the arguments of the network, and not every one has it.
        label_names=["labels"],
        dataloader_num_workers=recipe.loader_processes,
        dataloader_pin_memory=device.type == "cuda",
        ddp_find_unused_parameters=False,
        ddp_backend="gloo" if device.type == "cpu" and world_size() > 1 else None,
        use_cpu=device.type == "cpu",
        bf16=is_training_in_bf16(recipe.precision, device),
        seed=recipe.seed,
        data_seed=recipe.seed,
    )


class _Trainer(Trainer):
    """A Trainer with our groups of rates and mixed batches, whose checkpoints hold all weights; see `weights`."""

    optimizer: Any

    def __init__(self, recipe: Recipe, **options: Any) -> None:
        super().__init__(**options)
        self._recipe = recipe
        self._mixing = Mixing(recipe.mixup, recipe.cutmix)

    def training_step(self, model: Any, inputs: dict[str, Tensor], num_items_in_batch: Any = None) -> Tensor:
        pixels, targets = self._mixing.mixed(inputs["pixel_values"], inputs["labels"])
        mixed = {**inputs, "pixel_values": pixels, "labels": targets}
        return super().training_step(model, mixed, num_items_in_batch)

    def create_optimizer(self, model: Any = None) -> Any:
        if self.optimizer is None:
            groups = parameter_groups(model or self.model, self._recipe)
            self.optimizer = torch.optim.AdamW(groups, lr=self._recipe.head_rate)
        return self.optimizer

    def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:  # noqa: ARG002 - Trainer's
        save_weights(self.model, Path(output_dir or self.args.output_dir))

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
        load_weights(model or self.model, Path(resume_from_checkpoint))

    def _load_best_model(self) -> None:
        load_weights(self.model, Path(str(self.state.best_model_checkpoint)))


def _logits_alone(outputs: Any, _targets: Any) -> Any:
    """The logits; some networks give more, as DeiT with the teacher's token gives those of each token."""
    return outputs[0] if isinstance(outputs, tuple) else outputs


def _figures(metrics: Mapping[str, float]) -> dict[str, float]:
    return {name: float(metrics[f"eval_{name}"]) for name in FIGURES}


def _selection_criteria(metrics: Mapping[str, float]) -> tuple[float, float]:
    """F1 chooses the best average, as it chooses the best epoch; of equal ones, the likelihood chooses."""
    figures = _figures(metrics)
    return 1 - figures["f1"], figures["nll"]


def _log_entry(entry: Mapping[str, float]) -> dict[str, float]:
    return {name: entry[name] for name in ("epoch", "step", "loss", "learning_rate", "grad_norm") if name in entry}
