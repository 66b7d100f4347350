"""Where the program's own icons, translations and help are, in a checkout as after an installation."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from catdog_gui.paths import RESOURCES

TRANSLATIONS = RESOURCES / "i18n"
HELP = RESOURCES / "help"
LICENCES = RESOURCES / "licences"
# Small sizes have drawings of their own, with fewer and larger parts.
_APP_ICONS = {16: "16x16/catdog", 24: "32x32/catdog", 32: "32x32/catdog", **dict.fromkeys((48, 64, 128, 256), "catdog")}


def icon_file(name: str) -> Path:
    return RESOURCES / "icons" / f"{name}.svg"


def app_icon() -> QIcon:
    """The logo, drawn for each size."""
    icon = QIcon()
    for side, name in _APP_ICONS.items():
        icon.addPixmap(QIcon(str(icon_file(name))).pixmap(QSize(side, side), 1.0))
    return icon
