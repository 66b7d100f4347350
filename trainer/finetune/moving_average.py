"""The moving average of the weights over the steps, which is often better than the last of them.

Source: Polyak, Juditsky, Acceleration of Stochastic Approximation by Averaging, SIAM Journal on Control and
Optimization 30, 1992; with the warm-up of the decay that TensorFlow's ExponentialMovingAverage has.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from transformers import TrainerCallback

from trainer.finetune.averaging import Weights, snapshot
from trainer.processes import is_main_on_machine

_FILE = "moving_average.safetensors"


class MovingAverage(TrainerCallback):
    """Keeps `weights`, and saves them with each checkpoint."""

    def __init__(self, decay: float, checkpoint: Path | None) -> None:
        self._decay = decay
        self._checkpoint = checkpoint
        self.weights: Weights = {}

    def on_train_begin(self, _args: Any, _state: Any, _control: Any, model: Any, **_: Any) -> None:
        self.weights = snapshot(model)
        if self._checkpoint is not None:
            saved = load_file(self._checkpoint / _FILE)
            self.weights = {name: saved[name].to(tensor.device) for name, tensor in self.weights.items()}

    def on_step_end(self, _args: Any, state: Any, _control: Any, model: Any, **_: Any) -> None:
        decay = min(self._decay, (1 + state.global_step) / (10 + state.global_step))
        with torch.no_grad():
            for name, tensor in model.state_dict().items():
                kept = self.weights[name]
                if tensor.is_floating_point():
                    kept.lerp_(tensor, 1 - decay)
                else:
                    kept.copy_(tensor)

    def on_save(self, args: Any, state: Any, _control: Any, **_: Any) -> None:
        if is_main_on_machine():
            file = Path(args.output_dir) / f"checkpoint-{state.global_step}" / _FILE
            save_file({name: tensor.contiguous() for name, tensor in self.weights.items()}, file)
