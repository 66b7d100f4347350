"""Two models side by side, on the same pictures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from catdog_gui.retraining.models import AcceptanceReport, Comparison
from catdog_gui.ui.common.formatting import precise_share_text, probability_text
from catdog_gui.ui.common.widgets.factories import label, quiet, small


class ComparisonTable(QWidget):
    """A line for each kind of pictures and measure; the model in use on the left of the new one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)

    def show_report(self, report: AcceptanceReport) -> None:
        """Shows what there is to show; accuracy first."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._add_row(small(label(self.tr("Before"))), small(label(self.tr("After"))))
        for compared, caption in (
            (report.own, self.tr("Your %Ln picture(s)", "", report.own.pictures if report.own else 0)),
            (
                report.reference,
                self.tr("%Ln picture(s) of other animals", "", report.reference.pictures if report.reference else 0),
            ),
        ):
            if compared is not None:
                self._add_comparison(caption, compared)

    def _add_comparison(self, caption: str, compared: Comparison) -> None:
        heading = label(caption)
        heading.setProperty("strong", "true")
        self._add_row(heading)
        before, after = compared.before, compared.after
        self._add_figures(self.tr("right"), compared, before.right, after.right)
        self._add_figures(self.tr("decided by itself"), compared, before.decided, after.decided)
        chance = label(probability_text(compared.p))
        self._add_row(label(""), chance, quiet(label(self.tr("could be chance (McNemar p)"))))

    def _add_figures(self, caption: str, compared: Comparison, before: int, after: int) -> None:
        was, now = (label(precise_share_text(compared.share(count))) for count in (before, after))
        now.setProperty("strong", "true")
        name = quiet(label(caption))
        now.setAccessibleName(self.tr("{}: {} before, {} after").format(caption, was.text(), now.text()))
        self._add_row(was, now, name)

    def _add_row(self, *labels: QLabel) -> None:
        """A heading alone, two captions, or two figures and their name."""
        row = self._grid.rowCount()
        if len(labels) == 1:
            self._grid.addWidget(labels[0], row, 0, 1, 3)
        else:
            for column, each in enumerate(labels[:2], 1):
                self._grid.addWidget(each, row, column, Qt.AlignmentFlag.AlignRight)
            if len(labels) == 3:
                self._grid.addWidget(labels[2], row, 0)
        for each in labels:
            each.show()
