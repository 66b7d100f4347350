"""The services that Trainer can report a run to: TensorBoard, wandb, trackio, and the others that it knows."""

from __future__ import annotations

import os
from pathlib import Path

from catdog_gui.messages import Text
from trainer.errors import TrainerError

NOWHERE = "none"


def require_service(name: str) -> None:
    """Checks before the training that Trainer knows the service, and that its package is installed.

    Raises:
        TrainerError: it does not, or it is not.
    """
    if name == NOWHERE:
        return
    from transformers.integrations import integration_utils

    if name not in integration_utils.INTEGRATION_TO_CALLBACK:
        known = ", ".join(sorted([NOWHERE, *integration_utils.INTEGRATION_TO_CALLBACK]))
        raise TrainerError(Text.UNKNOWN_SERVICE(name, known))
    if name not in integration_utils.get_available_reporting_integrations():
        raise TrainerError(Text.SERVICE_NOT_INSTALLED(name, name))


def keep_logs_beside(output: Path) -> None:
    """TensorBoard's files go to OUTPUT.runs unless the user says where: the workspace is removed at the end."""
    os.environ.setdefault("TENSORBOARD_LOGGING_DIR", str(output.with_name(f"{output.name}.runs").absolute()))
