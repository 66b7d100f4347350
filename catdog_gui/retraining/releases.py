"""The installed models, and which of them is in use.

A release is a model folder in `models_dir` that also holds its record. A small file (`pointer`) names the release in
use; to use another one, only this file is replaced. Work that has begun goes on with the model that it read. The
bundled model has the name `bundled` and is elsewhere; nothing here removes or changes it.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from catdog_gui.classify.model_folder import BUNDLED, ModelFolder
from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Text, detail, system_message
from catdog_gui.retraining.active_model import is_release, model_in_use
from catdog_gui.retraining.models import Release, RetrainingError
from catdog_gui.retraining.pointer import BUNDLED_NAME, Pointer, read_pointer, write_pointer
from catdog_gui.retraining.release_json import RELEASE_FILE, encode_release, read_release
from catdog_gui.storage import LockedError, file_lock, write_atomically

__all__ = ["Releases", "imported_release", "model_in_use"]

WORK_PREFIX = ".work-"


class Releases:
    """The releases of one user. Every method uses the disk: do not call it in the thread of the window."""

    def __init__(self, models_dir: Path, bundled: Path = BUNDLED) -> None:
        self.models_dir = models_dir
        self.bundled = bundled

    def all(self) -> tuple[Release, ...]:
        """Every release, newest first; the bundled model is the last."""
        found = [read_release(folder) for folder in self._folders()]
        found.sort(key=lambda release: release.date or datetime.min.replace(tzinfo=UTC), reverse=True)
        in_use = self._in_use_name()
        bundled = Release(BUNDLED_NAME, self.bundled, None, origin=BUNDLED_NAME)
        return tuple(replace(each, in_use=each.name == in_use) for each in (*found, bundled))

    def in_use(self) -> Release:
        """The release in use."""
        name = self._in_use_name()
        if name == BUNDLED_NAME:
            return Release(BUNDLED_NAME, self.bundled, None, origin=BUNDLED_NAME, in_use=True)
        return replace(read_release(self.models_dir / name), in_use=True)

    def use(self, name: str) -> Release:
        """Changes the release in use, after a check that the model can still be read.

        Raises:
            RetrainingError: there is no such release, it cannot be used, or the switch cannot be written.
        """
        release = self._find(name)
        if name != BUNDLED_NAME:
            _require_usable(release.path)
        self._write_pointer(read_pointer(self.models_dir).switched_to(name))
        return replace(release, in_use=True)

    def roll_back(self) -> Release:
        """Uses again the latest earlier release that is still installed.

        Raises:
            RetrainingError: there is none, or the switch cannot be written.
        """
        pointer = read_pointer(self.models_dir)
        previous = list(pointer.previous)
        while previous:
            name = previous.pop()
            if name != self._in_use_name() and (name == BUNDLED_NAME or is_release(self.models_dir, name)):
                self._write_pointer(Pointer(name, tuple(previous)))
                return self.in_use()
        raise RetrainingError(Text.NO_EARLIER_MODEL())

    def install(self, candidate: Path, release: Release) -> Release:
        """Moves a complete, checked model folder to the releases, with its record; chooses its name and path.

        Raises:
            RetrainingError: it cannot be written. Then nothing is installed.
        """
        while True:
            name = self._free_name(release.id)
            installed = replace(release, name=name, path=self.models_dir / name)
            try:
                write_atomically(candidate / RELEASE_FILE, encode_release(installed))
                candidate.rename(installed.path)
            except OSError as error:
                if candidate.is_dir() and is_release(self.models_dir, name):
                    continue  # another process took the name in this moment
                raise RetrainingError(Text.NOT_INSTALLED(system_message(error))) from None
            return installed

    def import_folder(self, source: Path) -> Release:
        """Installs a checked copy of a model folder from elsewhere. It is not in use until `use` is called.

        Raises:
            RetrainingError: it is no valid model folder, or cannot be copied.
        """
        from catdog_gui.retraining.model_validation import copy_and_validate

        with self.work_folder() as work:
            draft = work / "model"
            draft.mkdir()
            try:
                model = copy_and_validate(source, draft)
            except ModelError as error:
                # The error names the copy, but the user knows only the source.
                raise RetrainingError(error.message.with_arguments_replaced(str(draft), str(source))) from None
            except OSError as error:
                raise RetrainingError(Text.CANNOT_BE_COPIED(source, system_message(error))) from None
            return self.install(draft, imported_release(model))

    def export(self, name: str, target: Path) -> None:
        """Copies a release as a model folder to `target`, which must be empty or not exist.

        Raises:
            RetrainingError: there is no such release, or it cannot be copied.
        """
        release = self._find(name)
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise RetrainingError(Text.CHOOSE_ANOTHER_FOLDER(target))
        from catdog_gui.retraining.model_validation import FILE_SIZE_LIMITS_MB

        draft = target.with_name(f".{target.name}.part")
        try:
            draft.mkdir(parents=True)
            for file in FILE_SIZE_LIMITS_MB:
                if (release.path / file).is_file():
                    (draft / file).parent.mkdir(exist_ok=True)
                    shutil.copyfile(release.path / file, draft / file)
            if target.exists():
                target.rmdir()
            draft.rename(target)
        except OSError as error:
            raise RetrainingError(Text.CANNOT_BE_WRITTEN(target, system_message(error))) from None
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def remove(self, name: str) -> None:
        """Deletes a release that is not in use.

        Raises:
            RetrainingError: there is none of that name, it is in use or the bundled one, or cannot be deleted.
        """
        release = self._find(name)
        if name == BUNDLED_NAME:
            raise RetrainingError(Text.BUNDLED_STAYS())
        if name == self._in_use_name():
            raise RetrainingError(Text.MODEL_IN_USE(name))
        # Renamed first, so that a half-deleted folder is never listed as a release.
        doomed = self.models_dir / f"{WORK_PREFIX}removed-{name}"
        try:
            release.path.rename(doomed)
        except OSError as error:
            raise RetrainingError(Text.CANNOT_BE_DELETED(name, system_message(error))) from None
        self._write_pointer(read_pointer(self.models_dir).without(name))
        shutil.rmtree(doomed, ignore_errors=True)

    @contextmanager
    def work_folder(self) -> Iterator[Path]:
        """A temporary folder on the same disk, for a model that is not a release yet; always removed at the end.

        Raises:
            RetrainingError: the folder cannot be made.
        """
        work = self.models_dir / f"{WORK_PREFIX}{secrets.token_hex(6)}"
        with contextlib.ExitStack() as stack:
            try:
                self.models_dir.mkdir(parents=True, exist_ok=True)
                self._remove_abandoned_work_folders()
                # Locked before it is there, so that no other process sees it without its lock.
                stack.enter_context(file_lock(_work_lock(work)))
                work.mkdir(0o700)
            except OSError as error:
                raise RetrainingError(Text.CANNOT_BE_WRITTEN(self.models_dir, system_message(error))) from None
            stack.callback(shutil.rmtree, work, ignore_errors=True)
            yield work

    def _remove_abandoned_work_folders(self) -> None:
        """Removes the folders of killed processes: the system has freed their locks."""
        for folder in self.models_dir.glob(f"{WORK_PREFIX}*"):
            if folder.is_dir():
                with contextlib.suppress(OSError, LockedError), file_lock(_work_lock(folder)):
                    shutil.rmtree(folder, ignore_errors=True)

    def _folders(self) -> list[Path]:
        try:
            return [entry for entry in self.models_dir.iterdir() if is_release(self.models_dir, entry.name)]
        except OSError:
            return []

    def _in_use_name(self) -> str:
        name = read_pointer(self.models_dir).in_use
        return name if is_release(self.models_dir, name) else BUNDLED_NAME

    def _find(self, name: str) -> Release:
        for release in self.all():
            if release.name == name:
                return release
        raise RetrainingError(Text.NO_MODEL_NAMED(name))

    def _free_name(self, model_id: str) -> str:
        stem = f"{datetime.now(UTC):%Y-%m-%d}-{model_id[:8] or 'model'}"
        taken = {folder.name for folder in self._folders()}
        return next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, 10_000))) if name not in taken)

    def _write_pointer(self, pointer: Pointer) -> None:
        try:
            write_pointer(self.models_dir, pointer)
        except OSError as error:
            raise RetrainingError(Text.SWITCH_NOT_WRITTEN(system_message(error))) from None


def imported_release(model: ModelFolder) -> Release:
    """The record of an imported model, from its own `catdog.json`."""
    provenance = model.details.get("provenance")
    parent = provenance.get("parent") if isinstance(provenance, dict) else None
    return Release("", model.path, datetime.now(UTC), model.id, str(parent or ""), "imported", model.classes)


def _work_lock(work: Path) -> Path:
    return work.with_name(f"{work.name}.lock")


def _require_usable(folder: Path) -> None:
    from catdog_gui.retraining.model_validation import validate_model_folder

    try:
        validate_model_folder(folder)
    except (ModelError, OSError, ValueError) as error:
        raise RetrainingError(Text.CANNOT_BE_USED(detail(error))) from None
