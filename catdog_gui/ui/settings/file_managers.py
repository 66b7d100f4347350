"""The setting that puts the program into the menus of file managers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from catdog_gui.messages import UserError, detail
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import label, small
from catdog_gui.ui.session.session import FolderSession

_NOTE_HEIGHT = 30  # two lines


class FileManagerOptions(QWidget):
    """The switch shows what is on the disk; the note says where the menus are, or what went wrong."""

    def __init__(self, session: FolderSession, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._titles: tuple[str, ...] = ()
        self._menu_text = self.tr("Sort cats and dogs here")
        self._switch = QCheckBox(self.tr("“{}” in folder menus").format(self._menu_text), self)
        self._switch.setObjectName("file_managers")
        self._switch.setEnabled(False)
        self._switch.clicked.connect(self._on_clicked)
        self._note = small(label("", wrap=True))
        self._note.setMinimumHeight(theme.px(_NOTE_HEIGHT))
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._note.setObjectName("file_managers_note")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._switch)
        layout.addWidget(self._note)
        backend = session.backend
        session.file_tasks.run(lambda: (backend.file_managers(), backend.is_in_file_managers()), self._show)

    def _show(self, found: tuple[tuple[str, ...], bool]) -> None:
        self._titles, is_on = found
        self._switch.setChecked(is_on)
        self._switch.setEnabled(is_on or bool(self._titles))
        self._show_note()

    def _show_note(self) -> None:
        if self._titles:
            self._note.setText(self.tr("Opens a folder from {}.").format(self.tr(", ").join(self._titles)))
        else:
            self._note.setText(self.tr("Works with Files (GNOME), Dolphin and Nemo. None of them was found."))

    @Slot(bool)
    def _on_clicked(self, enabled: bool) -> None:  # noqa: FBT001 - Qt's own signature
        backend, text = self._session.backend, self._menu_text
        self._switch.setEnabled(False)
        self._session.file_tasks.run(
            lambda: backend.set_in_file_managers(text, enabled=enabled),
            self._on_set,
            self._on_failed,
            expected=(OSError, ValueError, UserError),
            on_end=lambda: self._switch.setEnabled(True),
        )

    def _on_set(self, _result: object) -> None:
        self._show_note()

    def _on_failed(self, error: Exception) -> None:
        self._switch.setChecked(not self._switch.isChecked())
        self._note.setText(self.tr("It cannot be set: {}").format(translate_message(detail(error))))
