"""Before a retrain: the pictures that will be learned from, by label, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from catdog_gui.ui.common.formatting import number, word_of
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.thumbnail_cache import Thumbnails
from catdog_gui.ui.common.widgets.factories import button, label, quiet, small
from catdog_gui.ui.retraining.mode_choice import WayChoice
from catdog_gui.ui.retraining.tile_model import TickedTiles, Tile
from catdog_gui.ui.retraining.tile_view import TileView

if TYPE_CHECKING:
    from catdog_gui.retraining.retraining import Wish

_LABELS_SHOWN = 4
_ALL, _DOUBTFUL, _OTHERS = "*", "?", "…"


class LessonPage(QWidget):
    """Every picture is used until it is unticked. Labels that may be wrong stand first, each with the reason."""

    folders_changed = Signal()
    changed = Signal()
    way_changed = Signal()

    def __init__(self, thumbnails: Thumbnails, bundled: Path, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.folders: tuple[Path, ...] = ()
        self._usable: tuple[Path, ...] = ()
        self._wish: Wish | None = None
        self._doubts: Mapping[int, str] = {}
        self._tiles = TickedTiles(self)
        self._tiles.ticked.connect(self.changed)
        self.view = TileView(self._tiles, thumbnails, theme, self.tr("Pictures to learn from"))
        self._kinds = QHBoxLayout()
        self._kinds.setSpacing(6)
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._show_kind)
        self._hint = small(label(self.tr("A click leaves a picture out, or takes it in again."), wrap=True))
        self._add = button(self.tr("Add example folder…"), self._choose_folder)
        self._add.setToolTip(self.tr("A folder whose sub-folders are the labels. It can be dropped here too."))
        self._without = button(self.tr("Without folders"), self._forget_folders, flat=True)
        self._named = quiet(label(""))
        self.way = WayChoice(bundled, self)
        self.way.changed.connect(self.way_changed)
        self._lay_out()

    def _lay_out(self) -> None:
        examples = QHBoxLayout()
        examples.addWidget(self._add)
        examples.addWidget(self._named, 1)
        examples.addWidget(self._without)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._kinds)
        layout.addWidget(self.view)
        layout.addWidget(self._hint)
        layout.addLayout(examples)
        layout.addWidget(self.way)

    # What is wished.

    @property
    def wish(self) -> Wish | None:
        """Without the pictures that are left out."""
        if self._wish is None:
            return None
        out = self._tiles.left_out
        pictures = tuple(picture for picture in self._wish.pictures if picture.path not in out)
        return replace(self._wish, pictures=pictures, full=self.way.is_full, base=self.way.base)

    def begin(self) -> None:
        """A new lesson: nothing is left out, and no folder is added."""
        self.folders = self._usable = ()
        self._tiles.tick_all()
        self.show_wish(None)

    def show_wish(self, wish: Wish | None) -> None:
        self._wish = wish
        self._usable = self.folders
        self._doubts = {}
        self._thumbnails.forget()
        self._make_kinds()
        self._show_tiles(_ALL)
        names = ", ".join(folder.name for folder in self.folders)
        self._named.setText(self._named.fontMetrics().elidedText(names, Qt.TextElideMode.ElideRight, 260))
        self._named.setToolTip("\n".join(str(folder) for folder in self.folders))
        self._without.setVisible(bool(self.folders))
        some = wish is not None and bool(wish.pictures)
        for widget in (self.view, self._hint, self.way):
            widget.setVisible(some)

    def show_doubts(self, doubts: Mapping[int, str]) -> None:
        """`doubts`: by index, what a picture looks like whose label may be wrong; the most doubtful first."""
        self._doubts = doubts
        if doubts:
            self._make_kinds()
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

    def forget_refused(self) -> None:
        """The folders that were added last cannot be used."""
        self.folders = self._usable

    @Slot()
    def _forget_folders(self) -> None:
        self.folders = ()
        self.folders_changed.emit()

    # Labels.

    def _make_kinds(self) -> None:
        for old in self._group.buttons():
            self._group.removeButton(old)
            old.hide()
            old.deleteLater()
        while self._kinds.takeAt(0) is not None:
            pass
        if self._wish is None or not self._wish.pictures:
            return
        counts = Counter(picture.label for picture in self._wish.pictures).most_common()
        kinds = [(_ALL, self.tr("All"), len(self._wish.pictures))]
        if self._doubts:
            kinds.append((_DOUBTFUL, self.tr("May be wrong"), len(self._doubts)))
        kinds += [(word, word_of(word), count) for word, count in counts[:_LABELS_SHOWN]]
        if len(counts) > _LABELS_SHOWN:
            kinds.append((_OTHERS, self.tr("Others"), sum(count for _, count in counts[_LABELS_SHOWN:])))
        for kind, words, count in kinds:
            made = self._kind_button(kind, f"{words}  {number(count)}")
            self._kinds.addWidget(made)
            made.show()
        self._kinds.addStretch()

    def _kind_button(self, kind: str, words: str) -> QPushButton:
        made = QPushButton(words, self)
        made.setProperty("kind", kind)
        made.setProperty("flat", "true")
        made.setCheckable(True)
        made.setChecked(kind == _ALL)
        made.setAutoDefault(False)
        self._group.addButton(made)
        return made

    @Slot(QAbstractButton)
    def _show_kind(self, chosen: QAbstractButton) -> None:
        self._show_tiles(chosen.property("kind"))

    def _show_tiles(self, kind: str) -> None:
        pictures = self._wish.pictures if self._wish is not None else ()
        shown = {word for word, _ in Counter(picture.label for picture in pictures).most_common(_LABELS_SHOWN)}

        def is_wanted(index: int) -> bool:
            if kind == _DOUBTFUL:
                return index in self._doubts
            word = pictures[index].label
            return kind == _ALL or word == kind or (kind == _OTHERS and word not in shown)

        order = [*self._doubts, *(index for index in range(len(pictures)) if index not in self._doubts)]
        self._tiles.show_tiles([self._tile(index) for index in order if is_wanted(index)])
        self.changed.emit()

    def _tile(self, index: int) -> Tile:
        assert self._wish is not None
        picture, looks_like = self._wish.pictures[index], self._doubts.get(index, "")
        note = self.tr("Looks more like: {}").format(word_of(looks_like)) if looks_like else ""
        return Tile(index, picture.path, word_of(picture.label), note, marked=bool(looks_like))
