"""Every string is translated, plural forms are right, and longer words still fit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot
from ui_fakes import FakeBackend
from ui_pages import WindowPage, wait_settled
from ui_watching import report, watchers

from catdog_gui.paths import Paths
from catdog_gui.ui.common.resources import TRANSLATIONS
from catdog_gui.ui.common.settings import WatchedFolderSettings
from catdog_gui.ui.common.translation import Translator
from catdog_gui.ui.help.about_dialog import AboutDialog
from catdog_gui.ui.retraining.releases_dialog import ReleasesDialog
from catdog_gui.ui.settings.dialog import SettingsDialog
from catdog_gui.ui.shell.application import Application
from catdog_gui.ui.sorting.failures_dialog import Failure, FailureDialog
from catdog_gui.ui.sorting.history_dialog import HistoryDialog
from catdog_gui.watching.models import Sorted, Waiting

LONG_DATE = datetime(2026, 9, 30, 12, 58)  # noqa: DTZ001 - in the local time zone
SOURCES = sorted(str(file) for file in Path(sys.modules["catdog_gui"].__file__ or "").parent.rglob("*.py"))


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[Translator]:
    language = Translator(qapp)
    yield language
    language.set_language("en")


def _tool(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_is_left_untranslated(language: str, tmp_path: Path) -> None:
    kept = TRANSLATIONS / f"catdog_{language}.ts"
    copy = tmp_path / kept.name
    shutil.copy(kept, copy)
    options = ["-silent", "-no-obsolete", "-locations", "none", *(["-pluralonly"] if language == "en" else [])]
    subprocess.run([_tool("pyside6-lupdate"), *options, *SOURCES, "-ts", str(copy)], check=True, timeout=60)
    messages = list(ET.parse(copy).getroot().iter("message"))
    unfinished = [message.findtext("source") for message in messages if _is_unfinished(message)]
    assert not unfinished, "resources/i18n/update.sh, then translate these"
    assert len(messages) == len(list(ET.parse(kept).getroot().iter("message")))


def _is_unfinished(message: ET.Element) -> bool:
    translation = message.find("translation")
    assert translation is not None
    forms = [form.text for form in translation.iter("numerusform")] or [translation.text]
    return translation.get("type") == "unfinished" or not all(forms)


def test_placeholders_survive_translation() -> None:
    for message in ET.parse(TRANSLATIONS / "catdog_zh_CN.ts").getroot().iter("message"):
        source = message.findtext("source") or ""
        translation = message.find("translation")
        assert translation is not None
        for text in [form.text for form in translation.iter("numerusform")] or [translation.text]:
            for mark in ("{}", "%n", "%Ln"):
                assert (text or "").count(mark) == source.count(mark), source


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_compiled_translations_match_their_sources(language: str, tmp_path: Path) -> None:
    made = tmp_path / "made.qm"
    source = TRANSLATIONS / f"catdog_{language}.ts"
    subprocess.run([_tool("pyside6-lrelease"), "-silent", str(source), "-qm", str(made)], check=True, timeout=60)
    assert made.read_bytes() == source.with_suffix(".qm").read_bytes(), "run resources/i18n/update.sh"


def test_plural_forms(speak: Translator) -> None:
    def said(count: int) -> str:
        return QCoreApplication.translate("ReportBar", "%Ln picture(s) sorted.", None, count)

    speak.set_language("en")
    assert [said(1), said(2), said(1234)] == ["1 picture sorted.", "2 pictures sorted.", "1,234 pictures sorted."]
    speak.set_language("zh_CN")
    assert said(1234) == "已整理 1,234 张照片。"


def test_the_language_changes_without_a_restart(opened: Application, qtbot: QtBot) -> None:
    before, page = opened.window, WindowPage(opened)
    opened.session.corrections.correct([0], 1)
    page.speak("zh_CN")
    assert opened.window is not before
    assert opened.window.decision_model.index(0).data() == "全部"
    assert opened.session.pictures.counts().corrected == 1
    assert page.footer.sort.text().startswith("整理 ")
    page.speak("en")
    assert opened.window.decision_model.index(0).data() == "Everything"


class LongerTexts(QTranslator):
    """A language in which everything takes 40 % more room."""

    def translate(self, _context: str, source: str, _comment: str | None = None, _n: int = -1) -> str:
        text = source.replace("%Ln", "1,234").replace("%n", "1,234")
        return text + "~" * round(0.4 * len(text))

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's own name
        return False


class LongerTranslator:
    """Knows one language."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._texts = LongerTexts(app)

    def set_language(self, _name: str) -> None:
        self._app.installTranslator(self._texts)

    def remove(self) -> None:
        self._app.removeTranslator(self._texts)


def _cut_off(parent: QWidget) -> list[str]:
    cut = []
    for widget in parent.findChildren(QWidget):
        if not widget.isVisibleTo(parent) or not isinstance(widget, QLabel | QAbstractButton | QComboBox):
            continue
        text = widget.currentText() if isinstance(widget, QComboBox) else widget.text()
        if isinstance(widget, QLabel) and widget.wordWrap():
            fits = widget.heightForWidth(widget.width()) <= widget.height()
        else:
            fits = widget.minimumSizeHint().width() <= widget.width() or widget.sizeHint().width() <= widget.width()
        if text and not fits:
            cut.append(f"{type(widget).__name__} {text!r}: {widget.width()} < {widget.sizeHint().width()}")
    return cut


@pytest.fixture(params=[960, 1280])
def longer(
    request: pytest.FixtureRequest, qapp: QApplication, paths: Paths, pets: Path, qtbot: QtBot
) -> Iterator[Application]:
    """The window speaks the longer language, has scanned `pets`, whose dates are long, and is so wide."""
    for file in pets.iterdir():
        os.utime(file, (LONG_DATE.timestamp(), LONG_DATE.timestamp()))
    translator = LongerTranslator(qapp)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("catdog_gui.ui.shell.application.Translator", lambda _app: translator)
        application = Application(qapp, FakeBackend(paths))
    application.window.resize(request.param, 700)
    with qtbot.waitSignal(application.session.scan_ended):
        application.start(pets)
    yield application
    translator.remove()
    application.close()
    application.deleteLater()
    qapp.processEvents()


def test_longer_texts_fit_in_the_window_and_its_sheets(longer: Application, pets: Path, qtbot: QtBot) -> None:
    window, page, service = longer.window, WindowPage(longer), longer.watch_service
    window.grid.select_row(3)
    qtbot.waitUntil(lambda: any("2026" in text for text in page.preview.texts))
    page.wait_settled(qtbot)
    assert _cut_off(window) == []
    page.open_sort_sheet(qtbot)
    page.wait_settled(qtbot)
    assert _cut_off(window.sort_sheet) == []
    window.sort_sheet.close_sheet()
    longer.session.corrections.correct([0, 12], 1)
    qtbot.waitUntil(lambda: longer.retrain_service.new_corrections == 2)
    page.open_retrain_sheet(qtbot)
    page.wait_settled(qtbot)
    assert _cut_off(window.retrain_sheet) == []
    window.retrain_sheet.close_sheet()
    service.start_watching(WatchedFolderSettings(pets, recursive=True))
    qtbot.waitUntil(lambda: bool(watchers(longer, pets)))
    report(longer, pets, Waiting(pets / "pale0.png", "unsure", {}))
    report(longer, pets, Sorted(pets / "a.png", pets / "cat" / "a.png", "cat", 1))
    qtbot.waitUntil(lambda: bool(page.open_watch_sheet().recent_rows))
    page.wait_settled(qtbot)
    assert _cut_off(window) == []
    window.watch_sheet.close_sheet()
    service.counted.emit(WatchedFolderSettings(pets), 3)
    page.wait_settled(qtbot)
    assert _cut_off(window.existing_pictures_sheet) == []


def test_longer_texts_fit_in_the_dialogs(longer: Application, qtbot: QtBot) -> None:
    for dialog in (
        SettingsDialog(longer.session, longer.theme, longer.window),
        HistoryDialog(longer.window),
        ReleasesDialog(longer.session, longer.window),
        FailureDialog("Title", [Failure(Path("a.jpg"), "reason")], longer.window),
        AboutDialog(longer.session, longer.theme, longer.window),
    ):
        dialog.show()
        wait_settled(dialog, qtbot)
        assert _cut_off(dialog) == []
        dialog.close()
