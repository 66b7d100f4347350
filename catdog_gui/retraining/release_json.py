"""The record of a release beside its model: `release.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from catdog_gui.retraining.models import Comparison, Difference, Release, Report, Side, Verdict

RECORD = "release.json"
_SCHEMA = 1


def record_of(release: Release) -> bytes:
    """The file's content."""
    content = {
        "schema": _SCHEMA,
        "date": None if release.date is None else release.date.isoformat(),
        "id": release.id,
        "parent": release.parent,
        "origin": release.origin,
        "classes": release.classes,
        "counts": dict(release.counts),
        "report": None if release.report is None else asdict(release.report),
        "seconds": release.seconds,
        "taught_until": None if release.taught_until is None else release.taught_until.isoformat(),
    }
    return json.dumps(content, indent=2).encode()


def read_record(folder: Path) -> Release:
    """The release in `folder`; one whose record cannot be read says so in `problem`."""
    try:
        content = json.loads((folder / RECORD).read_bytes())
        return Release(
            name=folder.name,
            path=folder,
            date=_moment(content["date"]),
            id=str(content["id"]),
            parent=str(content["parent"]),
            origin=str(content["origin"]),
            classes=tuple(str(name) for name in content["classes"]),
            counts={str(name): int(count) for name, count in content["counts"].items()},
            report=_report(content["report"]),
            seconds=None if content["seconds"] is None else float(content["seconds"]),
            taught_until=_moment(content["taught_until"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return Release(folder.name, folder, None, problem=f"its record cannot be read: {error!r}")


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _report(content: Mapping[str, Any] | None) -> Report | None:
    if content is None:
        return None
    return Report(
        Verdict(content["verdict"]),
        str(content["reason"]),
        _comparison(content["own"]),
        _comparison(content["reference"]),
        tuple(Difference(**each) for each in content["differences"]),
    )


def _comparison(content: Mapping[str, Any] | None) -> Comparison | None:
    if content is None:
        return None
    sides = {"before": Side(**content["before"]), "after": Side(**content["after"])}
    return Comparison(**(dict(content) | sides))
