"""Full retraining: the whole network is fine-tuned on the user's pictures, then made a model folder."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from catdog_gui.classify.head import Floats
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.models import BOTH, NEITHER
from catdog_gui.classify.scorer import Scorer, open_scorer
from catdog_gui.pictures.decoding import open_picture
from catdog_gui.pictures.models import PictureError
from catdog_gui.retraining.acceptance import HeldOutScores
from catdog_gui.retraining.events import Event, Notice
from catdog_gui.retraining.models import RetrainingError
from catdog_gui.retraining.pictures import LabelledPicture
from catdog_gui.retraining.trainer_process import TrainerProcess

_HELD_OUT_EVERY = 5
_MIN_PER_LABEL = 5


class FullTraining:
    """One fine-tuning below the folder `work`; every fifth picture of each label is kept for judging, never taught."""

    def __init__(self, pictures: Sequence[LabelledPicture], base: str, work: Path) -> None:
        self._base = base
        self._work = work
        self._training, self.held_out = _split([each for each in pictures if each.label != BOTH])
        self._both_count = sum(each.label == BOTH for each in pictures)

    @property
    def candidate(self) -> Path:
        """The model folder, once `events` has come to its end."""
        return self._work / "candidate"

    def events(self, new_process: Callable[[Path], TrainerProcess]) -> Iterator[Event]:
        """Lays out the pictures and fine-tunes.

        Raises:
            RetrainingError: the pictures do not suffice, or the trainer failed.
            CancelledError: it was stopped.
        """
        if self._both_count:
            yield Notice(f"{self._both_count} pictures labelled both are left out: a full retrain cannot use them")
        data, negatives = self._prepare_folders()
        given = ["--dataset", str(data), *(["--negatives", str(negatives)] if negatives else [])]
        options = ["--model", self._base, "--output", str(self.candidate), *given]
        yield from new_process(self._work / "trainer.log").events(["finetune", *options])

    def held_out_scores(
        self, old: ModelFolder, new: ModelFolder, raise_if_cancelled: Callable[[], None]
    ) -> HeldOutScores | None:
        """Both models' scores of the pictures that were kept apart."""
        scorers = [open_scorer(model, "onnx") for model in (old, new)]
        kept: list[tuple[LabelledPicture, list[Floats]]] = []
        for picture in self.held_out:
            raise_if_cancelled()
            with contextlib.suppress(PictureError):
                kept.append((picture, [_scores(picture.path, scorer) for scorer in scorers]))
        if not kept:
            return None
        before, after = (np.stack([scores[side] for _, scores in kept]) for side in (0, 1))
        names, words = (tuple(each) for each in zip(*((str(p.path), p.label) for p, _ in kept), strict=True))
        return HeldOutScores(names, words, before, after)

    def _prepare_folders(self) -> tuple[Path, Path | None]:
        """A folder of folders with the pictures, and one for those that are none of the classes."""
        data, negatives = self._work / "pictures", self._work / "negatives"
        for number, picture in enumerate(self._training):
            folder = negatives if picture.label == NEITHER else data / picture.label
            folder.mkdir(parents=True, exist_ok=True)
            _link_or_copy(picture.path, folder / f"{number}{picture.path.suffix or '.jpg'}")
        if not data.is_dir() or len(list(data.iterdir())) < 2:
            raise RetrainingError("a full retrain needs labelled pictures of two classes or more")
        return data, negatives if negatives.is_dir() else None


def _split(pictures: Sequence[LabelledPicture]) -> tuple[list[LabelledPicture], list[LabelledPicture]]:
    by_label: dict[str, list[LabelledPicture]] = defaultdict(list)
    for picture in pictures:
        by_label[picture.label].append(picture)
    taught: list[LabelledPicture] = []
    held_out: list[LabelledPicture] = []
    for label, members in by_label.items():
        if label != NEITHER and len(members) < _MIN_PER_LABEL:
            raise RetrainingError(
                f"a full retrain needs {_MIN_PER_LABEL} pictures of each label or more; {label!r} has "
                f"{len(members)}. A quick retrain can do with them"
            )
        # In an order that has nothing to do with how they came, and is the same tomorrow.
        members.sort(key=lambda each: hashlib.sha256(str(each.path).encode("utf-8", "surrogateescape")).digest())
        taught += [each for number, each in enumerate(members) if number % _HELD_OUT_EVERY]
        held_out += members[::_HELD_OUT_EVERY]
    return taught, held_out


def _link_or_copy(picture: Path, target: Path) -> None:
    """A second name for the file; a copy where it lies on another disk. No symbolic link: the trainer follows none."""
    try:
        target.hardlink_to(picture)
    except FileNotFoundError:
        return
    except OSError:
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(picture, target)


def _scores(path: Path, scorer: Scorer) -> Floats:
    scores, _ = scorer.scores([open_picture(path, scorer.min_side)])
    row: Floats = scores[0]
    return row
