"""The `catdog-trainer` command: `python -m trainer`, whichever folder and path it is started with."""

from __future__ import annotations

import runpy
import sys

from catdog_gui.cli import WRONG_USE
from catdog_gui.cli.console import print_err
from catdog_gui.messages import Text
from catdog_gui.retraining.trainer_package import PACKAGES, find_other_trainer


def main() -> int:
    """Runs one command of the trainer, and ends with its exit code; 2 if another package has taken its place."""
    if (other := find_other_trainer()) is not None:
        print_err(str(Text.OTHER_TRAINER(other)))
        return WRONG_USE
    sys.path.insert(0, str(PACKAGES))
    runpy.run_module("trainer", run_name="__main__")
    return 0
