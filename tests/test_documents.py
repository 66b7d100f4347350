"""What the pages for people say of files, commands and figures is true, in both languages."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from catdog_gui.cli import COMMANDS, main

ROOT = Path(__file__).parents[1]
PAGES = (
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "trainer/README.md",
    *(str(page.relative_to(ROOT)) for page in sorted((ROOT / "resources" / "decisions").glob("*.md"))),
)
READMES = ("README.md", "README.zh-CN.md")
_LINK = re.compile(r"\]\(([^)#:]+)\)")
_FILE = re.compile(r"`([\w./-]+\.(?:py|md|sh|toml|ts))`")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_PRECISE = re.compile(r"\d+\.\d\d(?= %)")


def read(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def commands(page: str) -> list[str]:
    return [line.strip() for line in read(page).splitlines() if line.startswith("    ")]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files(page: str) -> None:
    missing = [link for link in _LINK.findall(read(page)) if not (ROOT / page).parent.joinpath(link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_named_files_exist(page: str) -> None:
    """A file is named by its path, or by the end of its path."""
    files = ["/" + str(path.relative_to(ROOT)) for path in ROOT.rglob("*.*") if ".git/" not in str(path)]
    named = set(_FILE.findall(read(page))) - {"../shared", "report.html"}
    assert [name for name in named if not any(file.endswith(f"/{name}") for file in files)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_table_of_commands_names_options_that_exist(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [line for line in read(READMES[0]).splitlines() if line.startswith(f"| `catdog {command}")]
    with pytest.raises(SystemExit):
        main([command, "--help"])
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    assert set(re.findall(r"--[a-z-]+", "".join(rows))) <= options


def test_both_readmes_have_the_same_commands() -> None:
    assert commands(READMES[0]) == commands(READMES[1])


def test_both_readmes_have_the_same_figures() -> None:
    english, chinese = (Counter(_FIGURE.findall(read(page))) for page in READMES)
    assert english == chinese


@pytest.mark.parametrize("page", READMES)
def test_precise_figures_stand_in_the_results(page: str) -> None:
    measured = set(_PRECISE.findall(read("benchmarks/RESULTS.md")))
    assert set(_PRECISE.findall(read(page))) <= measured
