"""The page before a folder is open: one sentence, a drop target, and recent folders or, once, the first steps."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from catdog_gui.ui.common.formatting import short_path
from catdog_gui.ui.common.label_icons import paint_label_icon
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.common.settings import Settings
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import label, quiet, small
from catdog_gui.ui.common.widgets.fitting_scroll_area import FittingScrollArea
from catdog_gui.ui.help.first_steps import FirstSteps

_MARGIN = 24
_MAX_RECENT = 5
_INDENT = 13
_TARGET_SIZE, _MIN_TARGET_SIZE = QSize(480, 200), QSize(240, 132)


class DropTarget(QAbstractButton):
    """A large dashed area that is a button as well. The whole window takes drops; this shows that it does."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_highlighted = False
        self.setText(self.tr("Drop a folder here, or choose one"))
        self.setAccessibleName(self.text())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_TARGET_SIZE.width()), self._theme.px(_TARGET_SIZE.height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(_MIN_TARGET_SIZE.width()), self._theme.px(_MIN_TARGET_SIZE.height()))

    def set_highlighted(self, *, highlighted: bool) -> None:
        self._is_highlighted = highlighted
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_highlighted = self._is_highlighted or self.underMouse() or self.hasFocus()
        pen = QPen(self._theme.colour("accent" if is_highlighted else "quiet"), 2)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(self._theme.colour("chosen" if self._is_highlighted else "panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 16, 16)
        size = self._theme.px(56)
        left, top = (self.width() - size) // 2, self.height() // 2 - size
        paint_label_icon(painter, QRectF(left, top, size, size), Labels().both, Labels(), self._theme.colours)
        painter.setPen(self._theme.colour("text"))
        painter.setFont(self._theme.font(15))
        text_rect = self.rect().adjusted(16, top + size + 12, -16, -16)
        painter.drawText(text_rect, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self.text())
        painter.end()


class StartPage(QWidget):
    open_requested = Signal()
    folder_requested = Signal(Path)

    def __init__(self, settings: Settings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._theme = theme
        self.target = DropTarget(theme, self)
        self.target.clicked.connect(self.open_requested)
        self._problem = label("", wrap=True)
        self._problem.setProperty("warning", "true")
        self._problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._problem.hide()
        self._first_steps = FirstSteps(theme, self)
        self._first_steps.dismissed.connect(self.dismiss_first_steps)
        self._first_steps.setVisible(not settings.knows_first_steps)
        self._recent = QWidget(self)
        self._recent_grid = QGridLayout(self._recent)
        self._recent_grid.setContentsMargins(0, 0, 0, 0)
        self._recent_grid.setHorizontalSpacing(24)
        self._recent_grid.setVerticalSpacing(0)
        self._recent_grid.setColumnStretch(0, 1)
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        headline = label(self.tr("Sorts photos of cats and dogs into folders."))
        headline.setProperty("large", "true")
        privacy_note = quiet(label(self.tr("Nothing leaves this computer.")))
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(8)
        layout.addStretch(2)
        for widget in (headline, privacy_note):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(16)
        layout.addWidget(self.target, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._problem)
        layout.addSpacing(16)
        layout.addWidget(self._first_steps, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._recent, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(FittingScrollArea(content))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = min(self.target.sizeHint().width(), event.size().width() - 2 * _MARGIN)
        for widget in (self._first_steps, self._recent):
            widget.setFixedWidth(width)

    @Slot()
    def dismiss_first_steps(self) -> None:
        """For good."""
        self._first_steps.hide()
        self._settings.knows_first_steps = True

    def show_problem(self, message: str) -> None:
        self._problem.setText(message)
        self._problem.setVisible(bool(message))

    def refresh(self) -> None:
        """Updates the recent folders."""
        while (item := self._recent_grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        recent = self._settings.recent[:_MAX_RECENT]
        if recent:
            heading = small(label(self.tr("Recent folders")))
            heading.setContentsMargins(_INDENT, 0, 0, 4)
            self._recent_grid.addWidget(heading, 0, 0, 1, 2)
        for line, (folder, count) in enumerate(recent, 1):
            self._recent_grid.addWidget(self._folder_button(folder), line, 0)
            self._recent_grid.addWidget(self._count_label(count), line, 1)

    def _folder_button(self, folder: Path) -> QPushButton:
        folder_button = QPushButton(short_path(folder), self._recent)
        folder_button.setProperty("flat", "true")
        folder_button.setProperty("line", "true")
        folder_button.setToolTip(str(folder))
        folder_button.setProperty("folder", folder)
        folder_button.clicked.connect(self._on_recent_clicked)
        return folder_button

    def _count_label(self, count: int) -> QLabel:
        text = small(label(self.tr("%Ln picture(s)", "", count)))
        text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        text.setContentsMargins(0, 0, _INDENT, 0)
        return text

    @Slot()
    def _on_recent_clicked(self) -> None:
        self.folder_requested.emit(self.sender().property("folder"))
