"""The list of licences is complete, and every one of them can be read."""

from __future__ import annotations

import tomllib
from pathlib import Path

from catdog_gui.licences import LIST_NAME, collect_licences, shipped_licences, standard_text, write_licences

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "resources" / "licences"


def names() -> set[str]:
    return {each.name.lower().replace("_", "-") for each in collect_licences(TEXTS)}


def test_everything_that_is_required_is_listed_and_nothing_of_the_extras() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    required = {need.partition(">")[0].lower() for need in project["dependencies"]}
    assert required | {"catdog", "python", "shiboken6", "protobuf"} <= names()
    assert not names() & {"torch", "transformers", "pytest", "ruff"}


def test_each_has_a_name_and_a_text() -> None:
    assert [each.name for each in collect_licences(TEXTS) if each.licence == "–" or len(each.text) < 500] == []


def test_what_has_no_text_of_its_own_has_the_standard_one() -> None:
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in standard_text("LGPL-3.0-only OR GPL-3.0-only", TEXTS)
    assert "Apache License" in standard_text("apache-2.0", TEXTS)
    assert standard_text("something else", TEXTS) == ""


def test_a_packaged_program_reads_the_list_of_its_build(tmp_path: Path) -> None:
    write_licences(tmp_path / LIST_NAME, TEXTS)
    assert shipped_licences(tmp_path) == collect_licences(TEXTS)
