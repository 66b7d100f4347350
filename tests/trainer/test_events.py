"""The events of a command, as JSON and as lines."""

from __future__ import annotations

import io
import json

import pytest

from trainer.events import JsonEvents, PlainEvents


def test_json_events_are_one_object_a_line() -> None:
    out = io.StringIO()
    events = JsonEvents(out)
    events.stage("head")
    events.progress(1, 2, loss=0.5)
    events.progress(2, 2, loss=0.25)
    events.metric("accuracy", 0.99, low=0.98)
    events.done(model="here")
    events.error("no")
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["stage", "progress", "progress", "metric", "done", "error"]
    assert lines[2]["step"] == lines[2]["total"] == 2
    assert lines[1]["seconds_left"] is None, "one step gives no rate"
    assert lines[2]["seconds_left"] == 0
    assert {"stage", "rate", "loss"} <= set(lines[2])


def test_progress_comes_at_most_a_few_times_a_second_but_always_at_the_end() -> None:
    out = io.StringIO()
    events = JsonEvents(out)
    for step in range(1, 1001):
        events.progress(step, 1000)
    lines = out.getvalue().splitlines()
    assert len(lines) < 50
    assert json.loads(lines[-1])["step"] == 1000


def test_the_rate_of_a_resumed_run_counts_its_own_steps_only(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr("trainer.events.time.monotonic", lambda: next(clock))
    out = io.StringIO()
    events = JsonEvents(out)
    events.stage("training")
    for step in range(90, 95):
        events.progress(step, 100)
    last = json.loads(out.getvalue().splitlines()[-1])
    assert last["rate"] < 0.1
    assert last["seconds_left"] > 60


def test_a_stage_that_counts_twice_has_no_negative_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr("trainer.events.time.monotonic", lambda: next(clock))
    out = io.StringIO()
    events = JsonEvents(out)
    events.stage("head")
    for step, total in ((47, 48), (48, 48), (1, 16), (8, 16), (16, 16)):
        events.progress(step, total)
    lines = [json.loads(line) for line in out.getvalue().splitlines()][1:]
    assert all(line["rate"] >= 0 and (line["seconds_left"] or 0) >= 0 for line in lines)
    assert lines[-1]["rate"] > 0


def test_plain_events_are_lines_for_a_person() -> None:
    out = io.StringIO()
    events = PlainEvents(out)
    events.stage("head")
    events.progress(0, 0)
    events.progress(2, 2, loss=0.25)
    events.progress(2, 2, loss=0.25)
    events.error("the disk is full")
    assert out.getvalue().splitlines()[0] == "head"
    assert out.getvalue().count("2 of 2") == 1
    assert "0 of 0" not in out.getvalue()
    assert "error: the disk is full" in out.getvalue()
