"""Texts about watched folders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QSystemTrayIcon

from catdog_gui.ui.common.formatting import label_text, number_text
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.watching.watched_folder import PendingItem, WatchedFolder
from catdog_gui.watching.models import Sorted, Waiting, WatchState


def state_text(watched: WatchedFolder) -> str:
    """What a watcher does now."""
    if watched.activity is WatchState.WATCHING and watched.state.is_polling:
        return QCoreApplication.translate("Watching", "Watching (checks every few seconds)")
    texts = {
        WatchState.STARTING: QCoreApplication.translate("Watching", "Starting…"),
        WatchState.WATCHING: QCoreApplication.translate("Watching", "Watching"),
        WatchState.SORTING: QCoreApplication.translate("Watching", "Sorting new pictures"),
        WatchState.PAUSED: QCoreApplication.translate("Watching", "Paused"),
        WatchState.LOST: QCoreApplication.translate("Watching", "Folder not found; waiting for it"),
        WatchState.STOPPED: QCoreApplication.translate("Watching", "Not watched"),
    }
    return texts[watched.activity]


def summary_text(watched: Sequence[WatchedFolder]) -> str:
    """What all of them do together, on one line."""
    if any(each.has_problem for each in watched):
        return QCoreApplication.translate("Watching", "A folder cannot be watched")
    if all(each.settings.paused for each in watched):
        return QCoreApplication.translate("Watching", "Watching is paused")
    return QCoreApplication.translate("Watching", "Watching %Ln folder(s)", None, len(watched))


def closing_text(*, stays: bool) -> str:
    """What happens to watching when the window is closed; depends on the setting and the desktop."""
    if not QSystemTrayIcon.isSystemTrayAvailable():
        return QCoreApplication.translate(
            "Watching", "Watching stops when the window is closed: this desktop has no tray."
        )
    if stays:
        return QCoreApplication.translate(
            "Watching", "Watching continues in the tray when the window is closed. To stop it, quit the program."
        )
    return QCoreApplication.translate(
        "Watching", "Watching stops when the window is closed, and continues when it is opened again."
    )


def pending_count_text(count: int) -> str:
    return QCoreApplication.translate("Watching", "%Ln picture(s) to review", None, count)


def moved_text(event: Sorted) -> str:
    """Where one picture went."""
    text = QCoreApplication.translate("Watching", "{} moved to {}/")
    return text.format(event.source.name, _folder_name(event))


def sorted_text(events: Sequence[Sorted]) -> str:
    """Where some pictures went: `12 pictures went: 8 into cat/, 4 into dog/`."""
    if len(events) == 1:
        return moved_text(events[0])
    into = QCoreApplication.translate("Watching", "{} into {}/")
    counts = Counter(map(_folder_name, events)).most_common()
    all_of_them = QCoreApplication.translate("Watching", "%Ln picture(s) sorted:", None, len(events))
    return f"{all_of_them} {', '.join(into.format(number_text(count), name) for name, count in counts)}"


def restored_text(events: Sequence[Sorted]) -> str:
    """What is back where it was."""
    if len(events) == 1:
        text = QCoreApplication.translate("Watching", "{} moved back. It will not be sorted again.")
        return text.format(events[0].source.name)
    return QCoreApplication.translate(
        "Watching", "%Ln picture(s) moved back. They will not be sorted again.", None, len(events)
    )


def pending_item_text(item: PendingItem) -> str:
    """Why a picture waits."""
    if isinstance(item, Waiting) and not item.reason:
        return label_text(item.label)
    return translate_message(item.reason)


def _folder_name(event: Sorted) -> str:
    """The name of the folder that the picture went into: the first part of its path that is new."""
    parts = zip(event.target.parts, event.source.parts, strict=False)
    return next((new for new, old in parts if new != old), event.label)
