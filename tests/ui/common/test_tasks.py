"""Work in threads: who is called back, with what, and what becomes of errors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from catdog_gui.ui.common.tasks import Tasks


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks(1, "test")
    yield made
    assert made.close(2)


def fail(error: Exception) -> None:
    raise error


def test_an_expected_error_is_handed_over_after_the_end(tasks: Tasks, qtbot: QtBot) -> None:
    calls: list[object] = []
    error = FileNotFoundError()
    tasks.run(
        lambda: fail(error),
        on_error=calls.append,
        expected=(ValueError, OSError),
        on_end=lambda: calls.append("end"),
    )
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert calls == ["end", error]


def test_any_other_error_is_raised_on_the_interface_thread(tasks: Tasks, qtbot: QtBot) -> None:
    calls: list[object] = []
    with qtbot.capture_exceptions() as raised:
        tasks.run(
            lambda: fail(KeyError("bug")),
            on_error=calls.append,
            expected=(OSError,),
            on_end=lambda: calls.append("end"),
        )
        qtbot.waitUntil(lambda: not tasks.is_busy)
    assert [type(error) for _, error, _ in raised] == [KeyError]
    assert calls == ["end"]


def test_a_cancelled_task_calls_nobody(tasks: Tasks, qtbot: QtBot) -> None:
    calls: list[object] = []
    tasks.run(lambda: 1, calls.append, on_end=lambda: calls.append("end")).cancel()
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert not calls
