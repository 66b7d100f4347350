"""After a retrain: the two models side by side, and the pictures on which they differ."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from catdog_gui.retraining.models import Difference, Report
from catdog_gui.ui.common.formatting import word_of
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.thumbnail_cache import Thumbnails
from catdog_gui.ui.common.widgets.factories import label
from catdog_gui.ui.retraining.comparison_table import Sides
from catdog_gui.ui.retraining.tile_model import Tile, TileModel
from catdog_gui.ui.retraining.tile_view import TileView


class VerdictPage(QWidget):
    def __init__(self, thumbnails: Thumbnails, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._sides = Sides(self)
        self._heading = label("")
        self._heading.setProperty("strong", "true")
        self._tiles = TileModel(self)
        name = self.tr("Pictures on which the two models differ")
        self.view = TileView(self._tiles, thumbnails, theme, name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self._sides, self._heading, self.view):
            layout.addWidget(part)

    def show_report(self, report: Report) -> None:
        """What got worse stands first, with a mark."""
        self._sides.show_report(report)
        self._thumbnails.forget()
        every = sorted(report.differences, key=lambda each: each.before != each.label)
        self._tiles.show_tiles([self._tile(place, each) for place, each in enumerate(every)])
        self._heading.setText(self.tr("On %Ln picture(s) they differ", "", len(every)))
        for part in (self._heading, self.view):
            part.setVisible(bool(every))

    def _tile(self, place: int, each: Difference) -> Tile:
        caption = f"{word_of(each.before)} →\n{word_of(each.after)}"
        said = self.tr("You said: {}").format(word_of(each.label))
        return Tile(place, Path(each.name), caption, said, marked=each.before == each.label)
