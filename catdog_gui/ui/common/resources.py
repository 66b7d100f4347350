"""Where the program's own icons and translations are, in a checkout as after an installation."""

from __future__ import annotations

from pathlib import Path

_RESOURCES = Path(__file__).parents[3] / "resources"
TRANSLATIONS = _RESOURCES / "i18n"


def icon_file(name: str) -> Path:
    return _RESOURCES / "icons" / f"{name}.svg"
