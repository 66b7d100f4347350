"""What the parts say of files is said in the user's language, whichever part it comes from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import catdog_gui
from catdog_gui.messages import Text
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.translation import Translator

PARTS = Path(catdog_gui.__file__).parent
RAISED = {"PictureError", "JournalError", "ChangedError"}


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[Translator]:
    language = Translator(qapp)
    language.set_language("zh_CN")
    yield language
    language.set_language("en")


def _text(node: ast.expr) -> str | None:
    """A string as it might look when it is said."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else (f"X{n}" if n else "X")
            for n, part in enumerate(node.values)
        )
    return None


def _raised(part: str) -> list[str]:
    found = []
    for file in sorted((PARTS / part).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
                found += [text for argument in node.args if (text := _text(argument))]
    return found


def _constants(file: str) -> list[str]:
    """The sentences that a module names or holds in a table."""
    tree = ast.parse((PARTS / file).read_text("utf-8"))
    strings = (_text(node) for node in ast.walk(tree) if isinstance(node, ast.expr))
    sentences = {text for text in strings if text and text[0].isupper() and text.endswith(".") and "\n" not in text}
    docs = {ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, ast.Module | ast.FunctionDef)}
    docs |= {ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    return sorted(sentences - docs)


@pytest.mark.parametrize("part", ["sorting"])
def test_what_a_part_raises(chinese: Translator, part: str) -> None:
    said = _raised(part)
    assert len(said) > 4
    assert [text for text in said if translate_message(text) == text[:1].upper() + text[1:]] == []


@pytest.mark.parametrize("file", ["error_messages", "plan", "sort", "undo", "recover", "move"])
def test_why_a_file_stays(chinese: Translator, file: str) -> None:
    said = [text for text in _constants(f"sorting/{file}.py") if not text.startswith("X")]
    assert said
    # Some are only ever said after another one.
    assert [
        text for text in said if translate_message(text) == text and translate_message(f"X. {text}") == f"X. {text}"
    ] == []


def test_a_reason_within_a_sentence(chinese: Translator) -> None:
    assert translate_message("It stays with a.jpg: The disk is full.") == "它和 a.jpg 一起留下：磁盘已满。"
    assert "拒绝" in translate_message("cannot be opened: Permission denied")
    assert translate_message(Text.CANNOT_BE_OPENED(Text.PERMISSION_DENIED())) == "无法打开：权限被拒绝"
    assert translate_message("nothing that anybody knows") == "Nothing that anybody knows"
