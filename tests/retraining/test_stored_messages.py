"""A sentence keeps its id where it goes through a file or comes from the trainer's process."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from catdog_gui.messages import Message, Text
from catdog_gui.retraining.events import Notice, parse_event
from catdog_gui.retraining.models import AcceptanceReport, AcceptanceResult, Release
from catdog_gui.retraining.release_json import RELEASE_FILE, encode_release, read_release
from trainer.events import JsonEvents

REASON = Text.OWN_PICTURES(9, 10, 8)


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """The record of a release, below its folder."""
    report = AcceptanceReport(AcceptanceResult.GOOD, REASON)
    file = tmp_path / RELEASE_FILE
    file.write_bytes(encode_release(Release("", tmp_path, None, report=report)))
    return file


def reason_of(folder: Path) -> str:
    report = read_release(folder).report
    assert report is not None
    return report.reason


def test_the_reason_of_a_result(stored: Path) -> None:
    reason = reason_of(stored.parent)
    assert isinstance(reason, Message)
    assert (reason, reason.text, reason.arguments) == (REASON, REASON.text, REASON.arguments)


def test_the_reason_that_an_older_version_wrote(stored: Path) -> None:
    content = json.loads(stored.read_bytes())
    del content["report"]["message"]
    stored.write_text(json.dumps(content))
    assert reason_of(stored.parent) == REASON
    assert not isinstance(reason_of(stored.parent), Message)


def test_an_error_of_the_trainer() -> None:
    out = io.StringIO()
    said = Text.SKIPPED("a.jpg", Text.CUT_OFF())
    JsonEvents(out).error(said)
    event = parse_event(out.getvalue())
    assert event == Notice("skipped a.jpg: the file is cut off")
    assert isinstance(event, Notice)
    assert isinstance(event.message, Message)
    assert event.message.arguments == said.arguments
