"""After a retrain: the two models side by side, and the pictures on which they differ."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from catdog_gui.retraining.models import AcceptanceReport, ChangedDecision
from catdog_gui.ui.common.formatting import label_text
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.thumbnail_cache import ThumbnailCache
from catdog_gui.ui.common.widgets.factories import label
from catdog_gui.ui.retraining.comparison_table import ComparisonTable
from catdog_gui.ui.retraining.tile_model import Tile, TileModel
from catdog_gui.ui.retraining.tile_view import TileView


class ResultPage(QWidget):
    def __init__(self, thumbnails: ThumbnailCache, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._comparison_table = ComparisonTable(self)
        self._heading = label("")
        self._heading.setObjectName("heading")
        self._heading.setProperty("strong", "true")
        self._tiles = TileModel(self)
        name = self.tr("Pictures on which the two models differ")
        self.view = TileView(self._tiles, thumbnails, theme, name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self._comparison_table, self._heading, self.view):
            layout.addWidget(part)

    def show_report(self, report: AcceptanceReport) -> None:
        """Pictures on which the new model is wrong come first, marked."""
        self._comparison_table.show_report(report)
        self._thumbnails.clear()
        every = sorted(report.differences, key=lambda each: each.before != each.label)
        self._tiles.show_tiles([self._tile(place, each) for place, each in enumerate(every)])
        self._heading.setText(self.tr("On %Ln picture(s) they differ", "", len(every)))
        for part in (self._heading, self.view):
            part.setVisible(bool(every))

    def _tile(self, place: int, each: ChangedDecision) -> Tile:
        caption = f"{label_text(each.before)} →\n{label_text(each.after)}"
        note = self.tr("You said: {}").format(label_text(each.label))
        return Tile(place, Path(each.name), caption, note, marked=each.before == each.label)
