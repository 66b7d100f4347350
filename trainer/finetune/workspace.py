"""The folder OUTPUT.work, in which an unfinished run keeps what a later run needs to resume it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.errors import TrainerError
from trainer.output import require_output_available
from trainer.processes import is_main_process

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

    def latest_checkpoint(self) -> Path | None:
        """The newest complete checkpoint of the training loop."""
        complete = [folder for folder in self.path.glob("checkpoint-*") if (folder / _COMPLETE).exists()]
        return max(complete, key=lambda folder: int(folder.name.rpartition("-")[2]), default=None)

    def can_resume(self) -> bool:
        return self.latest_checkpoint() is not None or is_complete(self.linear_probe)

    def remove_incomplete(self) -> None:
        """Removes checkpoints that were being written when the process was killed."""
        for folder in self.path.glob("checkpoint-*"):
            if not (folder / _COMPLETE).exists():
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
    work = Workspace(output.with_name(f"{output.name}.work"))
    if is_main_process():
        _create_or_resume(work, settings, resume=resume)
    try:
        yield work
    except BaseException:
        if is_main_process() and not work.can_resume():
            shutil.rmtree(work.path, ignore_errors=True)
        raise
    if is_main_process():
        shutil.rmtree(work.path, ignore_errors=True)


def require_free_space(folder: Path, needed: int) -> None:
    """Refuses at the start what would fail after hours.

    Raises:
        TrainerError: fewer than `needed` bytes are free there.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise TrainerError(
            f"there is no space for the checkpoints in {folder}: {needed / 1e6:,.0f} MB are needed, "
            f"{free / 1e6:,.0f} MB are free"
        )


def _create_or_resume(work: Workspace, settings: Mapping[str, Any], *, resume: bool) -> None:
    file = work.path / _SETTINGS
    if file.is_file() and work.can_resume():
        if not resume:
            raise TrainerError(f"{work.path} holds an unfinished run: add --resume to go on with it, or remove it")
        _require_same_settings(json.loads(file.read_text("utf-8")), settings)
        work.remove_incomplete()
        return
    shutil.rmtree(work.path, ignore_errors=True)
    try:
        work.path.mkdir(parents=True)
        file.write_text(json.dumps(settings, indent=1), "utf-8")
    except OSError as error:
        raise TrainerError(f"cannot write {work.path}: {error.strerror}") from None


def _require_same_settings(before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    differing = [name for name in now if before.get(name) != now[name]]
    if differing:
        changes = ", ".join(f"{name} was {before.get(name)!r} and is {now[name]!r}" for name in differing)
        raise TrainerError(f"an unfinished run can only go on with the same settings; {changes}")
