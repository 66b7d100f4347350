"""Worker threads have a lower priority than the interface thread."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from catdog_gui.ui.common.thread_priority import lower_thread_priority


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a niceness for each thread")
def test_a_lowered_priority_is_inherited_by_child_threads_alone() -> None:
    before = _niceness()
    seen: list[int] = []

    def work() -> None:
        lower_thread_priority()
        helper = threading.Thread(target=lambda: seen.append(_niceness()))
        helper.start()
        helper.join()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()

    assert seen[0] > before
    assert _niceness() == before


def _niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a niceness for each thread")
def test_a_niceness_of_the_program_is_added_to(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: list[int] = []
    monkeypatch.setattr(os, "getpriority", lambda *_: 17)
    monkeypatch.setattr(os, "setpriority", lambda *arguments: wanted.append(arguments[-1]))
    lower_thread_priority()
    assert wanted == [19], "less nice than its program may be root's thread alone"
