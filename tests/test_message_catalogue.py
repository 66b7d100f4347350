"""What is said to the user comes from one catalogue, and each of its texts is said in Chinese too."""

from __future__ import annotations

import ast
import copy
import json
import pickle
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
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
    assert system_message(OSError(5, "Strange error")) == "Input/output error"
    assert system_message(OSError(9999, "Strange error")) == "the system reports error 9999"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (b"\xf4".decode, "its content is not valid"),
        (lambda: {}["of a library"], "its content is not valid"),
        (lambda: 1 / 0, "an unexpected error"),
        (lambda: socket.inet_aton("of a library"), "an unexpected error"),
    ],
)
def test_what_an_exception_says_is_for_the_log(
    error: Callable[[], object], sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - of any kind
        error()
    assert detail(caught.value) == sentence
    assert str(caught.value) in caplog.text


def test_what_an_exception_says_does_not_go_to_a_terminal() -> None:
    program = "from catdog_gui.messages import detail; detail(ValueError('for programmers'))"
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (ran.stdout, ran.stderr) == ("", "")


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


LIBRARY_NAMES = "missing_library_message"  # the name of a library that is missing is in the text of the error only


def _is_user_error(caught: ast.expr | None) -> bool:
    """Whether only errors with a sentence of the catalogue are caught."""
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return all(isinstance(kind, ast.Name) and kind.id in USER_ERRORS for kind in kinds)


def _names_of_exceptions(function: ast.FunctionDef) -> Iterator[str]:
    for argument in function.args.args:
        kind = ast.unparse(argument.annotation) if argument.annotation else ""
        if re.search(r"Error\b|Exception\b", kind) and not all(each in USER_ERRORS for each in kind.split(" | ")):
            yield argument.arg


def _exceptions(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Names of exceptions that may be anybody's, and the code in which they have these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.name and not _is_user_error(node.type):
            yield node.name, node
        elif isinstance(node, ast.FunctionDef) and node.name != LIBRARY_NAMES:
            yield from ((name, node) for name in _names_of_exceptions(node))


def _texts_of_exceptions(tree: ast.AST) -> Iterator[ast.AST]:
    """Where the text of an exception is put into words: by str, repr, format, print, or as a part of a message."""
    for name, body in _exceptions(tree):
        compared = {id(each) for node in ast.walk(body) if isinstance(node, ast.Compare) for each in ast.walk(node)}
        for node in ast.walk(body):
            if id(node) in compared:
                continue  # it decides something, and is not shown
            if isinstance(node, ast.FormattedValue) and _is_exception(node.value, name):
                yield node
            elif isinstance(node, ast.Call) and _is_wording(node.func):
                yield from (each for each in node.args if _is_exception(each, name))


def _is_exception(node: ast.expr, name: str) -> bool:
    """The exception itself, or what it says: `error`, `error.args[0]`, `error.strerror`."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute) and node.attr not in TEXT_ATTRIBUTES:
            return False
        node = node.value
    return isinstance(node, ast.Name) and node.id == name


def _is_wording(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in {"str", "repr", "print", "print_err", "print_out", *ERRORS, *RECORDS}
    text = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "Text"
    return text or (isinstance(function, ast.Attribute) and function.attr in {"format", "setText"})


TEXT_ATTRIBUTES = {"args", "strerror", "msg", "reason", "doc", "object"}
USER_ERRORS = ERRORS | {"UsageError", "_UsageError"}
"""What is raised with a sentence for the user."""


def test_no_sentence_has_the_text_of_an_exception() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"
        for path, tree in TREES.items()
        for node in _texts_of_exceptions(tree)
    ]
    assert found == []


@pytest.mark.parametrize(
    "body",
    ["Text.DAMAGED(error)", "Text.DAMAGED(str(error))", "f'{error}'", "'{}'.format(error)", "print(error.strerror)"],
)
def test_that_the_search_for_such_texts_can_fail(body: str) -> None:
    assert list(_texts_of_exceptions(ast.parse(f"try:\n    pass\nexcept OSError as error:\n    {body}")))
    assert list(_texts_of_exceptions(ast.parse(f"def say(error: OSError) -> None:\n    {body}")))
    assert not list(_texts_of_exceptions(ast.parse(f"try:\n    pass\nexcept PictureError as error:\n    {body}")))
