"""Version, model, files and licences; and that the program sends nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from catdog_gui import __version__
from catdog_gui.licences import Licence, shipped_licences, standard_text
from catdog_gui.ui.common.diagnostics import environment_text, recent_errors
from catdog_gui.ui.common.log_file import log_file
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.open_externally import open_externally
from catdog_gui.ui.common.resources import LICENCES, app_icon
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import button, label, quiet
from catdog_gui.ui.common.widgets.fitting_scroll_area import FittingScrollArea
from catdog_gui.ui.help.licences_dialog import LicencesDialog
from catdog_gui.ui.help.model_facts import ModelFacts, model_facts
from catdog_gui.ui.session.session import FolderSession

_WIDTH = 560
_ICON_SIZE = 56
# What a window manager may need around a window.
_FRAME_MARGIN = 48


class AboutDialog(QDialog):
    def __init__(self, session: FolderSession, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About catdog"))
        self._session = session
        self._theme = theme
        loaded = session.model.loaded
        self._facts: ModelFacts | None = model_facts(loaded.model) if loaded else None
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addLayout(self._make_head())
        self._add_privacy(column)
        self._add_model(column)
        self._add_files(column)
        column.addStretch()
        self._copied_note = quiet(label(""))
        self._copied_note.setObjectName("copied_note")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(FittingScrollArea(content), 1)
        layout.addLayout(self._make_buttons())
        width = max(theme.px(_WIDTH), layout.totalMinimumSize().width())
        available = self.screen().availableSize() - QSize(_FRAME_MARGIN, _FRAME_MARGIN)
        self.resize(QSize(width, layout.totalHeightForWidth(width)).boundedTo(available))

    def _make_head(self) -> QHBoxLayout:
        side = self._theme.px(_ICON_SIZE)
        icon = QLabel()
        icon.setPixmap(app_icon().pixmap(QSize(side, side), self.devicePixelRatioF()))
        name = label(f"catdog {__version__}")
        name.setObjectName("version")
        name.setProperty("large", "true")
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(name)
        texts.addWidget(
            quiet(label(self.tr("Sorts photos of cats and dogs into folders, on this computer."), wrap=True))
        )
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(icon)
        head.addLayout(texts, 1)
        return head

    def _add_privacy(self, column: QVBoxLayout) -> None:
        _add_heading(column, self.tr("Your pictures stay yours"))
        for text in (
            self.tr("No picture and no name of a file leaves this computer."),
            self.tr("The program counts and reports nothing about you, and does not look for updates."),
        ):
            column.addWidget(label(text, wrap=True))

    def _add_model(self, column: QVBoxLayout) -> None:
        _add_heading(column, self.tr("Model in use"))
        if self._facts is None:
            problem = translate_message(self._session.model.problem)
            column.addWidget(label(problem or self.tr("It is still being opened."), wrap=True))
            return
        column.addWidget(label(self._facts.title, wrap=True))
        for line in self._facts.lines:
            text = quiet(label(line, wrap=True))
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(text)

    def _add_files(self, column: QVBoxLayout) -> None:
        _add_heading(column, self.tr("Where the files are"))
        paths = self._session.backend.paths
        for name, file in (
            (self.tr("Sorts, corrections, models"), paths.data),
            (self.tr("Cached results"), paths.cache_file),
            (self.tr("Settings"), paths.settings_file),
            (self.tr("Log"), log_file(paths.log_dir)),
        ):
            column.addLayout(self._make_file_row(name, file))

    def _make_file_row(self, name: str, file: Path) -> QHBoxLayout:
        where = quiet(label(str(file), wrap=True))
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(name))
        texts.addWidget(where)
        show = button(self.tr("Show in folder"), partial(self._show_in_folder, file))
        show.setAccessibleName(f"{show.text()}: {name}")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(texts, 1)
        row.addWidget(show, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(button(self.tr("Licences…"), self._open_licences))
        row.addWidget(button(self.tr("Copy details for a report"), self._copy_details))
        row.addWidget(self._copied_note)
        row.addStretch()
        close = button(self.tr("Close"), self.accept, primary=True)
        close.setFocus()
        row.addWidget(close)
        return row

    def _show_in_folder(self, file: Path) -> None:
        """The folder that has it; the nearest one above that exists if it was never written."""
        folder = file if file.is_dir() else file.parent
        open_externally(next((each for each in (folder, *folder.parents) if each.is_dir()), folder))

    @Slot()
    def _open_licences(self) -> None:
        LicencesDialog((*self._licences_of_weights(), *shipped_licences(LICENCES)), self._theme, self).open()

    def _licences_of_weights(self) -> tuple[Licence, ...]:
        if self._facts is None or not self._facts.licence:
            return ()
        name, licence = self.tr("The model's weights"), self._facts.licence
        return (Licence(name, "", licence, standard_text(licence, LICENCES), self._facts.source),)

    @Slot()
    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details())
        self._copied_note.setText(self.tr("Copied."))

    def _details(self) -> str:
        """In English, for who reads the report. It names no file."""
        loaded = self._session.model.loaded
        errors = recent_errors(log_file(self._session.backend.paths.log_dir))
        lines = [
            environment_text(),
            f"platform plugin {QGuiApplication.platformName()}, scale {self.devicePixelRatioF():g}",
            f"model {loaded.model.id}" if loaded else "no model",
            f"last errors: {', '.join(errors) or 'none'}",
        ]
        return "\n".join(lines)


def _add_heading(column: QVBoxLayout, text: str) -> None:
    heading = label(text)
    heading.setProperty("strong", "true")
    heading.setContentsMargins(0, 12, 0, 0)
    column.addWidget(heading)
