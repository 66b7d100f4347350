"""The labelled pictures that a retraining may use: corrections, and folders whose sub-folders are labels."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
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
    """`content` is the SHA-256 of the picture that was labelled, where it is known: another one is not used."""

    path: Path
    label: str
    content_hash: str = ""


def labelled_pictures(corrections: Iterable[Correction], folders: Iterable[Path]) -> tuple[LabelledPicture, ...]:
    """What a retraining would use, corrections first: of the same picture, the word that comes first counts.

    Raises:
        RetrainingError: a folder cannot be used.
    """
    corrected = [LabelledPicture(each.path, each.label, each.content_hash) for each in corrections]
    seen = {picture.path for picture in corrected}
    found = [picture for folder in folders for picture in _in_folder(folder) if picture.path not in seen]
    return normalize_labels((*corrected, *found))


def normalize_labels(pictures: Iterable[LabelledPicture], classes: Iterable[str] = ()) -> tuple[LabelledPicture, ...]:
    """Labels that differ in nothing but case are one: as in `classes`, else as in the first picture."""
    spelling = LabelNormalizer(classes)
    return tuple(replace(picture, label=spelling.normalize(picture.label)) for picture in pictures)


def write_pictures(pictures: Iterable[LabelledPicture], file: Path) -> None:
    """The table that the trainer reads.

    Raises:
        OSError: it cannot be written.
    """
    with file.open("w", encoding="utf-8", errors="surrogateescape", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["label", "path", "content"])
        writer.writerows([picture.label, picture.path, picture.content_hash] for picture in pictures)


def _in_folder(folder: Path) -> list[LabelledPicture]:
    """The pictures of each sub-folder, at any depth; a folder without pictures below it has nothing to teach."""
    try:
        labels: Sequence[Path] = sorted(entry for entry in folder.iterdir() if entry.is_dir())
    except OSError as error:
        raise RetrainingError(Text.CANNOT_BE_READ(folder, system_message(error))) from None
    found: list[LabelledPicture] = []
    for labelled in labels:
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
