"""OUTPUT.work: what an unfinished run keeps beside its output, so that a later one can go on with it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.errors import TrainerError
from trainer.output import require_free
from trainer.processes import is_leader

_SETTINGS = "settings.json"
_HEAD_FIRST = "head-first"
_WHOLE = ".whole"


@dataclass(frozen=True)
class Workspace:
    """The folder of one run. A checkpoint counts only once it is marked as wholly written."""

    path: Path

    @property
    def head_first(self) -> Path:
        """The network as it was before the whole of it was trained."""
        return self.path / _HEAD_FIRST

    @property
    def final(self) -> Path:
        return self.path / "final"

    def latest(self) -> Path | None:
        """The newest whole checkpoint of the training loop."""
        whole = [folder for folder in self.path.glob("checkpoint-*") if (folder / _WHOLE).exists()]
        return max(whole, key=lambda folder: int(folder.name.rpartition("-")[2]), default=None)

    def can_resume(self) -> bool:
        return self.latest() is not None or is_whole(self.head_first)

    def remove_broken(self) -> None:
        """Takes away checkpoints that a kill left half-written."""
        for folder in self.path.glob("checkpoint-*"):
            if not (folder / _WHOLE).exists():
                shutil.rmtree(folder, ignore_errors=True)


def mark_whole(checkpoint: Path) -> None:
    (checkpoint / _WHOLE).touch()


def is_whole(checkpoint: Path) -> bool:
    return (checkpoint / _WHOLE).exists()


@contextmanager
def workspace(output: Path, settings: Mapping[str, Any], *, resume: bool) -> Iterator[Workspace]:
    """The workspace beside `output`. Removed at success, and at failure if there is nothing to resume in it.

    Raises:
        TrainerError: `output` is taken; there is an unfinished run and `resume` is not set, or it had other settings.
    """
    require_free(output)
    work = Workspace(output.with_name(f"{output.name}.work"))
    if is_leader():
        _open(work, settings, resume=resume)
    try:
        yield work
    except BaseException:
        if is_leader() and not work.can_resume():
            shutil.rmtree(work.path, ignore_errors=True)
        raise
    if is_leader():
        shutil.rmtree(work.path, ignore_errors=True)


def require_space(folder: Path, needed: int) -> None:
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


def _open(work: Workspace, settings: Mapping[str, Any], *, resume: bool) -> None:
    file = work.path / _SETTINGS
    if file.is_file() and work.can_resume():
        if not resume:
            raise TrainerError(f"{work.path} holds an unfinished run: add --resume to go on with it, or remove it")
        _require_same(json.loads(file.read_text("utf-8")), settings)
        work.remove_broken()
        return
    shutil.rmtree(work.path, ignore_errors=True)
    try:
        work.path.mkdir(parents=True)
        file.write_text(json.dumps(settings, indent=1), "utf-8")
    except OSError as error:
        raise TrainerError(f"cannot write {work.path}: {error.strerror}") from None


def _require_same(before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    differing = [name for name in now if before.get(name) != now[name]]
    if differing:
        told = ", ".join(f"{name} was {before.get(name)!r} and is {now[name]!r}" for name in differing)
        raise TrainerError(f"an unfinished run can only go on with the same settings; {told}")
