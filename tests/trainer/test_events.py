"""What commands tell."""

from __future__ import annotations

import io
import json

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
    assert {"rate", "seconds_left", "loss"} <= set(lines[2])


def test_progress_comes_at_most_a_few_times_a_second_but_always_at_the_end() -> None:
    out = io.StringIO()
    events = JsonEvents(out)
    for step in range(1, 1001):
        events.progress(step, 1000)
    lines = out.getvalue().splitlines()
    assert len(lines) < 50
    assert json.loads(lines[-1])["step"] == 1000


def test_plain_events_are_lines_for_a_person() -> None:
    out = io.StringIO()
    events = PlainEvents(out)
    events.stage("head")
    events.progress(2, 2, loss=0.25)
    events.error("the disk is full")
    assert out.getvalue().splitlines()[0] == "head"
    assert "2 of 2" in out.getvalue()
    assert "error: the disk is full" in out.getvalue()
