"""Everything that the window asks of the rest of the program. It may block, so call it from a thread."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from catdog_gui import file_managers
from catdog_gui.classify.cache import ScoreCache
from catdog_gui.classify.classifying import classify
from catdog_gui.classify.engine import WarningCallback, default_workers
from catdog_gui.classify.engines import AUTO
from catdog_gui.classify.head import Floats
from catdog_gui.classify.model_folder import ModelFolder, read_model_folder
from catdog_gui.classify.models import ModelError, ScoreResult
from catdog_gui.classify.scorer import Scorer
from catdog_gui.paths import Paths
from catdog_gui.pictures.discovery import find_groups
from catdog_gui.pictures.models import Group, Skipped
from catdog_gui.pictures.similarity import find_stacks, hash_of
from catdog_gui.pictures.stamp import read_stamp, regular_stamp
from catdog_gui.retraining.corrections import Corrections
from catdog_gui.retraining.models import Release
from catdog_gui.retraining.pictures import LabelledPicture, labelled_pictures
from catdog_gui.retraining.releases import Releases, model_in_use
from catdog_gui.retraining.relocation import available
from catdog_gui.sorting.journal import Journal, JournalError
from catdog_gui.sorting.keywords import plan_keywords
from catdog_gui.sorting.models import (
    CancelCheck,
    Entry,
    LabelledGroup,
    Mode,
    Plan,
    ProgressCallback,
    RunInfo,
    RunResult,
    SortOptions,
)
from catdog_gui.sorting.plan import plan_sort
from catdog_gui.sorting.recover import recover
from catdog_gui.sorting.renaming import Renaming
from catdog_gui.sorting.sort import execute
from catdog_gui.sorting.undo import undo
from catdog_gui.storage import write_atomically
from catdog_gui.ui.session.batches import NewPicture
from catdog_gui.watching import autostart
from catdog_gui.watching.classifier import Classifier, ModelClassifier
from catdog_gui.watching.groups import groups_of, is_missing
from catdog_gui.watching.models import EventCallback, Sorted, WatchOptions
from catdog_gui.watching.names import is_within

if TYPE_CHECKING:
    # They bring the inference engine, which is loaded after the first painting.
    from catdog_gui.retraining.retraining import Retraining, RetrainRequest
    from catdog_gui.watching.watcher import FolderWatcher


_MAX_HASHES = 100_000


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line may set; it overrides the settings of the window."""

    model: Path | None = None
    engine: str = AUTO
    workers: int | None = None


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that is ready to score."""

    scorer: Scorer

    @property
    def model(self) -> ModelFolder:
        return self.scorer.model


@dataclass(frozen=True, slots=True)
class FolderState:
    """Which of some paths are pictures now, and which are missing; below the folder as it was opened."""

    present: list[NewPicture]
    missing: list[Path]


class Backend:
    """The real implementation. Tests override `open_model`."""

    def __init__(self, paths: Paths, options: Options) -> None:
        self.paths = paths
        self.options = options
        self.corrections = Corrections(paths.corrections_file)
        self._cache = ScoreCache(paths.cache_file)
        # With the stamp, so that a picture that was changed is looked at again.
        self._hash_of = lru_cache(_MAX_HASHES)(lambda picture, _stamp: hash_of(picture))

    def open_model(self, engine: str, on_warning: WarningCallback) -> LoadedModel:
        """Reads the model and starts its engine.

        Raises:
            ModelError: it cannot be used.
        """
        from catdog_gui.classify.scorer import open_scorer

        store = self.store()
        model = read_model_folder(self.options.model or model_in_use(store.models_dir, store.bundled))
        override = self.options.engine
        return LoadedModel(open_scorer(model, engine if override == AUTO else override, on_warning))

    def store(self) -> Releases:
        return Releases(self.paths.models_dir)

    def releases(self) -> tuple[Release, ...]:
        return self.store().all()

    def use_release(self, name: str) -> Release:
        """Switches to another model.

        Raises:
            RetrainingError: it cannot be used.
        """
        return self.store().use(name)

    def roll_back(self) -> Release:
        """Switches to the model that was in use before.

        Raises:
            RetrainingError: there is none, or the switch cannot be written.
        """
        return self.store().roll_back()

    def worker_count(self, wanted: int) -> int:
        return self.options.workers or wanted or default_workers()

    def find(self, folder: Path, outputs: Sequence[str], *, recursive: bool) -> Iterator[Group | Skipped]:
        """The pictures of a folder; `outputs` are the names of the folders that pictures are sorted into."""
        output_folders = self._output_folders(folder, outputs) if recursive else frozenset[Path]()
        return find_groups(folder, recursive=recursive, outputs=output_folders)

    def _output_folders(self, folder: Path, names: Collection[str]) -> frozenset[Path]:
        """The sub-folders with these names, and those that earlier sorts filled, whatever they were named then."""
        return frozenset(folder / name for name in names) | self._sorted_folders(folder)

    def _sorted_folders(self, folder: Path) -> frozenset[Path]:
        if not self.paths.journal_file.exists():
            return frozenset()
        try:
            with self.journal() as journal:
                return journal.sorted_folders(folder.absolute()) | journal.sorted_folders(folder.resolve())
        except (JournalError, OSError):
            return frozenset()  # a sort will say so

    def read_folder_state(
        self, folder: Path, outputs: Sequence[str], paths: Sequence[Path], *, recursive: bool
    ) -> FolderState:
        """Which of the paths that a scan of this folder would find are pictures now, and which are missing."""
        real = folder.resolve()
        output_folders = self._output_folders(real, outputs) if recursive else frozenset[Path]()
        inside = [
            place
            for place in paths
            if is_within(place, real, recursive=recursive) and not output_folders.intersection(place.parents)
        ]
        stamps = {place: stamp for place in inside if (stamp := regular_stamp(place)) is not None}
        groups = [
            _relocated_group(group, real, folder) for place, group in groups_of(stamps).items() if stamps[place].size
        ]
        corrections = self.corrections.look_up(group.picture for group in groups)
        present = [
            NewPicture(group, *size_and_time(group.picture), corrections.get(group.picture, "")) for group in groups
        ]
        return FolderState(present, [folder / place.relative_to(real) for place in filter(is_missing, inside)])

    def classify(
        self, pictures: Iterable[Path], loaded: LoadedModel, workers: int, stop: threading.Event
    ) -> Iterator[ScoreResult]:
        return classify(pictures, loaded.scorer, self._cache, workers, stop)

    def find_stacks(self, pictures: Sequence[Path], is_cancelled: CancelCheck) -> npt.NDArray[np.int32]:
        """For each picture the place of the first one that shows the same."""
        with ThreadPoolExecutor(min(2, self.worker_count(0))) as pool:
            hashes = list(
                pool.map(lambda each: None if is_cancelled() else self._hash_of(each, read_stamp(each)), pictures)
            )
        return find_stacks(pictures, hashes)

    def clear_cache(self) -> None:
        self._cache.clear()

    def plan(self, labelled: Iterable[LabelledGroup], targets: Sequence[str], options: SortOptions) -> Plan:
        make_plan = plan_keywords if options.mode is Mode.KEYWORDS else plan_sort
        return make_plan(labelled, targets, options)

    def renaming(self, group: Group) -> Renaming:
        """What can be said of new names for a group.

        Raises:
            OSError: its folder cannot be read.
        """
        return Renaming.of(group)

    def relocate(self, paths: Mapping[Path, Path]) -> None:
        """What is known of some pictures follows them to their new paths."""
        self._cache.relocate(paths)
        self.corrections.look_up(paths.values())

    def execute(self, plan: Plan, stop: CancelCheck, on_progress: ProgressCallback) -> RunResult:
        with self.journal() as journal:
            return execute(plan, journal, stop=stop, on_progress=on_progress)

    def undo(
        self, run: int | None, stop: CancelCheck, on_progress: ProgressCallback, files: Collection[Path] | None = None
    ) -> RunResult:
        """Takes back a run, or only those of its files and what belongs to them."""
        with self.journal() as journal:
            return undo(run, journal, only=files, stop=stop, on_progress=on_progress)

    def recover(self) -> tuple[RunResult, ...]:
        with self.journal() as journal:
            return recover(journal)

    def history(self) -> tuple[RunInfo, ...]:
        with self.journal() as journal:
            return journal.history()

    def entries(self, run: int) -> tuple[Entry, ...]:
        """The files of a run."""
        with self.journal() as journal:
            return journal.entries(run)

    def save_corrections(self, labels: Mapping[Path, str | None]) -> None:
        self.corrections.save(labels)

    def count_new_corrections(self) -> int:
        """How many available corrections the model in use has not learned from."""
        return len(available(self.corrections, self.paths.journal_file, self.store().in_use().trained_until))

    # Watched folders.

    def journal(self) -> Journal:
        """Opens the journal; the caller closes it.

        Raises:
            JournalError: it cannot be opened.
        """
        return Journal(self.paths.journal_file)

    def make_classifier(self, loaded: LoadedModel, workers: int, threshold: float) -> Classifier:
        return ModelClassifier(loaded.scorer, self._cache, workers, threshold)

    def make_watcher(
        self, options: WatchOptions, classifier: Classifier, journal: Journal, on_event: EventCallback
    ) -> FolderWatcher:
        """A watcher that is not started yet."""
        from catdog_gui.watching.watcher import FolderWatcher

        return FolderWatcher(options, classifier, journal, self.paths, on_event)

    def count_unanswered(self, options: WatchOptions, classes: Sequence[str]) -> int:
        """How many pictures to ask the user about before a folder is watched.

        Raises:
            WatchError: what was asked before cannot be read.
        """
        from catdog_gui.watching.existing import count_unanswered
        from catdog_gui.watching.watch_store import WatchStore
        from catdog_gui.watching.watcher import resolved

        with closing(WatchStore.at(self.paths)) as watch_store:
            return count_unanswered(resolved(options), classes, watch_store)

    def recently_sorted(self, folders: Iterable[Path], limit: int) -> list[Sorted]:
        """What watches of some folders sorted last, newest first.

        Raises:
            JournalError, WatchError: what was recorded cannot be read.
        """
        from catdog_gui.watching.recent import recently_sorted
        from catdog_gui.watching.watch_store import WatchStore

        with self.journal() as journal, closing(WatchStore.at(self.paths)) as watch_store:
            return recently_sorted(folders, journal, watch_store, limit)

    def restore_pictures(self, moves: Iterable[tuple[int, Path]]) -> list[RunResult]:
        """Takes back what runs did to some pictures and what belongs to them; each is given with its run."""
        by_run: dict[int, list[Path]] = {}
        for run, picture in moves:
            by_run.setdefault(run, []).append(picture)
        with self.journal() as journal:
            return [undo(run, journal, only=pictures) for run, pictures in by_run.items()]

    def is_autostart_enabled(self) -> bool:
        return autostart.window_entry_path(autostart.config_home()).is_file()

    def set_autostart(self, *, enabled: bool) -> None:
        """Writes the autostart entry of the window, or removes it.

        Raises:
            OSError: it cannot be written or removed.
            ValueError: the place of this program, or of its home, cannot be written in one.
        """
        entry = autostart.window_entry_path(autostart.config_home())
        if enabled:
            command = autostart.window_command(self.paths.home)
            text = autostart.entry_text(command, "catdog", "Sorts what arrives in the watched folders")
            write_atomically(entry, text.encode())
        else:
            entry.unlink(missing_ok=True)

    # File managers.

    def file_managers(self) -> tuple[str, ...]:
        """The names of those that can have the program in their menus."""
        return file_managers.find_titles()

    def is_in_file_managers(self) -> bool:
        return file_managers.is_installed()

    def set_in_file_managers(self, label: str, *, enabled: bool) -> None:
        """Puts the program into the menus of the file managers as `label`, or removes it there.

        Raises:
            OSError: a file cannot be written or removed.
            ValueError: the place of this program, or of its home, cannot be written in one.
            UserError: a file of another program has the name.
        """
        if enabled:
            file_managers.install([*autostart.base_command(self.paths.home), "gui"], label)
        else:
            file_managers.remove()

    # Retraining.

    def make_retrain_request(self, folders: Sequence[Path], *, use_if_good: bool) -> RetrainRequest:
        """What a retraining would use now: the corrections, and folders whose sub-folders are labels.

        Raises:
            RetrainingError: a folder cannot be used.
        """
        from catdog_gui.retraining.retraining import RetrainRequest

        corrections = available(self.corrections, self.paths.journal_file)
        newest = max((each.time for each in corrections), default=None)
        return RetrainRequest(labelled_pictures(corrections, folders), use_if_good=use_if_good, trained_until=newest)

    def find_suspect_labels(
        self, pictures: Sequence[LabelledPicture], loaded: LoadedModel, stop: threading.Event
    ) -> dict[int, str]:
        """Which labels may be wrong, by index, and what those pictures look like.

        Raises:
            ModelError: the model's reference pictures cannot be read.
        """
        from catdog_gui.retraining.suggest import find_suspect_labels

        return find_suspect_labels(pictures, loaded.scorer.first, self.worker_count(0), stop)

    def rank_by_usefulness(
        self, pictures: Sequence[Path], scores: Floats, loaded: LoadedModel, stop: threading.Event
    ) -> list[int]:
        """Which pictures to label next, by index, best first."""
        from catdog_gui.retraining.suggest import rank_by_usefulness

        return rank_by_usefulness(pictures, scores, loaded.scorer.first, self.worker_count(0), stop)

    def estimate_seconds(self, request: RetrainRequest, model: ModelFolder) -> float | None:
        """How long a retraining will take, measured; None if that is impossible, as for a base not downloaded yet."""
        from catdog_gui.retraining.estimate import full_seconds_needed, seconds_needed

        try:
            if not request.full:
                return seconds_needed(request.pictures, model, self.releases())
            return full_seconds_needed(
                request.pictures, read_model_folder(Path(request.base)) if request.base else model
            )
        except (ModelError, OSError):
            return None

    def retraining(self, request: RetrainRequest) -> Retraining:
        from catdog_gui.retraining.retraining import Retraining

        return Retraining(self.store(), request)


def size_and_time(path: Path) -> tuple[int, float]:
    """Size in bytes and time of modification in seconds of the epoch; zeros if they cannot be read."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0.0
    return status.st_size, status.st_mtime


def _relocated_group(group: Group, real: Path, folder: Path) -> Group:
    """The same group below `folder` instead of `real`, its resolved path."""
    picture, *companions = (folder / path.relative_to(real) for path in group.files)
    return Group(picture, tuple(companions))
