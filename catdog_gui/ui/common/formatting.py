"""Labels, numbers, dates and durations as text in the user's language."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from catdog_gui.ui.common.decision_looks import DECISION_LOOKS
from catdog_gui.ui.common.labels import FAILED, WAITING, Labels


def code_text(code: int, labels: Labels) -> str:
    """The label of a tile and the name of a filter."""
    if code == FAILED:
        return QCoreApplication.translate("Words", "Failed")
    if code == WAITING:
        return QCoreApplication.translate("Words", "Waiting")
    return label_text(labels.names[code])


def label_text(label: str) -> str:
    """A label in the user's language; a class without a translation keeps its own name."""
    texts = {
        "cat": QCoreApplication.translate("Words", "Cat"),
        "dog": QCoreApplication.translate("Words", "Dog"),
        **{name: QCoreApplication.translate("Words", look.text) for name, look in DECISION_LOOKS.items()},
    }
    return texts.get(label.casefold(), label[:1].upper() + label[1:])


def policy_text(name: str) -> str:
    texts = {
        "careful": QCoreApplication.translate("Words", "Careful"),
        "balanced": QCoreApplication.translate("Words", "Balanced"),
        "generous": QCoreApplication.translate("Words", "Generous"),
        "everything": QCoreApplication.translate("Words", "Decide all"),
    }
    return texts.get(name.casefold(), name[:1].upper() + name[1:])


def number_text(value: int) -> str:
    return QLocale().toString(value)


def score_text(score: float) -> str:
    """A share of one in whole per cent. 100 % and 0 % are shown for exactly 1 and 0 only."""
    percent = min(99, max(1, round(score * 100))) if 0 < score < 1 else round(score * 100)
    return QCoreApplication.translate("Words", "{} %").format(percent)


def percent_text(factor: float) -> str:
    """A factor in whole per cent; it may be more than one."""
    return QCoreApplication.translate("Words", "{} %").format(number_text(round(100 * factor)))


def precise_share_text(share: float) -> str:
    """A share close to one, where the first decimal is what matters."""
    return QCoreApplication.translate("Words", "{} %").format(QLocale().toString(share * 100, "f", 1))


def share_range_text(low: float, high: float) -> str:
    """One number where both are the same to the first decimal."""
    first, last = (QLocale().toString(share * 100, "f", 1) for share in (low, high))
    if first == last:
        return precise_share_text(high)
    return QCoreApplication.translate("Words", "{} to {} %").format(first, last)


def short_path(folder: Path) -> str:
    """The folder's name and its parent's."""
    above = folder.parent.name
    return f"{above}  ›  {folder.name}" if above else str(folder)


def probability_text(value: float) -> str:
    """With two digits, or as "less than" the smallest number that has two digits."""
    return QLocale().toString(value, "f", 2) if value >= 0.01 else "< " + QLocale().toString(0.01, "f", 2)


def bytes_text(size: int) -> str:
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def date_text(moment: datetime) -> str:
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(moment.timestamp())), QLocale.FormatType.ShortFormat)


def moment_text(moment: datetime) -> str:
    """A day in full, and the minute."""
    when = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    day = QLocale().toString(when.date(), QLocale.FormatType.LongFormat)
    return f"{day}\n{QLocale().toString(when.time(), QLocale.FormatType.ShortFormat)}"


def duration_text(seconds: float) -> str:
    """Roughly, as a person would say it."""
    if seconds < 90:
        return QCoreApplication.translate("Words", "about %Ln second(s)", None, max(1, round(seconds)))
    return QCoreApplication.translate("Words", "about %Ln minute(s)", None, round(seconds / 60))


def time_left_text(seconds: float) -> str:
    """Roughly, as a person would say it."""
    if seconds < 60:
        return QCoreApplication.translate("Words", "%Ln s left", None, max(1, round(seconds)))
    if seconds < 3600:
        return QCoreApplication.translate("Words", "%Ln min left", None, round(seconds / 60))
    return QCoreApplication.translate("Words", "%Ln h left", None, round(seconds / 3600))
