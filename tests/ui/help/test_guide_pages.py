"""The pages of the guide: the same in both languages, and nothing in them that the program does not have."""

from __future__ import annotations

import re
import shlex
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QKeySequence

from catdog_gui.cli import COMMANDS
from catdog_gui.ui.common.resources import HELP, TRANSLATIONS
from catdog_gui.ui.common.translation import LANGUAGES
from catdog_gui.ui.help.guide import PAGE_NAMES
from catdog_gui.ui.shell.application import Application

PICTURES = HELP / "pictures"
MAX_PICTURE_BYTES = 600_000
BOLD, CODE = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"`(.+?)`")
LINK, PICTURE = re.compile(r"(?<!!)\[.+?\]\((.+?)\)"), re.compile(r"!\[(.*?)\]\((.+?)\)")
# In code, but neither keys nor commands: folders that are named after labels, and keywords.
NAMES = {"cat/", "dog/", "rabbit/", "cat", "dog"}
# Held while other keys are pressed.
MODIFIERS = {"Shift"}

PAGES = [HELP / language / f"{name}.md" for language in LANGUAGES for name in PAGE_NAMES]

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")


def read(page: Path) -> str:
    return page.read_text("utf-8")


def shape(page: Path) -> list[str]:
    """What a translation must have too: levels of headings, pictures, links, rows and items, in their order."""
    marks = re.compile(r"^(#+) |^(\|)|^(- |\d\. )|!?\[.*?\]\((.+?)\)", re.MULTILINE)
    return ["".join(filter(None, found.groups())) for found in marks.finditer(read(page))]


def window_texts(language: str) -> set[str]:
    """What may stand somewhere in the window."""
    messages = ET.parse(TRANSLATIONS / "catdog_zh_CN.ts").getroot().iter("message")
    return {(each.findtext("source" if language == "en" else "translation") or "") for each in messages}


def keys_in(application: Application) -> set[str]:
    """Of the window and of the loupe, as Qt writes them, and each key of a combination's."""
    window = application.window
    actions = window.actions() + window.grid.actions()
    keys = {key.toString() for action in actions for key in action.shortcuts()}
    return keys | {key for group in window.window_actions.shortcut_groups() for key, _ in group.shortcuts}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_page_and_no_other(language: str) -> None:
    assert {file.stem for file in (HELP / language).iterdir()} == set(PAGE_NAMES)


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_a_translation_has_the_same_headings_links_and_pictures(name: str) -> None:
    assert shape(HELP / "zh_CN" / f"{name}.md") == shape(HELP / "en" / f"{name}.md")


@every_page
def test_a_page_begins_with_its_only_title(page: Path) -> None:
    titles = [line for line in read(page).splitlines() if line.startswith("# ")]
    assert titles == [read(page).splitlines()[0]]


@every_page
def test_every_link_leads_to_a_page(page: Path) -> None:
    assert {target.removesuffix(".md") for target in LINK.findall(read(page))} <= set(PAGE_NAMES)


@every_page
def test_every_picture_exists_and_is_described(page: Path) -> None:
    for description, name in PICTURE.findall(read(page)):
        assert description
        with Image.open(PICTURES / page.parent.name / name) as picture:
            assert picture.width > 200


def test_every_picture_is_shown_and_all_are_small() -> None:
    shown = {name for page in (HELP / "en").iterdir() for _, name in PICTURE.findall(read(page))}
    files = list(PICTURES.glob("*/*"))
    assert {(file.parent.name, file.name) for file in files} == {(each, name) for each in LANGUAGES for name in shown}
    assert sum(file.stat().st_size for file in files) <= MAX_PICTURE_BYTES


@every_page
def test_what_is_bold_stands_in_the_window(page: Path) -> None:
    assert set(BOLD.findall(read(page))) <= window_texts(page.parent.name)


def unknown_code(page: Path, keys: set[str]) -> Iterator[str]:
    """What stands in code, and is no key or command of the program."""
    for code in CODE.findall(read(page)):
        program, *words = shlex.split(code)
        is_command = program == "catdog" and bool(words) and words[0] in COMMANDS
        is_key = code in keys or QKeySequence(code).toString() in keys
        if not is_command and not is_key and code not in NAMES | MODIFIERS:
            yield code


def test_every_key_and_command_exists(application: Application) -> None:
    keys = keys_in(application)
    assert {page: unknown for page in PAGES if (unknown := list(unknown_code(page, keys)))} == {}


def test_unknown_keys_and_commands_are_found(application: Application, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("`Ctrl+S` `F4` `catdog sort` `catdog fetch`", "utf-8")
    assert list(unknown_code(page, keys_in(application))) == ["F4", "catdog fetch"]
