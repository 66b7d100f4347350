"""The callbacks of Trainer: report events, set the epoch of the pictures, mark checkpoints, stop early."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from transformers import EarlyStoppingCallback, TrainerCallback

from catdog_gui.messages import Text
from trainer.events import Events
from trainer.finetune.recipes import Recipe
from trainer.finetune.views import LazyPictures
from trainer.finetune.workspace import mark_complete
from trainer.processes import is_main_on_machine


def build_callbacks(
    recipe: Recipe, pictures: LazyPictures, events: Events, figures: Sequence[str]
) -> list[TrainerCallback]:
    """The callbacks of a run; `figures` are the names of the metrics that are reported after each epoch."""
    always = [_BestCheckpointLocator(), _EventReporter(pictures, events, figures)]
    if recipe.patience == 0:
        return always
    return [*always, EarlyStoppingCallback(early_stopping_patience=recipe.patience)]


class _BestCheckpointLocator(TrainerCallback):
    """Finds the best checkpoint of a run that was moved: Trainer knows its full path, and forgets one that is gone."""

    def on_train_begin(self, args: Any, state: Any, _control: Any, **_: Any) -> None:
        best = Path(args.output_dir) / f"checkpoint-{state.best_global_step}"
        if best.is_dir():
            state.best_model_checkpoint = str(best)


class _EventReporter(TrainerCallback):
    """Reports the events of the training loop, and sets the epoch of the pictures."""

    def __init__(self, pictures: LazyPictures, events: Events, figures: Sequence[str]) -> None:
        self._pictures = pictures
        self._events = events
        self._reported = figures
        self._figures: dict[str, float] = {}
        self._is_training = False
        self._has_begun = False
        self._throughput = _Throughput()

    def on_train_begin(self, *_: Any, **__: Any) -> None:
        self._is_training = True

    def on_epoch_begin(self, _args: Any, state: Any, _control: Any, **_: Any) -> None:
        self._pictures.epoch = round(state.epoch or 0)
        self._throughput.start()
        if not self._has_begun:
            # Only now: the base has been judged before, which would count as the time of the first step.
            self._has_begun = True
            self._events.stage(Text.TRAINING_NETWORK())
            self._events.progress(state.global_step, state.max_steps)

    def on_step_begin(self, _args: Any, _state: Any, _control: Any, lr_scheduler: Any, **_: Any) -> None:
        self._figures["learning_rate"] = float(lr_scheduler.get_last_lr()[0])

    def on_log(self, _args: Any, state: Any, _control: Any, logs: Mapping[str, float], **_: Any) -> None:
        if "loss" in logs:
            self._figures |= {name: logs[name] for name in ("loss", "learning_rate", "epoch")}
            self._events.progress(state.global_step, state.max_steps, **self._figures)

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._throughput.add(args.train_batch_size * args.gradient_accumulation_steps * args.world_size)
        self._figures["pictures_per_second"] = round(self._throughput.a_second, 2)
        # Otherwise on_log follows, and reports the loss of this step.
        if not control.should_log:
            self._events.progress(state.global_step, state.max_steps, **self._figures)

    def on_substep_end(self, _args: Any, state: Any, _control: Any, **_: Any) -> None:
        self._events.progress(state.global_step, state.max_steps, **self._figures)

    def on_train_end(self, *_: Any, **__: Any) -> None:
        self._is_training = False

    def on_evaluate(self, _args: Any, state: Any, _control: Any, metrics: Mapping[str, float], **_: Any) -> None:
        if not self._is_training:
            # The figures after training are results of the command.
            return
        self._throughput.start()
        for name in self._reported:
            self._events.metric(f"validation {name}", metrics[f"eval_{name}"], epoch=round(state.epoch or 0, 2))

    def on_save(self, args: Any, state: Any, _control: Any, **_: Any) -> None:
        if is_main_on_machine():
            mark_complete(Path(args.output_dir) / f"checkpoint-{state.global_step}")


class _Throughput:
    """Pictures a second over the steps alone, without the evaluations between them."""

    def __init__(self) -> None:
        self._pictures = 0
        self._seconds = 0.0
        self.start()

    def start(self) -> None:
        """The next step begins now."""
        self._since = time.monotonic()

    def add(self, pictures: int) -> None:
        """A step with so many pictures has ended."""
        now = time.monotonic()
        self._pictures += pictures
        self._seconds += now - self._since
        self._since = now

    @property
    def a_second(self) -> float:
        return self._pictures / max(self._seconds, 1e-6)
