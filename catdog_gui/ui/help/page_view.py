"""Shows one page of the guide: type, keys, pictures that fit, and marked hits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QImage,
    QPalette,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.help.guide import GuidePage

_MARGIN = 24
_BODY_SIZE = 13
_HEADING_SIZES = {1: 20.0, 2: 15.0}
_LINE_PERCENT, _HEADING_LINE_PERCENT = 140, 115
_GAP, _SMALL_GAP, _HEADING_GAP = 10, 4, 20
_INDENT, _CELL_PADDING = 20, 4
# What stands for a picture in the text of a document.
_PICTURE = "\ufffc"


class PageView(QTextBrowser):
    """Asks for a page when a link to it is clicked; opens nothing itself."""

    page_requested = Signal(str)
    external_requested = Signal(QUrl)

    def __init__(self, pictures: Path, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._theme = theme
        self._page: GuidePage | None = None
        self._wanted = ""
        self._hits: list[QTextCursor] = []
        self._current_hit = -1
        self.setOpenLinks(False)
        self.document().setDocumentMargin(_MARGIN)
        self.document().setIndentWidth(theme.px(_INDENT))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that comes and goes would change the width while the page is being laid out.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.anchorClicked.connect(self._on_anchor_clicked)
        theme.changed.connect(self._render)

    @property
    def page(self) -> GuidePage | None:
        return self._page

    @property
    def hit_count(self) -> int:
        return len(self._hits)

    @property
    def current_hit(self) -> int:
        """The place of the hit in view among all hits of the page; -1 if there is none."""
        return self._current_hit

    def show_page(self, page: GuidePage, wanted: str = "") -> None:
        """Shows a page from its top, or from the first hit of what is `wanted`."""
        is_new = page is not self._page
        self._page, self._wanted = page, wanted
        if is_new:
            self._render()
            self.verticalScrollBar().setValue(0)
        self._mark_hits()
        self.go_to_hit(1)

    def go_to_hit(self, step: int) -> None:
        """Goes `step` hits on, around the end."""
        if self._hits:
            self._current_hit = (self._current_hit + step) % len(self._hits)
            cursor = QTextCursor(self._hits[self._current_hit])
            cursor.clearSelection()
            self.setTextCursor(cursor)
            self._paint_hits()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Pictures of the guide, none wider than the page."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        image = QImage(str(self._pictures / QUrl(name).fileName()))
        ratio = self.devicePixelRatioF()
        room = self.viewport().width() - 2 * _MARGIN
        width = min(round(image.width() * self._theme.scale), max(room, 1))
        if not image.isNull():
            image = image.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
            image.setDevicePixelRatio(ratio)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._render()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(640), self._theme.px(600))

    @Slot()
    def _render(self) -> None:
        """Lays the page out anew: what is shown depends on the width and on the colours."""
        if self._page is None:
            return
        place = self.verticalScrollBar().value()
        self.document().setDefaultFont(self._theme.font(_BODY_SIZE))
        self.document().setMarkdown(self._page.markdown)
        self._style_tables()
        block = self.document().begin()
        while block.isValid():
            self._style_block(block)
            block = block.next()
        self._mark_hits()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(place)

    def _style_block(self, block: QTextBlock) -> None:
        level = block.blockFormat().headingLevel()
        shape = QTextBlockFormat()
        shape.setTopMargin(self._theme.px(_HEADING_GAP if level > 1 else 0))
        cursor = QTextCursor(block)
        is_close = cursor.currentTable() is not None or block.textList() is not None
        shape.setBottomMargin(self._theme.px(_SMALL_GAP if is_close else _GAP))
        if _PICTURE in block.text():
            shape.setBottomMargin(self._theme.px(_HEADING_GAP))
        else:
            percent = _HEADING_LINE_PERCENT if level else _LINE_PERCENT
            shape.setLineHeight(percent, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(shape)
        if level:
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.mergeCharFormat(self._heading_format(level))
        for start, length in _code_spans(block):
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(self._code_format())

    def _style_tables(self) -> None:
        """Thin lines as wide as the page, in place of boxes."""
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                look = frame.format()
                look.setBorderCollapse(True)
                look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                look.setBorderBrush(self._theme.colour("line"))
                look.setCellPadding(self._theme.px(_CELL_PADDING))
                look.setBottomMargin(self._theme.px(_GAP))
                look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
                frame.setFormat(look)

    def _heading_format(self, level: int) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setFont(self._theme.font(_HEADING_SIZES.get(level, _BODY_SIZE), bold=True))
        return look

    def _code_format(self) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setFont(self._theme.font(_BODY_SIZE))
        look.setBackground(self._theme.colour("line"))
        return look

    def _mark_hits(self) -> None:
        self._hits, self._current_hit = [], -1
        cursor = QTextCursor(self.document())
        while self._wanted:
            cursor = self.document().find(self._wanted, cursor)
            if cursor.isNull():
                break
            self._hits.append(cursor)
        self._paint_hits()

    def _paint_hits(self) -> None:
        palette, marks = self.palette(), []
        for place, hit in enumerate(self._hits):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = hit
            is_current = place == self._current_hit
            mark.format.setBackground(
                palette.color(QPalette.ColorRole.Highlight) if is_current else self._theme.colour("chosen")
            )
            if is_current:
                mark.format.setForeground(palette.color(QPalette.ColorRole.HighlightedText))
            marks.append(mark)
        self.setExtraSelections(marks)

    @Slot(QUrl)
    def _on_anchor_clicked(self, url: QUrl) -> None:
        if url.isRelative():
            self.page_requested.emit(url.path().removesuffix(".md"))
        else:
            self.external_requested.emit(url)


def _code_spans(block: QTextBlock) -> list[tuple[int, int]]:
    """Where keys and commands are in the document: their starts and lengths."""
    spans, fragments = [], block.begin()
    while not fragments.atEnd():
        fragment = fragments.fragment()
        if fragment.charFormat().fontFixedPitch():
            spans.append((fragment.position(), fragment.length()))
        fragments += 1
    return spans
