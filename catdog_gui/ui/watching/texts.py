"""What the window says of watched folders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QSystemTrayIcon

from catdog_gui.sorting.names import folder_name
from catdog_gui.ui.common.formatting import number, word_of
from catdog_gui.ui.common.messages import in_words
from catdog_gui.ui.watching.watched_folder import Open, WatchedFolder
from catdog_gui.watching.models import Activity, Sorted, Waiting


def state_words(watched: WatchedFolder) -> str:
    """What a watch does now."""
    if watched.activity is Activity.WATCHING and watched.state.polling:
        return QCoreApplication.translate("Watching", "Watching: looking again every few seconds")
    known = {
        Activity.STARTING: QCoreApplication.translate("Watching", "Starting…"),
        Activity.WATCHING: QCoreApplication.translate("Watching", "Watching"),
        Activity.SORTING: QCoreApplication.translate("Watching", "New pictures are coming in"),
        Activity.PAUSED: QCoreApplication.translate("Watching", "Paused: new pictures wait"),
        Activity.LOST: QCoreApplication.translate("Watching", "Not there: waiting for it"),
        Activity.STOPPED: QCoreApplication.translate("Watching", "Not watched"),
    }
    return known[watched.activity]


def all_words(watched: Sequence[WatchedFolder]) -> str:
    """What all of them do together, on one line."""
    if any(each.has_problem for each in watched):
        return QCoreApplication.translate("Watching", "A folder cannot be watched")
    if all(each.wanted.paused for each in watched):
        return QCoreApplication.translate("Watching", "Watching is paused")
    return QCoreApplication.translate("Watching", "Watching %Ln folder(s)", None, len(watched))


def closing_words(*, stays: bool) -> str:
    """What becomes of watching when the window is closed, by the user's choice and the desktop."""
    if not QSystemTrayIcon.isSystemTrayAvailable():
        return QCoreApplication.translate(
            "Watching", "Watching ends when the window is closed: this desktop shows no tray."
        )
    if stays:
        return QCoreApplication.translate(
            "Watching", "Watching goes on in the tray when the window is closed. To end it, quit."
        )
    return QCoreApplication.translate("Watching", "Watching ends when the window is closed, until it is opened again.")


def needs_words(count: int) -> str:
    return QCoreApplication.translate("Watching", "%Ln picture(s) wait for you", None, count)


def went_words(event: Sorted) -> str:
    """Where one picture went."""
    words = QCoreApplication.translate("Watching", "{} went into {}/")
    return words.format(event.source.name, folder_name(event.label))


def arrived_words(events: Sequence[Sorted]) -> str:
    """Where some pictures went: `12 pictures went: 8 into cat/, 4 into dog/`."""
    if len(events) == 1:
        return went_words(events[0])
    into = QCoreApplication.translate("Watching", "{} into {}/")
    counts = Counter(folder_name(event.label) for event in events).most_common()
    all_of_them = QCoreApplication.translate("Watching", "%Ln picture(s) sorted:", None, len(events))
    return f"{all_of_them} {', '.join(into.format(number(count), name) for name, count in counts)}"


def open_words(item: Open) -> str:
    """Why a picture waits."""
    if isinstance(item, Waiting) and not item.reason:
        return word_of(item.label)
    return in_words(item.reason)
