"""The sentences that the parts say of files, in the user's language.

The parts speak English and know no Qt; what they say is recognised here. A sentence that nobody foresaw stays as it is.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_CONTEXT = "Sentences"
_KNOWN = (
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
    QT_TRANSLATE_NOOP("Sentences", "the file is damaged ({})"),
    QT_TRANSLATE_NOOP("Sentences", "{} pixels: too large to open safely"),
    QT_TRANSLATE_NOOP("Sentences", "cannot be scored: {}"),
    QT_TRANSLATE_NOOP("Sentences", "Permission was denied."),
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
    QT_TRANSLATE_NOOP("Sentences", "It needs {} MB, but the disk has {} MB left."),
    QT_TRANSLATE_NOOP("Sentences", "It stays with {}: {}"),
    QT_TRANSLATE_NOOP("Sentences", "{} could not follow: {}"),
)
_PATTERNS = [(str(text), re.compile(re.escape(str(text)).replace(r"\{\}", "(.+)"), re.DOTALL)) for text in _KNOWN]


def in_words(sentence: str) -> str:
    """The sentence as the user's language says it, beginning with a capital letter."""
    for text, pattern in _PATTERNS:
        match = pattern.fullmatch(sentence)
        if match is not None:
            translated = QCoreApplication.translate(_CONTEXT, text).format(*match.groups())
            return translated[:1].upper() + translated[1:]
    return sentence[:1].upper() + sentence[1:]
