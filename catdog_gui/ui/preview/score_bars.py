"""A widget with the scores of one picture as bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from catdog_gui.ui.common.formatting import code_text, label_text, score_text
from catdog_gui.ui.common.label_icons import paint_label_icon
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.common.theme import Theme


class ScoreBars(QWidget):
    """A row for each class: icon, name, bar, per cent. The rows keep their height if there are no scores."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels = Labels()
        self._scores: tuple[float, ...] = ()
        self.setFixedHeight(0)
        self.setWhatsThis(
            self.tr(
                "How much the picture looks like each of them to the model. The scores do not add up to 100 %: a "
                "picture can show both, or neither. Where a score is neither high nor low, the picture is unsure."
            )
        )

    def show_scores(self, scores: tuple[float, ...], labels: Labels) -> None:
        self._scores, self._labels = scores, labels
        self.setFixedHeight(self._line_height() * len(labels.classes))
        texts = [f"{label_text(name)} {score_text(score)}" for name, score in zip(labels.classes, scores, strict=False)]
        self.setAccessibleName(", ".join(texts))
        self.update()

    def _line_height(self) -> int:
        return self._theme.px(26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(13))
        shape, name_width, figure = self._theme.px(16), self._theme.px(64), self._theme.px(44)
        for code, score in enumerate(self._scores):
            top, line = code * self._line_height(), self._line_height()
            paint_label_icon(
                painter, QRectF(0, top + (line - shape) / 2, shape, shape), code, self._labels, self._theme.colours
            )
            left = shape + 8
            painter.setPen(self._theme.colour("text"))
            text = painter.fontMetrics().elidedText(
                code_text(code, self._labels), Qt.TextElideMode.ElideRight, name_width - 4
            )
            painter.drawText(QRectF(left, top, name_width, line), Qt.AlignmentFlag.AlignVCenter, text)
            bar = QRectF(left + name_width, top + line / 2 - 3, self.width() - left - name_width - figure, 6)
            painter.drawText(
                QRectF(self.width() - figure, top, figure, line),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                score_text(score),
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("line"))
            painter.drawRoundedRect(bar, 3, 3)
            painter.setBrush(self._theme.class_colour(code))
            bar.setWidth(max(6.0, bar.width() * score))
            painter.drawRoundedRect(bar, 3, 3)
        painter.end()
