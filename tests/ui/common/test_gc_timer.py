"""Garbage is collected on the interface thread, and only where there can be some."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from catdog_gui.ui.common.gc_timer import GcTimer


class Knot:
    """Refers to itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GcTimer]:
    parent = QObject()
    made = GcTimer(parent)
    made.start()
    yield made
    made.stop()


def test_garbage_is_collected(collector: GcTimer, qtbot: QtBot) -> None:
    knots = [Knot() for _ in range(2000)]
    last = weakref.ref(knots[-1])
    del knots
    qtbot.waitUntil(lambda: last() is None)


def test_an_idle_program_collects_nothing(collector: GcTimer, qtbot: QtBot) -> None:
    gc.collect()
    collections: list[str] = []
    ticks: list[None] = []

    def count(phase: str, _info: object) -> None:
        collections.append(phase)

    collector.findChild(QTimer).timeout.connect(lambda: ticks.append(None))
    gc.callbacks.append(count)
    qtbot.waitUntil(lambda: len(ticks) == 3)
    gc.callbacks.remove(count)
    assert collections.count("start") <= 1
