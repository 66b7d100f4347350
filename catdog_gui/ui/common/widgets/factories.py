"""Small helpers that give plain Qt widgets the looks of the style sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

_Widget = TypeVar("_Widget", bound=QWidget)


def label(text: str, *, wrap: bool = False) -> QLabel:
    widget = QLabel(text)
    widget.setTextFormat(Qt.TextFormat.PlainText)
    widget.setWordWrap(wrap)
    return widget


def small(widget: _Widget) -> _Widget:
    """Secondary: smaller and quieter."""
    widget.setProperty("small", "true")
    widget.setProperty("quiet", "true")
    return widget


def quiet(widget: _Widget) -> _Widget:
    widget.setProperty("quiet", "true")
    return widget


def button(
    text: str, on_click: Callable[[], object] | SignalInstance, *, primary: bool = False, flat: bool = False
) -> QPushButton:
    widget = QPushButton(text)
    widget.setProperty("primary", "true" if primary else "false")
    widget.setProperty("flat", "true" if flat else "false")
    widget.setAutoDefault(False)
    widget.clicked.connect(on_click)
    return widget
