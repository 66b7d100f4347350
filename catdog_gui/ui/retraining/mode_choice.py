"""How to retrain: the last layer, in seconds, or the whole network, from a base that can be chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFileDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.widgets.factories import label, small

RESNET = "microsoft/resnet-50"
_CHOOSE_FOLDER = "?"


class RetrainModeChoice(QWidget):
    changed = Signal()

    def __init__(self, bundled: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._missing_message = ""
        self._quick = QRadioButton(self.tr("Quick: the last layer only, in seconds"), self)
        self._quick.setObjectName("quick")
        self._full = QRadioButton(self.tr("Full: the whole network, in minutes or hours"), self)
        self._full.setObjectName("full")
        self._quick.setChecked(True)
        ways = QButtonGroup(self)
        for way in (self._quick, self._full):
            ways.addButton(way)
        ways.buttonClicked.connect(self._refresh)
        self._base = QComboBox(self)
        self._base.setAccessibleName(self.tr("What a full retrain starts from"))
        self._base.addItem(self.tr("the model in use"), "")
        self._base.addItem(self.tr("the model of the program"), str(bundled))
        self._base.addItem(RESNET, RESNET)
        self._base.addItem(self.tr("a folder…"), _CHOOSE_FOLDER)
        self._base.activated.connect(self._on_base_activated)
        self._note = small(label("", wrap=True))
        self._note.setObjectName("note")
        self._note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._base_row = QWidget(self)
        line = QHBoxLayout(self._base_row)
        line.setContentsMargins(26, 2, 0, 4)
        line.addWidget(label(self.tr("It starts from")))
        line.addWidget(self._base)
        line.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._quick)
        layout.addWidget(self._full)
        layout.addWidget(self._base_row)
        layout.addWidget(self._note)
        self._refresh()

    @property
    def is_full(self) -> bool:
        return self._full.isChecked()

    @property
    def is_possible(self) -> bool:
        return not (self.is_full and self._missing_message)

    @property
    def base(self) -> str:
        """A hub id or a folder; empty for the model in use."""
        return str(self._base.currentData())

    def show_missing(self, message: str) -> None:
        """What a full retrain needs and is not there, in a sentence."""
        self._missing_message = message
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self._base_row.setVisible(self.is_full)
        if self.is_full and self._missing_message:
            note = translate_message(self._missing_message)
        elif self.is_full and self.base == RESNET:
            note = self.tr("It is downloaded once: about 100 MB.")
        else:
            note = ""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.changed.emit()

    @Slot(int)
    def _on_base_activated(self, index: int) -> None:
        if self._base.itemData(index) == _CHOOSE_FOLDER:
            chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder with a model"))
            if chosen:
                self._base.insertItem(index, Path(chosen).name, chosen)
            self._base.setCurrentIndex(index if chosen else 0)
        self._refresh()
