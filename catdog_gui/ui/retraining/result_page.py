"""After a retrain: the two models side by side, and the pictures on which they differ."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from catdog_gui.retraining.models import AcceptanceReport, ChangedDecision
from catdog_gui.ui.common.formatting import label_text
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.thumbnail_cache import ThumbnailCache
from catdog_gui.ui.common.widgets.explain_button import ExplainButton
from catdog_gui.ui.common.widgets.factories import button, label, small
from catdog_gui.ui.retraining.comparison_table import ComparisonTable
from catdog_gui.ui.retraining.tile_model import Tile, TileModel
from catdog_gui.ui.retraining.tile_view import TileView


class ResultPage(QWidget):
    def __init__(self, thumbnails: ThumbnailCache, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._comparison_table = ComparisonTable(self)
        self._comparison_table.setWhatsThis(
            self.tr(
                "Both models looked at the same pictures: yours, some of which were kept apart from the training, and "
                "reference pictures that every model carries. The new one may be used if it is right at least as often "
                "on yours and has not forgotten what the other knew. “Labelled without review” is what it decides by "
                "itself."
            )
        )
        self._details_button = button(self.tr("Details"), self._toggle_details, flat=True)
        self._details_button.setObjectName("details")
        self._details = small(label("", wrap=True))
        self._details.setObjectName("details_text")
        self._heading = label("")
        self._heading.setObjectName("heading")
        self._heading.setProperty("strong", "true")
        self._tiles = TileModel(self)
        name = self.tr("Pictures on which the models differ")
        self.view = TileView(self._tiles, thumbnails, theme, name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._comparison_table)
        buttons = QHBoxLayout()
        buttons.addWidget(self._details_button)
        buttons.addWidget(ExplainButton(self._comparison_table, theme, self))
        buttons.addStretch()
        layout.addLayout(buttons)
        for part in (self._details, self._heading, self.view):
            layout.addWidget(part)

    def show_report(self, report: AcceptanceReport) -> None:
        """Pictures on which the new model is wrong come first, marked."""
        self._comparison_table.show_report(report)
        self._details.setText(self._comparison_table.details_text(report))
        self._details.hide()
        self._details_button.setVisible(bool(self._details.text()))
        self._thumbnails.clear()
        every = sorted(report.differences, key=lambda each: each.before != each.label)
        self._tiles.show_tiles([self._tile(place, each) for place, each in enumerate(every)])
        self._heading.setText(self.tr("The models differ on %Ln picture(s)", "", len(every)))
        for part in (self._heading, self.view):
            part.setVisible(bool(every))

    @Slot()
    def _toggle_details(self) -> None:
        self._details.setVisible(self._details.isHidden())

    def _tile(self, place: int, each: ChangedDecision) -> Tile:
        caption = f"{label_text(each.before)} →\n{label_text(each.after)}"
        note = self.tr("Your label: {}").format(label_text(each.label))
        return Tile(place, Path(each.name), caption, note, marked=each.before == each.label)
