"""Collects the labelled pictures for a retrain: corrections, and folders whose sub-folders are labels."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Text, system_message
from catdog_gui.pictures.discovery import find_groups
from catdog_gui.pictures.models import Group
from catdog_gui.retraining.corrections import Correction
from catdog_gui.retraining.labels import LabelNormalizer, parse_label
from catdog_gui.retraining.models import RetrainingError


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """If `content_hash` is given, the picture is used only if its content still has this SHA-256."""

    path: Path
    label: str
    content_hash: str = ""


def labelled_pictures(corrections: Iterable[Correction], folders: Iterable[Path]) -> tuple[LabelledPicture, ...]:
    """The pictures for a retrain: the corrected ones, and those in the folders that have no correction.

    Raises:
        RetrainingError: a folder cannot be used.
    """
    corrected = [LabelledPicture(each.path, each.label, each.content_hash) for each in corrections]
    seen = {picture.path for picture in corrected}
    found = [picture for folder in folders for picture in _in_folder(folder) if picture.path not in seen]
    return normalize_labels((*corrected, *found))


def normalize_labels(pictures: Iterable[LabelledPicture], classes: Iterable[str] = ()) -> tuple[LabelledPicture, ...]:
    """Gives labels that differ only in case one spelling: that in `classes`, or that of the first picture."""
    normalizer = LabelNormalizer(classes)
    return tuple(replace(picture, label=normalizer.normalize(picture.label)) for picture in pictures)


def write_pictures(pictures: Iterable[LabelledPicture], file: Path) -> None:
    """Writes the table that the trainer reads.

    Raises:
        OSError: it cannot be written.
    """
    with file.open("w", encoding="utf-8", errors="surrogateescape", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["label", "path", "content"])
        writer.writerows([picture.label, picture.path, picture.content_hash] for picture in pictures)


def _in_folder(folder: Path) -> list[LabelledPicture]:
    """The pictures in the sub-folders of `folder`, at any depth; the name of the sub-folder is the label."""
    try:
        sub_folders = sorted(entry for entry in folder.iterdir() if entry.is_dir())
    except OSError as error:
        raise RetrainingError(Text.CANNOT_BE_READ(folder, system_message(error))) from None
    found: list[LabelledPicture] = []
    for labelled in sub_folders:
        if labelled.name.startswith("."):
            continue
        try:
            label = parse_label(labelled.name)
        except ModelError as error:
            raise RetrainingError(Text.NO_LABEL_FOLDER(labelled, error.message)) from None
        groups = find_groups(labelled.absolute(), recursive=True)
        found += [LabelledPicture(each.picture, label) for each in groups if isinstance(each, Group)]
    if not found:
        raise RetrainingError(Text.NO_PICTURES_IN_SUBFOLDERS(folder))
    return found
