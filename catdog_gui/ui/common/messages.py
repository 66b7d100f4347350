"""The sentences that the parts say of files, in the user's language.

The parts speak English and know no Qt; what they say is recognised here. A sentence that nobody foresaw stays as it is.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_CONTEXT = "Sentences"
_MESSAGES = (
    QT_TRANSLATE_NOOP("Sentences", "no longer there"),
    QT_TRANSLATE_NOOP("Sentences", "not a file"),
    QT_TRANSLATE_NOOP("Sentences", "not a picture in a format that this program reads"),
    QT_TRANSLATE_NOOP("Sentences", "the file is cut off"),
    QT_TRANSLATE_NOOP("Sentences", "the file is empty"),
    QT_TRANSLATE_NOOP("Sentences", "too large to open safely"),
    QT_TRANSLATE_NOOP("Sentences", "its colours cannot be converted"),
    QT_TRANSLATE_NOOP("Sentences", "cannot be opened: {}"),
    QT_TRANSLATE_NOOP("Sentences", "larger than {} GB"),
    QT_TRANSLATE_NOOP("Sentences", "takes longer than {} seconds to read"),
    QT_TRANSLATE_NOOP("Sentences", "the file is cut off: {} of the picture is there"),
    QT_TRANSLATE_NOOP("Sentences", "the file is damaged (its header cannot be read)"),
    QT_TRANSLATE_NOOP("Sentences", "the file is damaged ({})"),
    QT_TRANSLATE_NOOP("Sentences", "a TIFF with a compression that this program does not read: {}"),
    QT_TRANSLATE_NOOP("Sentences", "Permission denied"),
    QT_TRANSLATE_NOOP("Sentences", "No such file or directory"),
    QT_TRANSLATE_NOOP("Sentences", "Input/output error"),
    QT_TRANSLATE_NOOP("Sentences", "{} pixels: too large to open safely"),
    QT_TRANSLATE_NOOP("Sentences", "cannot be scored: {}"),
    QT_TRANSLATE_NOOP("Sentences", "Permission was denied."),
    QT_TRANSLATE_NOOP("Sentences", "It shows more than one of the classes."),
    QT_TRANSLATE_NOOP("Sentences", "It shows none of the classes."),
    QT_TRANSLATE_NOOP("Sentences", "The model is not sure enough."),
    QT_TRANSLATE_NOOP("Sentences", "There is no folder for “{}”."),
    QT_TRANSLATE_NOOP("Sentences", "The target folder cannot be reached."),
    QT_TRANSLATE_NOOP("Sentences", "{} The next start of the program will put it right."),
    QT_TRANSLATE_NOOP("Sentences", "The folder {} for the journal cannot be made: {}."),
    QT_TRANSLATE_NOOP("Sentences", "The journal {} cannot be opened: {}"),
    QT_TRANSLATE_NOOP("Sentences", "The journal {} cannot be read: {}"),
    QT_TRANSLATE_NOOP("Sentences", "The journal {} cannot be written: {}"),
    QT_TRANSLATE_NOOP("Sentences", "The journal {} was written by a newer version of this program."),
    QT_TRANSLATE_NOOP("Sentences", "The lock {} cannot be opened: {}"),
    QT_TRANSLATE_NOOP("Sentences", "The lock {} cannot be taken: {}"),
    QT_TRANSLATE_NOOP("Sentences", "there is no model folder at {}"),
    QT_TRANSLATE_NOOP("Sentences", "the model folder {} cannot be used: {}"),
    QT_TRANSLATE_NOOP("Sentences", "the graphics device is out of memory; going on with the CPU"),
    QT_TRANSLATE_NOOP("Sentences", "The system does not permit it."),
    QT_TRANSLATE_NOOP("Sentences", "The disk is read-only."),
    QT_TRANSLATE_NOOP("Sentences", "The disk is full."),
    QT_TRANSLATE_NOOP("Sentences", "The quota on the disk is used up."),
    QT_TRANSLATE_NOOP("Sentences", "It is no longer there."),
    QT_TRANSLATE_NOOP("Sentences", "A file is in the way of the folder."),
    QT_TRANSLATE_NOOP("Sentences", "Its name is taken."),
    QT_TRANSLATE_NOOP("Sentences", "Its name or path is too long there."),
    QT_TRANSLATE_NOOP("Sentences", "It is too large for that disk."),
    QT_TRANSLATE_NOOP("Sentences", "The disk reported an error."),
    QT_TRANSLATE_NOOP("Sentences", "Another program is using it."),
    QT_TRANSLATE_NOOP("Sentences", "The file is damaged: move it away, or bring back a copy."),
    QT_TRANSLATE_NOOP("Sentences", "Its name is not allowed there."),
    QT_TRANSLATE_NOOP("Sentences", "The disk is no longer there."),
    QT_TRANSLATE_NOOP("Sentences", "The network folder is no longer there."),
    QT_TRANSLATE_NOOP("Sentences", "It was cancelled."),
    QT_TRANSLATE_NOOP("Sentences", "It was interrupted."),
    QT_TRANSLATE_NOOP("Sentences", "It was changed in the meantime."),
    QT_TRANSLATE_NOOP("Sentences", "It is in its place already."),
    QT_TRANSLATE_NOOP("Sentences", "It is no longer where it was put."),
    QT_TRANSLATE_NOOP("Sentences", "Its old place is taken."),
    QT_TRANSLATE_NOOP("Sentences", "It is not an ordinary file."),
    QT_TRANSLATE_NOOP("Sentences", "The destination is no longer there."),
    QT_TRANSLATE_NOOP("Sentences", "The original was changed or is gone, so the copy stays."),
    QT_TRANSLATE_NOOP("Sentences", "There is nothing to undo."),
    QT_TRANSLATE_NOOP("Sentences", "reading the pictures"),
    QT_TRANSLATE_NOOP("Sentences", "fitting"),
    QT_TRANSLATE_NOOP("Sentences", "writing the model"),
    QT_TRANSLATE_NOOP("Sentences", "judging"),
    QT_TRANSLATE_NOOP("Sentences", "there are no labelled pictures to learn from"),
    QT_TRANSLATE_NOOP("Sentences", "none of the pictures can be read"),
    QT_TRANSLATE_NOOP("Sentences", "another model was chosen while this one learned: retrain once more"),
    QT_TRANSLATE_NOOP("Sentences", "the model in use was deleted meanwhile: choose another one"),
    QT_TRANSLATE_NOOP("Sentences", "there is not enough memory"),
    QT_TRANSLATE_NOOP("Sentences", "there is no space left on the disk for a new model"),
    QT_TRANSLATE_NOOP("Sentences", "the training was stopped from outside"),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "the training was killed by the system, most likely for want of memory: try fewer pictures",
    ),
    QT_TRANSLATE_NOOP("Sentences", "the training was ended by signal {}"),
    QT_TRANSLATE_NOOP("Sentences", "the training ended unexpectedly: {}"),
    QT_TRANSLATE_NOOP("Sentences", "the trainer cannot be started: {}"),
    QT_TRANSLATE_NOOP("Sentences", "the model cannot be installed: {}"),
    QT_TRANSLATE_NOOP("Sentences", "the switch cannot be written: {}"),
    QT_TRANSLATE_NOOP("Sentences", "it cannot be used: {}"),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "all the pictures are labelled {}, and the model has no reference pictures of other kinds: label some of"
        " another kind too",
    ),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "it forgot: of {} pictures of other animals it gets {} wrong that were right before, and only {} right that"
        " were wrong",
    ),
    QT_TRANSLATE_NOOP("Sentences", "it is sure of wrong answers: {} of {} pictures of other animals instead of {}"),
    QT_TRANSLATE_NOOP("Sentences", "it decides less: {} of {} pictures of other animals instead of {}"),
    QT_TRANSLATE_NOOP("Sentences", "it learned new names, but gets {} more of your other pictures wrong"),
    QT_TRANSLATE_NOOP("Sentences", "whether it still knows other animals cannot be judged: it has no common reference"),
    QT_TRANSLATE_NOOP("Sentences", "there is no picture of your own to judge it on; it forgot nothing"),
    QT_TRANSLATE_NOOP(
        "Sentences", "of your own pictures it gets {} of {} right; the model in use {}; it forgot nothing"
    ),
    QT_TRANSLATE_NOOP("Sentences", "of your own pictures it gets {} of {} right; the model in use {}"),
    QT_TRANSLATE_NOOP("Sentences", "It needs {} MB, but the disk has {} MB left."),
    QT_TRANSLATE_NOOP("Sentences", "It stays with {}: {}"),
    QT_TRANSLATE_NOOP("Sentences", "{} is watched already, by process {} since {}"),
    QT_TRANSLATE_NOOP("Sentences", "{} is watched already, by another process of this program"),
    QT_TRANSLATE_NOOP("Sentences", "{} cannot be locked: {}"),
    QT_TRANSLATE_NOOP("Sentences", "{} is not watched"),
    QT_TRANSLATE_NOOP("Sentences", "{} is not there; waiting for it"),
    QT_TRANSLATE_NOOP("Sentences", "{} is there again"),
    QT_TRANSLATE_NOOP("Sentences", "{} can be read again"),
    QT_TRANSLATE_NOOP("Sentences", "{} cannot be read ({}); trying again"),
    QT_TRANSLATE_NOOP("Sentences", "watching {} was interrupted; starting again"),
    QT_TRANSLATE_NOOP("Sentences", "watching {} ended with an error: {}"),
    QT_TRANSLATE_NOOP("Sentences", "{} is no longer there"),
    QT_TRANSLATE_NOOP("Sentences", "fitting the head on frozen features"),
    QT_TRANSLATE_NOOP("Sentences", "loading the base model"),
    QT_TRANSLATE_NOOP("Sentences", "training the whole network"),
    QT_TRANSLATE_NOOP("Sentences", "judging the network that is kept"),
    QT_TRANSLATE_NOOP("Sentences", "averaging with the weights before training"),
    QT_TRANSLATE_NOOP("Sentences", "writing the network"),
    QT_TRANSLATE_NOOP("Sentences", "held-out features"),
    QT_TRANSLATE_NOOP("Sentences", "calibration"),
    QT_TRANSLATE_NOOP("Sentences", "skipped {}: {}"),
    QT_TRANSLATE_NOOP("Sentences", "another picture is there now"),
    QT_TRANSLATE_NOOP("Sentences", "it is no longer there"),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "a full retrain needs more packages; to install them, in the program's source folder: {}",
    ),
    QT_TRANSLATE_NOOP("Sentences", "a full retrain needs labelled pictures of two classes or more"),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "a full retrain needs {} pictures of each label or more; {} has {}. A quick retrain can do with them",
    ),
    QT_TRANSLATE_NOOP("Sentences", "{} pictures labelled both are left out: a full retrain cannot use them"),
    QT_TRANSLATE_NOOP("Sentences", "there is no earlier model to go back to"),
    QT_TRANSLATE_NOOP("Sentences", "there is no model named {}"),
    QT_TRANSLATE_NOOP("Sentences", "the bundled model stays, so that there is always one to go back to"),
    QT_TRANSLATE_NOOP("Sentences", "{} is in use: choose another model first"),
    QT_TRANSLATE_NOOP("Sentences", "{} exists already: choose another folder"),
    QT_TRANSLATE_NOOP("Sentences", "the folder {} cannot be a label: {}"),
    QT_TRANSLATE_NOOP("Sentences", "a class cannot be named {}: {}; choose another name"),
    QT_TRANSLATE_NOOP("Sentences", "it begins or ends with a space"),
    QT_TRANSLATE_NOOP("Sentences", "it begins or ends with a dot"),
    QT_TRANSLATE_NOOP("Sentences", "folders cannot have any of {} in their names"),
    QT_TRANSLATE_NOOP("Sentences", "it has characters that cannot be shown"),
    QT_TRANSLATE_NOOP("Sentences", "it is too long"),
    QT_TRANSLATE_NOOP("Sentences", "that word means something else to this program"),
    QT_TRANSLATE_NOOP("Sentences", "Windows keeps that name for itself"),
    QT_TRANSLATE_NOOP(
        "Sentences",
        "{} has no pictures in sub-folders; the names of the sub-folders are the labels",
    ),
    QT_TRANSLATE_NOOP("Sentences", "{} cannot be deleted: {}"),
    QT_TRANSLATE_NOOP("Sentences", "{} cannot be copied: {}"),
    QT_TRANSLATE_NOOP("Sentences", "{} cannot be written: {}"),
    QT_TRANSLATE_NOOP("Sentences", "{} cannot be read: {}"),
    QT_TRANSLATE_NOOP("Sentences", "{} could not follow: {}"),
)
_PATTERNS = [(str(text), re.compile(re.escape(str(text)).replace(r"\{\}", "(.+)"), re.DOTALL)) for text in _MESSAGES]


def translate_message(message: str) -> str:
    """The sentence as the user's language says it, beginning with a capital letter."""
    text = _translate(message)
    return text[:1].upper() + text[1:]


def _translate(message: str) -> str:
    for text, pattern in _PATTERNS:
        match = pattern.fullmatch(message)
        if match is not None:
            # What stands in a sentence may be a sentence itself, such as the reason why a file stays.
            return QCoreApplication.translate(_CONTEXT, text).format(*map(_translate, match.groups()))
    return message
