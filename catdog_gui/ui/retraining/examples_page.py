"""Before a retrain: the pictures that will be learned from, by label, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from catdog_gui.ui.common.formatting import label_text, number_text
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.thumbnail_cache import ThumbnailCache
from catdog_gui.ui.common.widgets.factories import button, label, quiet, small
from catdog_gui.ui.retraining.mode_choice import RetrainModeChoice
from catdog_gui.ui.retraining.tile_model import CheckableTileModel, Tile
from catdog_gui.ui.retraining.tile_view import TileView

if TYPE_CHECKING:
    from catdog_gui.retraining.retraining import RetrainRequest

_MAX_LABELS = 4
_ALL, _DOUBTFUL, _OTHERS = "*", "?", "…"


class ExamplesPage(QWidget):
    """Every picture is used unless it is unticked. Labels that may be wrong come first, each with the reason."""

    folders_changed = Signal()
    changed = Signal()
    mode_changed = Signal()

    def __init__(self, thumbnails: ThumbnailCache, bundled: Path, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.folders: tuple[Path, ...] = ()
        self._usable_folders: tuple[Path, ...] = ()
        self._request: RetrainRequest | None = None
        self._label_issues: Mapping[int, str] = {}
        self._tiles = CheckableTileModel(self)
        self._tiles.check_state_changed.connect(self.changed)
        self.view = TileView(self._tiles, thumbnails, theme, self.tr("Pictures to learn from"))
        self._filter_layout = QHBoxLayout()
        self._filter_layout.setSpacing(6)
        self._filter_group = QButtonGroup(self)
        self._filter_group.buttonClicked.connect(self._on_filter_clicked)
        self._hint = small(label(self.tr("Click a picture to leave it out or to include it again."), wrap=True))
        self._add = button(self.tr("Add example folder…"), self._choose_folder)
        self._add.setToolTip(self.tr("A folder whose sub-folders are the labels. It can be dropped here too."))
        self._remove_folders = button(self.tr("Remove folders"), self._clear_folders, flat=True)
        self._remove_folders.setObjectName("remove_folders")
        self._folder_names = quiet(label(""))
        self.mode_choice = RetrainModeChoice(bundled, self)
        self.mode_choice.changed.connect(self.mode_changed)
        self._lay_out()

    def _lay_out(self) -> None:
        examples = QHBoxLayout()
        examples.addWidget(self._add)
        examples.addWidget(self._folder_names, 1)
        examples.addWidget(self._remove_folders)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._filter_layout)
        layout.addWidget(self.view)
        layout.addWidget(self._hint)
        layout.addLayout(examples)
        layout.addWidget(self.mode_choice)

    # The request.

    @property
    def request(self) -> RetrainRequest | None:
        """Without the pictures that are left out."""
        if self._request is None:
            return None
        out = self._tiles.unchecked_paths
        pictures = tuple(picture for picture in self._request.pictures if picture.path not in out)
        return replace(self._request, pictures=pictures, full=self.mode_choice.is_full, base=self.mode_choice.base)

    def reset(self) -> None:
        """Starts again: no picture is left out, and no folder is added."""
        self.folders = self._usable_folders = ()
        self._tiles.check_all()
        self.show_request(None)

    def show_request(self, request: RetrainRequest | None) -> None:
        self._request = request
        self._usable_folders = self.folders
        self._label_issues = {}
        self._thumbnails.clear()
        self._make_filter_buttons()
        self._show_tiles(_ALL)
        names = ", ".join(folder.name for folder in self.folders)
        self._folder_names.setText(self._folder_names.fontMetrics().elidedText(names, Qt.TextElideMode.ElideRight, 260))
        self._folder_names.setToolTip("\n".join(str(folder) for folder in self.folders))
        self._remove_folders.setVisible(bool(self.folders))
        has_pictures = request is not None and bool(request.pictures)
        for widget in (self.view, self._hint, self.mode_choice):
            widget.setVisible(has_pictures)

    def show_label_issues(self, issues: Mapping[int, str]) -> None:
        """`doubts`: the label that a picture looks like, by index, for labels that may be wrong; worst first."""
        self._label_issues = issues
        if issues:
            self._make_filter_buttons()
            self._show_tiles(_ALL)

    # Folders.

    @Slot()
    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder whose sub-folders are labels"))
        if chosen:
            self.add_folder(Path(chosen))

    def add_folder(self, folder: Path) -> None:
        if folder not in self.folders:
            self.folders = (*self.folders, folder)
            self.folders_changed.emit()

    def discard_rejected_folders(self) -> None:
        """The folders that were added last cannot be used."""
        self.folders = self._usable_folders

    @Slot()
    def _clear_folders(self) -> None:
        self.folders = ()
        self.folders_changed.emit()

    # Labels.

    def _make_filter_buttons(self) -> None:
        for old in self._filter_group.buttons():
            self._filter_group.removeButton(old)
            old.hide()
            old.deleteLater()
        while self._filter_layout.takeAt(0) is not None:
            pass
        if self._request is None or not self._request.pictures:
            return
        counts = Counter(picture.label for picture in self._request.pictures).most_common()
        kinds = [(_ALL, self.tr("All"), len(self._request.pictures))]
        if self._label_issues:
            kinds.append((_DOUBTFUL, self.tr("May be wrong"), len(self._label_issues)))
        kinds += [(name, label_text(name), count) for name, count in counts[:_MAX_LABELS]]
        if len(counts) > _MAX_LABELS:
            kinds.append((_OTHERS, self.tr("Others"), sum(count for _, count in counts[_MAX_LABELS:])))
        for kind, text, count in kinds:
            filter_button = self._filter_button(kind, f"{text}  {number_text(count)}")
            self._filter_layout.addWidget(filter_button)
            filter_button.show()
        self._filter_layout.addStretch()

    def _filter_button(self, filter_key: str, text: str) -> QPushButton:
        filter_button = QPushButton(text, self)
        filter_button.setProperty("kind", filter_key)
        filter_button.setProperty("flat", "true")
        filter_button.setCheckable(True)
        filter_button.setChecked(filter_key == _ALL)
        filter_button.setAutoDefault(False)
        self._filter_group.addButton(filter_button)
        return filter_button

    @Slot(QAbstractButton)
    def _on_filter_clicked(self, chosen: QAbstractButton) -> None:
        self._show_tiles(chosen.property("kind"))

    def _show_tiles(self, filter_key: str) -> None:
        pictures = self._request.pictures if self._request is not None else ()
        shown = {name for name, _ in Counter(picture.label for picture in pictures).most_common(_MAX_LABELS)}

        def is_wanted(index: int) -> bool:
            if filter_key == _DOUBTFUL:
                return index in self._label_issues
            name = pictures[index].label
            return filter_key == _ALL or name == filter_key or (filter_key == _OTHERS and name not in shown)

        order = [*self._label_issues, *(index for index in range(len(pictures)) if index not in self._label_issues)]
        self._tiles.show_tiles([self._tile(index) for index in order if is_wanted(index)])
        self.changed.emit()

    def _tile(self, index: int) -> Tile:
        assert self._request is not None
        picture, looks_like = self._request.pictures[index], self._label_issues.get(index, "")
        note = self.tr("Looks more like: {}").format(label_text(looks_like)) if looks_like else ""
        return Tile(index, picture.path, label_text(picture.label), note, marked=bool(looks_like))
