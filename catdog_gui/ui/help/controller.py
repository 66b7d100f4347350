"""Opens what helps: the guide, all keys, "What's this?", and what the program is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWhatsThis, QWidget
from shiboken6 import isValid

from catdog_gui.ui.common.resources import HELP
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.translation import current_language
from catdog_gui.ui.common.widgets.explain_button import show_explanation
from catdog_gui.ui.help.about_dialog import AboutDialog
from catdog_gui.ui.help.guide import read_guide
from catdog_gui.ui.help.guide_window import GuideWindow
from catdog_gui.ui.help.shortcut_overlay import ShortcutGroup, ShortcutOverlay
from catdog_gui.ui.session.session import FolderSession


class HelpController(QObject):
    def __init__(
        self,
        session: FolderSession,
        theme: Theme,
        shortcut_groups: Callable[[], Sequence[ShortcutGroup]],
        window_content: QWidget,
    ) -> None:
        """`window_content` is what the keys are shown over."""
        super().__init__(window_content)
        self._session = session
        self._theme = theme
        self._shortcut_groups = shortcut_groups
        self._window_content = window_content
        self._guide: GuideWindow | None = None

    @Slot()
    def open_guide(self) -> None:
        """Raises the guide if it is open."""
        if self._guide is None or not isValid(self._guide):
            language = current_language()
            pages = read_guide(HELP / language, self._shortcut_groups())
            self._guide = GuideWindow(pages, HELP / "pictures" / language, self._theme, self._window_content.window())
        self._guide.show()
        self._guide.raise_()
        self._guide.activateWindow()

    @Slot()
    def show_shortcuts(self) -> None:
        ShortcutOverlay(self._shortcut_groups(), self._theme, self._window_content)

    @Slot()
    def explain(self) -> None:
        """What has the focus, if it has an explanation; else what is clicked next."""
        focused = QApplication.focusWidget()
        if focused is not None and focused.whatsThis():
            show_explanation(focused)
        else:
            QWhatsThis.enterWhatsThisMode()

    @Slot()
    def open_about(self) -> None:
        parent = QApplication.activeModalWidget() or self._window_content.window()
        AboutDialog(self._session, self._theme, parent).open()
