"""A tray for the tests: the offscreen platform has none."""

# ruff: noqa: N802 - Qt's own names

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon


class FakeIcon(QSystemTrayIcon):
    """On a desktop that has a tray; keeps the messages that it shows."""

    def __init__(self, icon: QIcon, parent: QObject) -> None:
        super().__init__(icon, parent)
        self.shown = False
        self.messages: list[str] = []

    def setVisible(self, visible: bool) -> None:
        self.shown = visible

    def isVisible(self) -> bool:
        return self.shown

    def hide(self) -> None:
        self.shown = False

    def showMessage(self, _title: str, text: str, *_: object) -> None:
        self.messages.append(text)

    @staticmethod
    def isSystemTrayAvailable() -> bool:
        return True

    @staticmethod
    def supportsMessages() -> bool:
        return True
