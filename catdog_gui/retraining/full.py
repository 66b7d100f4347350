"""Full retraining: the trainer fine-tunes the whole network on the user's pictures and writes a model folder."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from catdog_gui.classify.cache import NoCache
from catdog_gui.classify.classifying import classify
from catdog_gui.classify.decisions import TRAINING_TARGETS, TrainingTarget
from catdog_gui.classify.engine import default_workers
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.scorer import open_scorer
from catdog_gui.messages import Text
from catdog_gui.retraining.acceptance import HeldOutScores
from catdog_gui.retraining.events import Event, Notice
from catdog_gui.retraining.models import RetrainingError
from catdog_gui.retraining.pictures import LabelledPicture
from catdog_gui.retraining.trainer_process import TrainerProcess

_HELD_OUT_EVERY = 5
_MIN_PER_LABEL = 5


class FullTraining:
    """One fine-tuning in the folder `work`. Every fifth picture of each label is held out, to compare the models."""

    def __init__(self, pictures: Sequence[LabelledPicture], base: str, work_dir: Path) -> None:
        self._base = base
        self._work_dir = work_dir
        usable = [each for each in pictures if _is_class(each.label) or _is_negative(each.label)]
        self._training, self.held_out = _split(usable)
        self._left_out_count = len(pictures) - len(usable)

    @property
    def candidate(self) -> Path:
        """The new model folder; it is there when `events` has ended."""
        return self._work_dir / "candidate"

    def events(self, new_process: Callable[[Path], TrainerProcess]) -> Iterator[Event]:
        """Prepares the folders of pictures and runs the trainer.

        Raises:
            RetrainingError: there are too few pictures, or the trainer failed.
            CancelledError: it was stopped.
        """
        if self._left_out_count:
            yield Notice(Text.BOTH_LEFT_OUT(self._left_out_count))
        data, negatives = self._prepare_folders()
        folders = ["--dataset", str(data), *(["--negatives", str(negatives)] if negatives else [])]
        options = ["--model", self._base, "--output", str(self.candidate), *folders]
        yield from new_process(self._work_dir / "trainer.log").events(["finetune", *options])

    def held_out_scores(self, old: ModelFolder, new: ModelFolder, stop: threading.Event) -> HeldOutScores | None:
        """Both models' scores of the held-out pictures that can be read; None if none can. Ends early at `stop`."""
        before, after = (self._scores(model, stop) for model in (old, new))
        scored = [picture for picture in self.held_out if picture.path in before and picture.path in after]
        if not scored:
            return None
        return HeldOutScores(
            names=tuple(str(picture.path) for picture in scored),
            labels=tuple(picture.label for picture in scored),
            before=np.asarray([before[picture.path] for picture in scored], np.float32),
            after=np.asarray([after[picture.path] for picture in scored], np.float32),
        )

    def _scores(self, model: ModelFolder, stop: threading.Event) -> dict[Path, tuple[float, ...]]:
        """The final scores of each held-out picture that can be read."""
        paths = [picture.path for picture in self.held_out]
        results = classify(paths, open_scorer(model, "onnx"), NoCache(), default_workers(), stop)
        return {result.path: result.scores for result in results if not result.error}

    def _prepare_folders(self) -> tuple[Path, Path | None]:
        """A folder with a sub-folder for each label, and a folder for pictures of no class, if there are any."""
        data, negatives = self._work_dir / "pictures", self._work_dir / "negatives"
        for number, picture in enumerate(self._training):
            folder = negatives if _is_negative(picture.label) else data / picture.label
            folder.mkdir(parents=True, exist_ok=True)
            _link_or_copy(picture.path, folder / f"{number}{picture.path.suffix or '.jpg'}")
        if not data.is_dir() or len(list(data.iterdir())) < 2:
            raise RetrainingError(Text.TWO_CLASSES_NEEDED())
        return data, negatives if negatives.is_dir() else None


def _is_class(label: str) -> bool:
    return label not in TRAINING_TARGETS


def _is_negative(label: str) -> bool:
    return TRAINING_TARGETS.get(label) is TrainingTarget.NO_CLASS


def _split(pictures: Sequence[LabelledPicture]) -> tuple[list[LabelledPicture], list[LabelledPicture]]:
    by_label: dict[str, list[LabelledPicture]] = defaultdict(list)
    for picture in pictures:
        by_label[picture.label].append(picture)
    training: list[LabelledPicture] = []
    held_out: list[LabelledPicture] = []
    for label, members in by_label.items():
        if _is_class(label) and len(members) < _MIN_PER_LABEL:
            raise RetrainingError(Text.MORE_PER_LABEL_NEEDED(_MIN_PER_LABEL, repr(label), len(members)))
        # An order that does not depend on the given one, and is the same in every run.
        members.sort(key=lambda each: hashlib.sha256(str(each.path).encode("utf-8", "surrogateescape")).digest())
        training += [each for number, each in enumerate(members) if number % _HELD_OUT_EVERY]
        held_out += members[::_HELD_OUT_EVERY]
    return training, held_out


def _link_or_copy(picture: Path, target: Path) -> None:
    """Makes a hard link, or a copy if the file is on another disk. The trainer does not follow symbolic links."""
    try:
        target.hardlink_to(picture)
    except FileNotFoundError:
        return
    except OSError:
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(picture, target)
