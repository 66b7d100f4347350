"""What is said to the user comes from one catalogue, and each of its texts is said in Chinese too."""

from __future__ import annotations

import ast
import copy
import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from catdog_gui.messages import CONTEXT, Message, Text, UserError, detail, message_from_json, system_message

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "catdog_gui" / "messages.py"
SOURCES = [path for part in ("catdog_gui", "trainer") for path in sorted((ROOT / part).rglob("*.py"))]
TREES = {path: ast.parse(path.read_text("utf-8")) for path in SOURCES}


def chinese_texts() -> dict[str, str]:
    """What the Chinese translation has of the catalogue, by the English text."""
    tree = ET.parse(ROOT / "resources" / "i18n" / "catdog_zh_CN.ts")
    context = next(each for each in tree.iter("context") if each.findtext("name") == CONTEXT)
    found = {}
    for message in context.iter("message"):
        translation = message.find("translation")
        if translation is not None and translation.get("type") is None:
            found[message.findtext("source", "")] = translation.text or ""
    return found


def test_every_text_has_a_chinese_one() -> None:
    chinese = chinese_texts()
    assert [text.name for text in Text if not chinese.get(text.value)] == []
    assert chinese.keys() == {text.value for text in Text}


def test_every_text_is_said_somewhere() -> None:
    said = {
        node.attr
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Text"
    }
    assert {text.name for text in Text} - said == set()


def test_a_message_is_its_english_sentence() -> None:
    message = Text.CANNOT_BE_OPENED(Text.PERMISSION_DENIED())
    assert message == "cannot be opened: Permission denied"
    assert json.dumps(message) == '"cannot be opened: Permission denied"'
    assert str(UserError(message)) == message


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda message: pickle.loads(pickle.dumps(message))])
def test_a_copy_knows_its_text(copied: object) -> None:
    message = Text.CANNOT_BE_OPENED(Text.PERMISSION_DENIED())
    again = copied(message)  # type: ignore[operator]
    assert (again, again.text, again.arguments) == (message, message.text, message.arguments)


def test_through_a_file() -> None:
    message = Text.CANNOT_BE_OPENED(Text.PERMISSION_DENIED())
    again = message_from_json(json.loads(json.dumps(message.to_json())), str(message))
    assert isinstance(again, Message)
    assert (again, again.text, again.arguments) == (message, message.text, message.arguments)


@pytest.mark.parametrize(
    "content",
    [
        None,
        "text",
        {},
        {"id": "NO_SUCH_TEXT", "arguments": []},
        {"id": "DAMAGED"},
        {"id": "DAMAGED", "arguments": []},
        {"id": "DAMAGED", "arguments": 1},
        {"id": "DAMAGED", "arguments": ["other"]},
        {"id": [], "arguments": []},
    ],
)
def test_what_another_version_wrote_stays_as_it_is(content: object) -> None:
    assert message_from_json(content, "the file is damaged (so)") == "the file is damaged (so)"


def test_what_the_system_says() -> None:
    denied = PermissionError(13, "Permission denied", "/a")
    assert isinstance(system_message(denied), Message)
    assert system_message(denied) == detail(denied) == "Permission denied"
    assert system_message(OSError(5, "Strange error")) == "Strange error"
    assert detail(ValueError("bad value")) == "bad value"


RECORDS = {"ScoreResult": 2, "LabelledGroup": 2, "MoveResult": 3, "Outcome": 4, "RunResult": 2}
RECORDS |= {"Notice": 0, "Failed": 0, "Waiting": 3, "Unreadable": 1, "NotMoved": 2}
"""Records with a sentence for the user, and the place of it among their fields."""


def _error_names() -> set[str]:
    """The exceptions that are shown to the user: what inherits from UserError."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    names: set[str] = {"UserError"}
    while more := {name for name, its in bases.items() if its & names} - names:
        names |= more
    return names


def _is_plain(node: ast.expr) -> bool:
    """Whether an expression writes a sentence on the spot."""
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _plain_sentences(tree: ast.AST) -> Iterator[ast.expr]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        words = [word.value for word in call.keywords]
        if call.func.id in ERRORS:
            yield from filter(_is_plain, [*call.args, *words])
        elif call.func.id in RECORDS:
            yield from filter(_is_plain, [*call.args[RECORDS[call.func.id] :], *words])


ERRORS = _error_names()


def test_no_sentence_is_written_where_it_is_raised() -> None:
    found = [f"{path.name}: {ast.unparse(node)}" for path, tree in TREES.items() for node in _plain_sentences(tree)]
    assert found == []


@pytest.mark.parametrize(
    "source", ['PictureError(kind, "gone")', 'PictureError(kind, f"gone: {x}")', 'ScoreResult(p, error="no")']
)
def test_that_can_fail(source: str) -> None:
    assert list(_plain_sentences(ast.parse(source)))
