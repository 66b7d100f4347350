"""English and Simplified Chinese, through Qt Linguist."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from catdog_gui.ui.common.resources import TRANSLATIONS

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}


def current_language() -> str:
    """The name of the language that the window speaks."""
    return "zh_CN" if QLocale().language() == QLocale.Language.Chinese else "en"


class Translator:
    """Keeps the translators that are installed: ours, and Qt's own for the standard dialogs."""

    def __init__(self, app: QCoreApplication) -> None:
        self._app = app
        self._installed: list[QTranslator] = []
        self._system = QLocale.system()

    def set_language(self, locale_name: str) -> None:
        """Switches to `name`, or to the system's language if it is ""; to English if there is no translation."""
        locale = QLocale(locale_name) if locale_name else self._system
        chinese = locale.language() == QLocale.Language.Chinese
        if not chinese and locale.language() != QLocale.Language.English:
            locale = QLocale("en_US")
        if locale.language() == QLocale.Language.C or locale_name == "en":
            locale = QLocale("en_US")
        QLocale.setDefault(locale)
        for translator in self._installed:
            self._app.removeTranslator(translator)
        ours = str(TRANSLATIONS / f"catdog_{'zh_CN' if chinese else 'en'}.qm")
        qts = f"{QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)}/qtbase_zh_CN.qm" if chinese else ""
        self._installed = [found for file in (qts, ours) if file and (found := self._install(file)) is not None]

    def _install(self, file: str) -> QTranslator | None:
        translator = QTranslator(self._app)
        if not translator.load(file):
            return None
        self._app.installTranslator(translator)
        return translator
