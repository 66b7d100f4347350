"""Writes and reads `release.json`, the record of a release in its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from catdog_gui.messages import Message, Text, detail, message_from_json
from catdog_gui.pictures.opening import read_linked_file
from catdog_gui.retraining.models import (
    AcceptanceReport,
    AcceptanceResult,
    ChangedDecision,
    Comparison,
    ModelFigures,
    Release,
)

RELEASE_FILE = "release.json"
_SCHEMA = 1


def encode_release(release: Release) -> bytes:
    """The content of the file."""
    content = {
        "schema": _SCHEMA,
        "date": None if release.date is None else release.date.isoformat(),
        "id": release.id,
        "parent": release.parent,
        "origin": release.origin,
        "classes": release.classes,
        "counts": dict(release.counts),
        "report": None if release.report is None else _encode_report(release.report),
        "seconds": release.seconds,
        "taught_until": None if release.trained_until is None else release.trained_until.isoformat(),
    }
    return json.dumps(content, indent=2).encode()


def read_release(folder: Path) -> Release:
    """The release in `folder`. If its record cannot be read, `problem` says why."""
    try:
        content = json.loads(read_linked_file(folder / RELEASE_FILE))
        return Release(
            name=folder.name,
            path=folder,
            date=_parse_datetime(content["date"]),
            id=str(content["id"]),
            parent=str(content["parent"]),
            origin=str(content["origin"]),
            classes=tuple(str(name) for name in content["classes"]),
            counts={str(name): int(count) for name, count in content["counts"].items()},
            report=_parse_report(content["report"]),
            seconds=None if content["seconds"] is None else float(content["seconds"]),
            trained_until=_parse_datetime(content["taught_until"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return Release(folder.name, folder, None, problem=Text.RECORD_NOT_READ(detail(error)))


def _parse_datetime(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _parse_report(content: Mapping[str, Any] | None) -> AcceptanceReport | None:
    if content is None:
        return None
    return AcceptanceReport(
        AcceptanceResult(content["verdict"]),
        message_from_json(content.get("message"), str(content["reason"])),
        _parse_comparison(content["own"]),
        _parse_comparison(content["reference"]),
        tuple(ChangedDecision(**each) for each in content["differences"]),
    )


def _encode_report(report: AcceptanceReport) -> dict[str, Any]:
    content = report.to_json()
    if isinstance(report.reason, Message):
        content["message"] = report.reason.to_json()
    return content


def _parse_comparison(content: Mapping[str, Any] | None) -> Comparison | None:
    if content is None:
        return None
    figures = {"before": ModelFigures(**content["before"]), "after": ModelFigures(**content["after"])}
    return Comparison(**(dict(content) | figures))
