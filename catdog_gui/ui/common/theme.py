"""Light or dark, colours and font sizes: the one place that widgets and delegates ask how to look."""

from __future__ import annotations

from string import Template

from PySide6.QtCore import QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyle

from catdog_gui.ui.common.label_icons import paint_label_icon
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.common.palette import DARK, LIGHT, Colours
from catdog_gui.ui.common.settings import Appearance

FADE_MS = 120
_BODY_PIXELS = 13
_LARGEST_SCALE = 2.0
_SCHEMES = {
    Appearance.SYSTEM: Qt.ColorScheme.Unknown,
    Appearance.LIGHT: Qt.ColorScheme.Light,
    Appearance.DARK: Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Follows the system's colour scheme unless the user chose one. After `changed` everything must be repainted."""

    changed = Signal()

    def __init__(self, app: QApplication, appearance: Appearance) -> None:
        super().__init__(app)
        self._app = app
        # Read before the program sets its own font, so that a larger font of the desktop makes everything larger here.
        system_scale = QFontInfo(app.font()).pixelSize() / _BODY_PIXELS
        self.scale = min(max(system_scale, 1.0), _LARGEST_SCALE)
        self.colours = LIGHT
        self._fonts: dict[tuple[float, bool], QFont] = {}
        self._label_icons: dict[tuple[int, Labels, int, float], QPixmap] = {}
        app.setStyle("Fusion")
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_scheme_changed)
        self.set_appearance(appearance)

    def set_appearance(self, appearance: Appearance) -> None:
        QGuiApplication.styleHints().setColorScheme(_SCHEMES[appearance])
        self._appearance = appearance
        self._on_scheme_changed()

    def px(self, size: float) -> int:
        """A length that grows with the size of type."""
        return round(size * self.scale)

    def font(self, pixels: float = _BODY_PIXELS, *, bold: bool = False) -> QFont:
        cached = self._fonts.get((pixels, bold))
        if cached is None:
            cached = QFont(self._app.font())
            cached.setPixelSize(self.px(pixels))
            cached.setBold(bold)
            # Tabular figures, so that counts do not jitter while they grow.
            cached.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[(pixels, bold)] = cached
        return cached

    def colour(self, name: str) -> QColor:
        return QColor(getattr(self.colours, name))

    def label_icon(self, code: int, labels: Labels, size: int, ratio: float) -> QPixmap:
        """The shape of a decision as a picture of `size`, drawn once for each screen."""
        key = (code, labels, size, ratio)
        cached = self._label_icons.get(key)
        if cached is None:
            cached = QPixmap(round(size * ratio), round(size * ratio))
            cached.setDevicePixelRatio(ratio)
            cached.fill(Qt.GlobalColor.transparent)
            painter = QPainter(cached)
            paint_label_icon(painter, QRectF(0, 0, size, size), code, labels, self.colours)
            painter.end()
            self._label_icons[key] = cached
        return cached

    def class_colour(self, index: int) -> QColor:
        return QColor(self.colours.of_class(index))

    @property
    def has_animations(self) -> bool:
        """False if the desktop asks for less motion."""
        hints = QGuiApplication.styleHints()
        access = hints.accessibility() if hasattr(hints, "accessibility") else None  # Qt 6.10
        preference = access.motionPreference() if access and hasattr(access, "motionPreference") else None  # Qt 6.11
        style = self._app.style()
        animates = style is None or style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
        return animates and getattr(preference, "name", "") != "ReducedMotion"

    @Slot()
    def _on_scheme_changed(self) -> None:
        scheme = {Appearance.LIGHT: Qt.ColorScheme.Light, Appearance.DARK: Qt.ColorScheme.Dark}.get(
            self._appearance, QGuiApplication.styleHints().colorScheme()
        )
        self.colours = DARK if scheme == Qt.ColorScheme.Dark else LIGHT
        self._label_icons.clear()
        self._app.setPalette(_palette(self.colours))
        self._app.setStyleSheet(_style_sheet(self.colours, self.scale))
        self.changed.emit()


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, colours.window),
        (roles.WindowText, colours.text),
        (roles.Base, colours.window),
        (roles.AlternateBase, colours.panel),
        (roles.Text, colours.text),
        (roles.Button, colours.raised),
        (roles.ButtonText, colours.text),
        (roles.ToolTipBase, colours.raised),
        (roles.ToolTipText, colours.text),
        (roles.PlaceholderText, colours.quiet),
        (roles.Highlight, colours.accent),
        (roles.HighlightedText, colours.on_accent),
        (roles.Accent, colours.accent),
        (roles.Link, colours.accent),
        (roles.Mid, colours.line),
        (roles.Midlight, colours.line),
    ):
        palette.setColor(role, QColor(colour))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, _disabled_colour(colours))
    return palette


def _disabled_colour(colours: Colours) -> QColor:
    """The colour of disabled widgets."""
    faded = QColor(colours.quiet)
    faded.setAlphaF(0.6)
    return faded


_STYLE_SHEET = Template("""
* { font-size: ${body}px; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 4px; }
#header, #footer, #sidebar, #preview { background: $panel; }
#header QLabel, #footer QLabel, #sidebar QLabel, #preview QLabel { background: transparent; }
QLabel[quiet="true"], QCheckBox[quiet="true"] { color: $quiet; }
QLabel[quiet="true"]:disabled { color: $faded; }
QLabel[small="true"] { font-size: ${small}px; }
QLabel[large="true"] { font-size: ${large}px; }
QLabel[strong="true"] { font-weight: 600; }
QLabel[warning="true"] { color: $warning; }
QPushButton, QToolButton {
  background: $raised; color: $text; border: 1px solid $line; border-radius: 6px; padding: 5px 12px;
}
QToolButton { padding: 5px 8px; }
QPushButton:hover, QToolButton:hover { border-color: $quiet; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: 4px 11px; }
QToolButton:focus { padding: 4px 7px; }
QPushButton:disabled, QToolButton:disabled { color: $faded; background: transparent; }
QPushButton[flat="true"], QToolButton[flat="true"] { background: transparent; border: 1px solid transparent; }
QPushButton[flat="true"]:hover, QToolButton[flat="true"]:hover { background: $raised; }
QPushButton[flat="true"]:focus, QToolButton[flat="true"]:focus { border: 2px solid $accent; }
QPushButton[line="true"] { text-align: left; }
QPushButton:checked, QToolButton:checked { background: $chosen; border-color: $accent; }
QPushButton[stop="true"] { padding: 3px 4px; font-size: ${small}px; }
QPushButton[stop="true"]:focus { padding: 2px 3px; }
QPushButton[primary="true"] {
  background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600; padding: 7px 18px;
}
QPushButton[primary="true"]:hover { border-color: $text; }
QPushButton[primary="true"]:focus { border: 2px solid $text; padding: 6px 17px; }
QPushButton[primary="true"]:disabled { background: $line; color: $quiet; border-color: $line; }
QToolButton::menu-indicator { image: none; }
QComboBox, QSpinBox, QLineEdit {
  background: $raised; color: $text; border: 1px solid $line; border-radius: 6px; padding: 4px 8px;
}
QComboBox:focus, QSpinBox:focus, QLineEdit:focus { border: 2px solid $accent; padding: 3px 7px; }
QComboBox:disabled, QSpinBox:disabled, QLineEdit:disabled { color: $faded; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: none; width: ${drop}px; }
QComboBox::down-arrow { image: url($arrow); width: ${point}px; height: ${point}px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; selection-background-color: $chosen;
  selection-color: $text; outline: none; }
QComboBox QAbstractItemView::item { min-height: ${item}px; padding: 0 8px; }
QMenu { background: $raised; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $chosen; color: $text; }
QMenu::item:disabled { color: $quiet; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QCheckBox, QRadioButton { spacing: 8px; padding: 3px; border: 2px solid transparent; border-radius: 6px; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $accent; }
QCheckBox::indicator, QRadioButton::indicator { width: ${box}px; height: ${box}px; border: 1px solid $quiet;
  background: $raised; border-radius: 4px; }
QRadioButton::indicator { border-radius: ${round}px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($tick); }
QRadioButton::indicator:checked { background: $raised; border: ${ring}px solid $accent;
  width: ${dot}px; height: ${dot}px; }
QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
#header QSlider { min-height: 22px; }
QSlider::groove:horizontal { height: 4px; background: $line; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $quiet; border-radius: 2px; }
QSlider::handle:horizontal { background: $accent; width: 14px; margin: -7px 0; border-radius: 9px;
  border: 2px solid $panel; }
QSlider::handle:horizontal:focus { border: 2px solid $text; }
QListView, QTableView, QTextEdit, QPlainTextEdit { background: $window; border: none; outline: none; }
QListView#decisions, QListView#recent, QListView#guide_pages { background: transparent; }
QListView#guide_pages::item { border: 2px solid transparent; border-radius: 6px; padding: 5px 6px; }
QListView#guide_pages::item:hover { background: $raised; }
QListView#guide_pages::item:selected { background: $chosen; color: $text; }
QListView#guide_pages::item:selected:focus { border-color: $accent; }
QToolButton[explain="true"] { padding: 0; color: $quiet; font-size: ${small}px; border-radius: ${round}px; }
QToolButton[explain="true"]:focus { padding: 0; }
QTableView { gridline-color: transparent; selection-background-color: $chosen; selection-color: $text; }
QTableView::item { padding: 4px 8px; }
QHeaderView::section { background: $window; color: $quiet; border: none; border-bottom: 1px solid $line;
  padding: 6px 11px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: $handle; border-radius: 4px; min-height: 32px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: $handle; border-radius: 4px; min-width: 32px; margin: 2px; }
QScrollBar::handle:hover { background: $quiet; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
#first_steps { background: $panel; border: none; border-radius: 12px; }
#sheet { background: $raised; border: 1px solid $line; border-radius: 12px; }
#sheet QPushButton, #sheet QToolButton { background: $window; }
#sheet QPushButton[primary="true"] { background: $accent; }
#sheet QListView, #sheet QScrollArea, #sheet #rows { background: transparent; }
#sheet QListView::item { border: 2px solid transparent; border-radius: 6px; padding: 2px; }
#sheet QListView::item:selected { background: $chosen; color: $text; }
#sheet QListView::item:selected:focus { border-color: $accent; }
#sheet QPushButton[primary="true"]:disabled { background: $line; }
#sheet QTreeView { background: transparent; border: none; outline: none; selection-background-color: $chosen; }
#sheet QTreeView::item { padding: 3px 0; }
#sheet QTreeView::item:selected { background: $chosen; color: $text; }
""")


def _style_sheet(colours: Colours, scale: float) -> str:
    from catdog_gui.ui.common.resources import icon_file

    box, ring = round(14 * scale), round(5 * scale)
    return _STYLE_SHEET.substitute(
        window=colours.window,
        panel=colours.panel,
        raised=colours.raised,
        line=colours.line,
        handle=colours.line if not colours.is_dark else "#4a4b51",
        text=colours.text,
        quiet=colours.quiet,
        faded=_disabled_colour(colours).name(QColor.NameFormat.HexArgb),
        accent=colours.accent,
        on_accent=colours.on_accent,
        chosen=colours.chosen,
        warning=colours.warning,
        body=round(_BODY_PIXELS * scale),
        small=round(11 * scale),
        large=round(20 * scale),
        drop=round(20 * scale),
        item=round(26 * scale),
        point=round(10 * scale),
        box=box,
        round=box // 2 + 1,
        ring=ring,
        dot=box + 2 - 2 * ring,
        tick=icon_file("tick-dark" if colours.is_dark else "tick-light").as_posix(),
        arrow=icon_file("arrow-dark" if colours.is_dark else "arrow-light").as_posix(),
    )
