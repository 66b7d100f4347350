"""What a script may do with the program: label the pictures of a folder, plan a sort, sort, undo.

Import it from the package itself, `from catdog_gui import classify_folder`: these names stay as they are within a major
version, other modules may change with every one. A script uses the same files as the commands and the window: the
known scores, the model in use, the journal. So its sorts are in `catdog history`, and `catdog undo` takes them back.

    from pathlib import Path

    from catdog_gui import classify_folder, plan_sort, sort, undo

    folder = Path("photos")
    labelled = list(classify_folder(folder))
    for item in labelled:
        print(item.picture.name, item.label, item.scores)

    plan = plan_sort(labelled, folder)  # touches nothing
    for move in plan.moves:
        print(move.source, "->", move.target)
    result = sort(plan)  # moves the files into photos/cat and photos/dog
    undo(result.run)  # and back

May import `retraining`, `sorting`, `classify` and `pictures`, as `cli` does.
"""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from catdog_gui.classify.cache import ScoreCache
from catdog_gui.classify.classifying import classify
from catdog_gui.classify.decisions import NON_CLASS_NAMES
from catdog_gui.classify.engine import default_workers
from catdog_gui.classify.model_folder import ModelFolder, read_model_folder
from catdog_gui.classify.models import ModelError, ScoreResult
from catdog_gui.classify.policy import decide
from catdog_gui.classify.scorer import open_scorer
from catdog_gui.paths import Paths
from catdog_gui.pictures.discovery import find_groups
from catdog_gui.pictures.models import Group
from catdog_gui.retraining.releases import model_in_use
from catdog_gui.sorting import plan as planning
from catdog_gui.sorting import sort as sorting
from catdog_gui.sorting import undo as undoing
from catdog_gui.sorting.journal import Journal, JournalError
from catdog_gui.sorting.models import LabelledGroup, Mode, Plan, RunResult, SortOptions
from catdog_gui.sorting.recover import recover

__all__ = [
    "FAILED",
    "JournalError",
    "Labelled",
    "Mode",
    "ModelError",
    "Plan",
    "RunResult",
    "classify_folder",
    "plan_sort",
    "sort",
    "undo",
]

FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A picture with the decision of the model. `dataclasses.replace(item, label="dog")` decides otherwise.

    Attributes:
        picture: where it is.
        label: a class of the model, `both`, `neither`, `unsure`, or `failed` where the picture cannot be read.
        scores: from 0 to 1, by class; empty where the picture cannot be read.
        error: why it cannot be read, as a sentence; or an empty string.
        companions: the files that move with it: sidecars, the RAW, the film of a Live Photo.
    """

    picture: Path
    label: str
    scores: Mapping[str, float] = field(default_factory=dict)
    error: str = ""
    companions: tuple[Path, ...] = ()


def classify_folder(
    folder: Path,
    *,
    model: Path | None = None,
    recursive: bool = False,
    min_score: float | None = None,
    home: Path | None = None,
) -> Iterator[Labelled]:
    """Labels the pictures of a folder, each as soon as it is scored, so in no order. Touches none of them.

    Args:
        folder: the folder. What earlier sorts of it put into its sub-folders is left out.
        model: a model folder; the one in use if not given.
        recursive: sub-folders too.
        min_score: from which score on a class is decided, 0.5 to 1; the model's own threshold if not given.
        home: where the program keeps its files; the usual place if not given.

    Raises:
        ModelError: the model cannot be used.
        JournalError: the record of earlier sorts cannot be read.
        NotADirectoryError: there is no such folder.
        ValueError: `min_score` is below 0.5 or above 1.
    """
    folder = Path(folder).absolute()
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "there is no such folder", str(folder))
    if min_score is not None and not 0.5 <= min_score <= 1:
        raise ValueError(f"a min_score from 0.5 to 1 is possible, not {min_score}")
    paths = _paths(home)
    opened = read_model_folder(model or model_in_use(paths.models_dir))
    scorer = open_scorer(opened, on_warning=lambda _text: None)
    threshold = opened.default_policy.threshold if min_score is None else min_score
    groups = {group.picture: group for group in _groups(folder, opened, paths, recursive=recursive)}
    results = classify(groups, scorer, ScoreCache(paths.cache_file), default_workers(), threading.Event())
    return (_labelled(groups[result.path], result, opened, threshold) for result in results)


def plan_sort(labelled: Iterable[Labelled], folder: Path, *, into: Path | None = None, mode: Mode = Mode.MOVE) -> Plan:
    """Plans where each picture goes: into a folder of its label's name. Touches nothing.

    Pictures labelled `both`, `neither`, `unsure` or `failed` stay; `plan.skipped` says why. `len(plan.moves)` counts
    files: the companions of a picture move with it.

    Args:
        labelled: what `classify_folder` found; a label may be a name that the model does not know.
        folder: the folder that was classified; its sub-folders are made again under each label.
        into: where the folders of the labels are made; `folder` if not given.
        mode: `Mode.MOVE`, or `Mode.COPY` to leave the originals where they are.
    """
    items = list(labelled)
    classes = {name for item in items for name in item.scores}
    chosen = {item.label for item in items if not item.error}.difference(NON_CLASS_NAMES, {FAILED})
    groups = (LabelledGroup(Group(item.picture, item.companions), item.label, item.error) for item in items)
    return planning.plan_sort(groups, classes | chosen, SortOptions(Path(folder), into, mode))


def sort(plan: Plan, *, home: Path | None = None) -> RunResult:
    """Carries out a plan; records every step first, so that a crash loses nothing and `undo` takes the run back.

    Runs that a crash interrupted are completed first. A file that changed since it was planned stays. Nothing is ever
    overwritten. `result.outcomes` says what became of each file, `result.stop_reason` why the run ended early, or "".

    Raises:
        JournalError: the journal cannot be read or written.
    """
    with _journal(home) as journal:
        return sorting.execute(plan, journal)


def undo(run: int | None = None, *, home: Path | None = None) -> RunResult:
    """Takes back a run: the newest one that can be, or the one of this number, as `RunResult.run` gave it.

    A file that cannot be put back stays where it is; `result.outcomes` says why. A second call tries the rest.

    Raises:
        JournalError: the journal cannot be read or written.
    """
    with _journal(home) as journal:
        return undoing.undo(run, journal)


def _paths(home: Path | None) -> Paths:
    paths = Paths.at(home)
    paths.make_private()
    return paths


@contextmanager
def _journal(home: Path | None) -> Iterator[Journal]:
    with Journal(_paths(home).journal_file) as journal:
        recover(journal)
        yield journal


def _groups(folder: Path, model: ModelFolder, paths: Paths, *, recursive: bool) -> Iterator[Group]:
    outputs = SortOptions(folder).output_folders(model.classes)
    if recursive:
        with Journal(paths.journal_file) as journal:
            outputs |= journal.sorted_folders(folder)
    for found in find_groups(folder, recursive=recursive, outputs=outputs):
        if isinstance(found, Group):
            yield found


def _labelled(group: Group, result: ScoreResult, model: ModelFolder, threshold: float) -> Labelled:
    if result.error:
        return Labelled(group.picture, FAILED, error=str(result.error), companions=group.companions)
    label = decide(result.scores, model.classes, model.kind, threshold)
    scores = dict(zip(model.classes, result.scores, strict=True))
    return Labelled(group.picture, label, scores, companions=group.companions)
