"""The question before a folder is watched for the first time: what to do with the pictures already there."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from catdog_gui.ui.common.settings import WatchedFolderSettings
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet
from catdog_gui.ui.common.widgets.sheet import Sheet
from catdog_gui.watching.models import Existing


class ExistingPicturesSheet(Sheet):
    """Enter leaves them where they are, so that a key pressed too early moves nothing."""

    answered = Signal(object, object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._folder_settings: WatchedFolderSettings | None = None
        self._title = label("", wrap=True)
        self._title.setProperty("large", "true")
        self._text = label("", wrap=True)
        self._text.setObjectName("text")
        note = quiet(
            label(self.tr("New pictures are sorted automatically from now on. Each can be undone."), wrap=True)
        )
        self._cancel = button(self.tr("Cancel"), self.close_sheet)
        self._sort = button(self.tr("Sort them too"), self._on_sort_clicked)
        self._sort.setObjectName("sort")
        self._leave = button(self.tr("Leave them"), self.accept, primary=True)
        self._leave.setObjectName("leave")
        button_row = QHBoxLayout()
        button_row.addWidget(self._cancel)
        button_row.addStretch()
        button_row.addWidget(self._sort)
        button_row.addWidget(self._leave)
        layout = self._make_card_layout(12)
        for widget in (self._title, self._text, note):
            layout.addWidget(widget)
        self._pin_to_bottom(button_row)

    def ask(self, folder_settings: WatchedFolderSettings, count: int) -> None:
        self._folder_settings = folder_settings
        self._title.setText(self.tr("Watch “{}”").format(folder_settings.folder.name))
        self._text.setText(
            self.tr("%Ln picture(s) are already in it and its sub-folders.", "", count)
            if folder_settings.recursive
            else self.tr("%Ln picture(s) are already in it.", "", count)
        )
        self.open_sheet()
        self._leave.setFocus()
        self.slide_in()

    @Slot()
    def accept(self) -> None:
        self._answer(Existing.SKIP)

    @Slot()
    def _on_sort_clicked(self) -> None:
        self._answer(Existing.SORT)

    def _answer(self, existing: Existing) -> None:
        folder_settings = self._folder_settings
        if folder_settings is not None and self.is_open:
            self.answered.emit(folder_settings, existing)
            self.close_sheet()
