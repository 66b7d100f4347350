"""A message of the parts is said in the user's language, by its id; the texts are in test_message_catalogue.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import FakeBackend

from catdog_gui.classify.models import ModelError
from catdog_gui.messages import Text
from catdog_gui.paths import Paths
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.translation import Translator
from catdog_gui.ui.session.backend import LoadedModel
from catdog_gui.ui.shell.application import Application


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[Translator]:
    language = Translator(qapp)
    language.set_language("zh_CN")
    yield language
    language.set_language("en")


def test_a_reason_within_a_sentence(chinese: Translator) -> None:
    assert translate_message(Text.STAYS_WITH("a.jpg", Text.DISK_FULL())) == "它和 a.jpg 一起留下：磁盘已满。"
    assert translate_message(Text.CANNOT_BE_OPENED(Text.PERMISSION_DENIED())) == "无法打开：权限被拒绝"


def test_an_argument_is_no_message_because_it_reads_like_one(chinese: Translator) -> None:
    assert translate_message(Text.STAYS_WITH("calibration", "testing")) == "它和 calibration 一起留下：testing"


def test_what_an_older_version_stored(chinese: Translator) -> None:
    """Texts without arguments are found by the English sentence; the others stay as they are."""
    assert translate_message("The disk is full.") == "磁盘已满。"
    assert translate_message("nothing that anybody knows") == "Nothing that anybody knows"


@pytest.mark.usefixtures("qapp")
def test_english() -> None:
    assert translate_message(Text.STAYS_WITH("a.jpg", Text.DISK_FULL())) == "It stays with a.jpg: The disk is full."
    assert translate_message(Text.EMPTY_FILE()) == "The file is empty"
    assert translate_message("") == ""


def test_an_error_keeps_its_id_on_the_way_to_the_window(
    chinese: Translator, paths: Paths, qapp: QApplication, qtbot: QtBot
) -> None:
    application = Application(qapp, ModelCannotBeRead(paths))
    application.start(None)
    qtbot.waitUntil(application.window.notice_bar.isVisible)
    assert application.window.notice_bar.text == "模型文件夹 /m 无法使用：缺少 config.json"
    application.close()
    application.deleteLater()


class ModelCannotBeRead(FakeBackend):
    def open_model(self, engine: str, on_warning: object) -> LoadedModel:
        raise ModelError(Text.MODEL_FOLDER_UNUSABLE("/m", Text.MISSING("config.json")))
