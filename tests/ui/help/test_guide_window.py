"""The guide as its reader meets it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_pages import GuidePageObject, WindowPage, find

from catdog_gui.ui.common.settings import Appearance
from catdog_gui.ui.help.guide import PAGE_NAMES
from catdog_gui.ui.help.guide_window import GuideWindow
from catdog_gui.ui.shell.application import Application


@pytest.fixture
def guide(application: Application, qtbot: QtBot) -> GuidePageObject:
    application.window.show()
    return WindowPage(application).open_guide()


def test_f1_opens_the_guide(application: Application, qtbot: QtBot) -> None:
    application.window.show()
    qtbot.waitUntil(application.window.isActiveWindow)
    QTest.keyClick(application.window, Qt.Key.Key_F1)
    assert find(application.window, GuideWindow).isVisible()


def test_it_opens_at_the_first_page_and_is_raised_when_it_is_open(
    guide: GuidePageObject, application: Application
) -> None:
    assert guide.shown == PAGE_NAMES[0]
    assert len(guide.titles) == len(PAGE_NAMES)
    assert WindowPage(application).open_guide().widget is guide.widget


def test_the_page_of_keys_is_made_of_the_actions(guide: GuidePageObject, application: Application) -> None:
    guide.widget.show_page("keys")
    text = guide.view.toPlainText()
    for group in application.window.window_actions.shortcut_groups():
        assert all(key in text and what in text for key, what in group.shortcuts)


def test_a_page_is_shown_once(guide: GuidePageObject) -> None:
    """Laying it out may change what it is laid out for, such as the room beside a scroll bar."""
    guide.widget.show_page("labels")
    guide.widget.resize(700, 400)
    guide.widget.resize(900, 600)
    assert guide.view.toPlainText().count("Labels and what they mean") == 1


def test_the_search_lists_the_pages_that_have_a_text_and_marks_it(guide: GuidePageObject) -> None:
    QTest.keyClicks(guide.search, "XMP")
    assert guide.titles == ["Keywords (3)"]
    assert guide.shown == "keywords"
    assert guide.marked == ["XMP"] * 3


def test_enter_goes_from_hit_to_hit_and_on_to_the_next_page(guide: GuidePageObject) -> None:
    QTest.keyClicks(guide.search, "undo")
    visited = []
    for _ in range(6):
        visited.append((guide.shown, guide.view.current_hit))
        QTest.keyClick(guide.search, Qt.Key.Key_Return)
    assert len(set(visited)) == len(visited)
    assert len({page for page, _ in visited}) > 1


def test_what_is_nowhere_is_said(guide: GuidePageObject) -> None:
    QTest.keyClicks(guide.search, "zebra")
    assert guide.titles == []
    assert guide.nothing.isVisible()
    guide.search.clear()
    assert len(guide.titles) == len(PAGE_NAMES)
    assert not guide.nothing.isVisible()
    assert guide.marked == []


def test_a_link_leads_to_its_page_also_out_of_a_search(guide: GuidePageObject) -> None:
    QTest.keyClicks(guide.search, "XMP")
    guide.click_link("privacy.md")
    assert guide.shown == "privacy"
    assert guide.search.text() == ""


def test_other_links_are_opened_outside(guide: GuidePageObject, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr("catdog_gui.ui.help.guide_window.open_url_externally", opened.append)
    guide.click_link("https://example.org")
    assert opened == [QUrl("https://example.org")]
    assert guide.shown == PAGE_NAMES[0]


def test_ctrl_f_searches_and_escape_gives_the_focus_back(application: Application, qtbot: QtBot) -> None:
    application.window.show()
    before = WindowPage(application).header.folder
    qtbot.waitUntil(application.window.isActiveWindow)
    before.setFocus()
    guide = WindowPage(application).open_guide()
    qtbot.waitUntil(guide.widget.isActiveWindow)
    QTest.keyClick(guide.widget, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(guide.search.hasFocus)
    QTest.keyClick(guide.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is before)


def test_pictures_are_no_wider_than_the_page(guide: GuidePageObject) -> None:
    guide.widget.resize(600, 500)
    kind = QTextDocument.ResourceType.ImageResource.value
    image = guide.view.loadResource(kind, QUrl("window.png"))
    assert 0 < image.deviceIndependentSize().width() < guide.view.viewport().width()


def test_nothing_outside_the_guide_is_loaded(guide: GuidePageObject) -> None:
    kind = QTextDocument.ResourceType.ImageResource.value
    assert guide.view.loadResource(kind, QUrl("file:///../../icons/catdog.svg")).isNull()
    assert guide.view.loadResource(QTextDocument.ResourceType.HtmlResource.value, QUrl("start.md")) is None


def test_the_guide_follows_the_colours(guide: GuidePageObject, application: Application) -> None:
    guide.widget.show_page("privacy")
    before = guide.view.grab().toImage()
    application.theme.set_appearance(Appearance.DARK)
    assert guide.view.grab().toImage() != before
    application.theme.set_appearance(Appearance.SYSTEM)


def test_the_guide_speaks_the_language_of_the_window(application: Application, qtbot: QtBot) -> None:
    page = WindowPage(application)
    page.speak("zh_CN")
    assert page.open_guide().titles[0] == "开始使用"
    page.speak("en")
