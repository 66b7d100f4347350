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
        for caption, compared in self._comparisons(report):
            self._add_comparison(caption, compared)

    def details_text(self, report: AcceptanceReport) -> str:
        """For those who know statistics: how likely each difference is by chance alone."""
        lines = [
            self.tr("{}: McNemar's p {}").format(caption, _relation_text(compared.p))
            for caption, compared in self._comparisons(report)
        ]
        return "\n".join(lines)

    def _comparisons(self, report: AcceptanceReport) -> list[tuple[str, Comparison]]:
        comparisons = []
        if report.own is not None:
            comparisons.append((self.tr("Your %Ln picture(s)", "", report.own.pictures), report.own))
        if report.reference is not None:
            comparisons.append((self.tr("%Ln reference picture(s)", "", report.reference.pictures), report.reference))
        return comparisons

    def _add_comparison(self, caption: str, compared: Comparison) -> None:
        heading = label(caption)
        heading.setProperty("strong", "true")
        self._add_row(heading)
        before, after = compared.before, compared.after
        self._add_figures(self.tr("correct"), compared, before.right, after.right)
        self._add_figures(self.tr("labelled without review"), compared, before.decided, after.decided)

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


def _relation_text(p: float) -> str:
    text = probability_text(p)
    return text if text.startswith("<") else f"= {text}"
