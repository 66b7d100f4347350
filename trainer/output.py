"""An output folder appears whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trainer.errors import TrainerError


@contextmanager
def atomic_folder(target: Path) -> Iterator[Path]:
    """Gives a new folder beside `target` to write into; at the end it is renamed to `target`.

    If the body raises, nothing is left. An empty folder at `target` is replaced.

    Raises:
        TrainerError: `target` exists with something in it, or cannot be written.
    """
    require_output_available(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    except OSError as error:
        raise TrainerError(f"cannot write beside {target}: {error.strerror}") from None
    try:
        draft.chmod(0o755)
        yield draft
        _fsync_files(draft)
        if target.is_dir():
            target.rmdir()
        draft.rename(target)
    except OSError as error:
        raise TrainerError(f"cannot write {target}: {error.strerror or error}") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def require_output_available(target: Path) -> None:
    """Refuses early what would only fail at the end.

    Raises:
        TrainerError: `target` exists with something in it, or cannot be written.
    """
    try:
        if target.exists() and not (target.is_dir() and not any(target.iterdir())):
            raise TrainerError(f"{target} exists already: choose another output folder, or remove that one")
        require_writable(target)
    except OSError as error:
        raise TrainerError(f"cannot write {target}: {error.strerror or error}") from None


def require_writable(target: Path) -> None:
    """Creates and removes a folder where `target`, or the first of its missing parents, will be.

    Raises:
        TrainerError: that cannot be done.
    """
    existing = next(each for each in target.absolute().parents if each.exists())
    try:
        tempfile.TemporaryDirectory(prefix=f".{target.name[:100]}.", suffix=".part", dir=existing).cleanup()
    except OSError as error:
        raise TrainerError(f"cannot write {target}: {error.strerror}") from None


def _fsync_files(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb+") as opened:
                os.fsync(opened.fileno())
