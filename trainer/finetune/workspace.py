"""The folder OUTPUT.work, in which an unfinished run keeps what a later run needs to resume it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catdog_gui.messages import Text, system_message
from trainer.errors import TrainerError
from trainer.output import require_output_available
from trainer.processes import is_main_on_machine, machine

_SETTINGS = "settings.json"
_LINEAR_PROBE = "head-first"
_COMPLETE = ".whole"


@dataclass(frozen=True)
class Workspace:
    """The folder of one run. A checkpoint counts only if it is marked as completely written."""

    path: Path

    @property
    def linear_probe(self) -> Path:
        """The network with its fitted head, before training."""
        return self.path / _LINEAR_PROBE

    @property
    def final(self) -> Path:
        return self.path / "final"

    def checkpoints(self) -> dict[int, Path]:
        """The complete checkpoints of the training loop, by their step."""
        folders = self.path.glob("checkpoint-*")
        return {int(folder.name.rpartition("-")[2]): folder for folder in folders if is_complete(folder)}

    def can_resume(self) -> bool:
        return bool(self.checkpoints()) or is_complete(self.linear_probe)

    def remove_incomplete(self) -> None:
        """Removes checkpoints that were being written when the process was killed."""
        for folder in self.path.glob("checkpoint-*"):
            if not is_complete(folder):
                shutil.rmtree(folder, ignore_errors=True)


def mark_complete(checkpoint: Path) -> None:
    (checkpoint / _COMPLETE).touch()


def is_complete(checkpoint: Path) -> bool:
    return (checkpoint / _COMPLETE).exists()


@contextmanager
def open_workspace(output: Path, settings: Mapping[str, Any], *, resume: bool) -> Iterator[Workspace]:
    """The workspace beside `output`. Removed at success, and at failure if there is nothing to resume in it.

    Raises:
        TrainerError: `output` is taken; there is an unfinished run and `resume` is not set, or it had other settings.
    """
    require_output_available(output)
    # Of each machine its own: they need no disk that they share, and may have one.
    work = Workspace(output.with_name(f"{output.name}.work{machine() or ''}"))
    if is_main_on_machine():
        _create_or_resume(work, settings, resume=resume)
    try:
        yield work
    except BaseException:
        if is_main_on_machine() and not work.can_resume():
            shutil.rmtree(work.path, ignore_errors=True)
        raise
    if is_main_on_machine():
        shutil.rmtree(work.path, ignore_errors=True)


def require_free_space(folder: Path, needed: int) -> None:
    """Fails at the start instead of after hours of training.

    Raises:
        TrainerError: fewer than `needed` bytes are free there.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise TrainerError(Text.NO_SPACE_FOR_CHECKPOINTS(folder, f"{needed / 1e6:,.0f}", f"{free / 1e6:,.0f}"))


def _create_or_resume(work: Workspace, settings: Mapping[str, Any], *, resume: bool) -> None:
    file = work.path / _SETTINGS
    if file.is_file() and work.can_resume():
        if not resume:
            raise TrainerError(Text.UNFINISHED_RUN(work.path))
        _require_same_settings(json.loads(file.read_text("utf-8")), settings)
        work.remove_incomplete()
        return
    shutil.rmtree(work.path, ignore_errors=True)
    try:
        work.path.mkdir(parents=True)
        file.write_text(json.dumps(settings, indent=1), "utf-8")
    except OSError as error:
        raise TrainerError(Text.CANNOT_WRITE(work.path, system_message(error))) from None


def _require_same_settings(before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    differing = [name for name in now if before.get(name) != now[name]]
    if differing:
        changes = ", ".join(f"{name} was {before.get(name)!r} and is {now[name]!r}" for name in differing)
        raise TrainerError(Text.OTHER_SETTINGS(changes))
