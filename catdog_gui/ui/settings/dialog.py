"""The settings dialog. Every setting has a default that suits most users."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from catdog_gui.classify.engines import AUTO, ENGINES
from catdog_gui.retraining.models import Release
from catdog_gui.sorting.models import Mode
from catdog_gui.ui.common.formatting import date_text, number_text, policy_text
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.open_externally import open_externally
from catdog_gui.ui.common.settings import Appearance, Settings
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.translation import LANGUAGES
from catdog_gui.ui.common.widgets.factories import button, label, quiet, small
from catdog_gui.ui.common.widgets.fitting_scroll_area import FittingScrollArea
from catdog_gui.ui.session.session import FolderSession
from catdog_gui.ui.settings.file_managers import FileManagerOptions
from catdog_gui.ui.watching.options import WatchOptions

_WIDTH = 560
_SECTION_GAP = 12
# What a window manager may need around a window.
_FRAME_MARGIN = 48


class SettingsDialog(QDialog):
    """Changes take effect at once."""

    language_changed = Signal()
    releases_requested = Signal()
    about_requested = Signal()

    def __init__(self, session: FolderSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Settings"))
        self._session = session
        self._settings: Settings = session.settings
        self._theme = theme
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self._add_appearance(form)
        self._add_sorting(form)
        _add_heading(form, self.tr("Watched folders"))
        form.addRow("", WatchOptions(session, theme, self))
        _add_heading(form, self.tr("File managers"))
        form.addRow("", FileManagerOptions(session, theme, self))
        self._add_engine(form)
        self._add_data(form)
        self._scroll_area = FittingScrollArea(page)
        button_row = QHBoxLayout()
        button_row.addWidget(button(self.tr("About catdog"), self.about_requested, flat=True))
        button_row.addStretch()
        button_row.addWidget(button(self.tr("Close"), self.accept, primary=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(self._scroll_area, 1)
        layout.addLayout(button_row)
        width = max(self._theme.px(_WIDTH), layout.totalMinimumSize().width())
        max_size = self.screen().availableSize() - QSize(_FRAME_MARGIN, _FRAME_MARGIN)
        self.resize(QSize(width, layout.totalHeightForWidth(width)).boundedTo(max_size))

    @property
    def scroll_offset(self) -> int:
        return self._scroll_area.verticalScrollBar().value()

    def return_to_language(self, scroll_offset: int) -> None:
        """Goes on where the language was chosen."""
        self._language.setFocus()
        self._scroll_area.verticalScrollBar().setValue(scroll_offset)

    def _add_appearance(self, form: QFormLayout) -> None:
        _add_heading(form, self.tr("General"))
        self._appearance = QComboBox(self)
        self._appearance.setObjectName("appearance")
        for value, text in (
            (Appearance.SYSTEM, self.tr("Same as system")),
            (Appearance.LIGHT, self.tr("Light")),
            (Appearance.DARK, self.tr("Dark")),
        ):
            self._appearance.addItem(text, str(value))
        _select_value(self._appearance, str(self._settings.appearance))
        self._appearance.activated.connect(self._on_appearance_activated)
        self._language = QComboBox(self)
        self._language.setObjectName("language")
        self._language.addItem(self.tr("Same as system"), "")
        for name, own_name in LANGUAGES.items():
            self._language.addItem(own_name, name)
        _select_value(self._language, self._settings.language)
        self._language.activated.connect(self._on_language_activated)
        self._reopen = QCheckBox(self.tr("Open the last folder at the start"), self)
        self._reopen.setChecked(self._settings.reopens_last_folder)
        self._reopen.toggled.connect(self._on_reopen_toggled)
        _add_row(form, self.tr("Appearance"), self._appearance)
        _add_row(form, self.tr("Language"), self._language)
        self._stacks = QCheckBox(self.tr("Stack similar pictures"), self)
        self._stacks.setObjectName("stacks")
        self._stacks.setToolTip(self.tr("Bursts and copies are shown as one picture; no file is changed (Ctrl+G)"))
        self._stacks.setChecked(self._settings.stacks_similar)
        self._stacks.toggled.connect(self._session.stacking.toggle)
        form.addRow("", self._reopen)
        form.addRow("", self._stacks)

    def _add_sorting(self, form: QFormLayout) -> None:
        _add_heading(form, self.tr("Sorting"))
        self._policy = QComboBox(self)
        for policy in self._session.model.policies:
            self._policy.addItem(policy_text(policy.name), policy.threshold)
        self._policy.setCurrentIndex(self._policy_index())
        self._policy.setPlaceholderText(self.tr("Custom"))
        self._policy.activated.connect(self._on_policy_activated)
        self._sort_mode = QComboBox(self)
        for mode, text in (
            (Mode.MOVE, self.tr("Move the files")),
            (Mode.COPY, self.tr("Copy the files")),
            (Mode.KEYWORDS, self.tr("Write keywords")),
        ):
            self._sort_mode.addItem(text, str(mode))
        _select_value(self._sort_mode, str(self._settings.sort_mode))
        self._sort_mode.activated.connect(self._on_sort_mode_activated)
        self._recursive = QCheckBox(self.tr("Include sub-folders"), self)
        self._recursive.setChecked(self._settings.recursive)
        self._recursive.toggled.connect(self._session.set_recursive)
        _add_row(form, self.tr("How sure"), self._policy)
        _add_row(form, self.tr("Sorting"), self._sort_mode)
        form.addRow("", self._recursive)

    def _policy_index(self) -> int:
        matches = [
            abs(policy.threshold - self._session.model.threshold) < 1e-4 for policy in self._session.model.policies
        ]
        return matches.index(True) if True in matches else -1

    def _add_engine(self, form: QFormLayout) -> None:
        _add_heading(form, self.tr("Recognition"))
        self._engine = QComboBox(self)
        self._engine.addItem(self.tr("Automatic"), AUTO)
        for engine in ENGINES:
            self._engine.addItem(QCoreApplication.translate("Engines", engine.title), engine.name)
        _select_value(self._engine, self._settings.engine)
        self._engine.activated.connect(self._on_engine_activated)
        cores = self._session.backend.worker_count(0)
        self._workers = QComboBox(self)
        self._workers.addItem(self.tr("One for each core ({})").format(number_text(cores)), 0)
        for count in range(1, max(2 * cores, self._settings.workers) + 1):
            self._workers.addItem(number_text(count), count)
        self._workers.setCurrentIndex(max(0, self._workers.findData(self._settings.workers)))
        self._workers.activated.connect(self._on_workers_activated)
        self._releases = QComboBox(self)
        self._releases.activated.connect(self._on_release_activated)
        self._load_releases()
        self._model_note = small(label("", wrap=True))
        self._model_note.setObjectName("model_note")
        self._show_model_state()
        self._session.model_changed.connect(self._show_model_state)
        self._session.model.switcher.switched.connect(self._load_releases)
        self._session.model.switcher.refused.connect(self._on_switch_refused)
        self._automatic = QCheckBox(self.tr("Use a retrained model if it is at least as good"), self)
        self._automatic.setChecked(self._settings.uses_better_models)
        self._automatic.toggled.connect(self._on_automatic_toggled)
        _add_row(form, self.tr("Model"), self._releases)
        all_models = QHBoxLayout()
        all_models.addWidget(button(self.tr("All models…"), self.releases_requested))
        all_models.addStretch()
        form.addRow("", all_models)
        form.addRow("", self._automatic)
        _add_row(form, self.tr("Runs on"), self._engine)
        form.addRow("", self._model_note)
        _add_row(form, self.tr("Pictures at once"), self._workers)

    def _add_data(self, form: QFormLayout) -> None:
        _add_heading(form, self.tr("Data"))
        place = self._session.backend.paths.data
        where = quiet(label(str(place), wrap=True))
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._cache_note = small(label(""))
        self._cache_note.setObjectName("cache_note")
        buttons = QWidget(self)
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button(self.tr("Open"), self._open_settings_folder))
        row.addWidget(button(self.tr("Clear cached results"), self._clear_cache))
        row.addWidget(self._cache_note)
        row.addStretch()
        _add_row(form, self.tr("Data folder"), where)
        form.addRow("", buttons)

    @Slot()
    def _show_model_state(self) -> None:
        loaded = self._session.model.loaded
        if loaded is None:
            self._model_note.setText(translate_message(self._session.model.problem) or self.tr("Opening…"))
            return
        self._model_note.setText(self.tr("In use: {}").format(loaded.scorer.description))

    @Slot()
    def _load_releases(self) -> None:
        self._session.file_tasks.run(self._session.backend.releases, self._fill_releases)

    def _fill_releases(self, releases: tuple[Release, ...]) -> None:
        self._releases.clear()
        for release in releases:
            name = (
                self.tr("Of {}").format(date_text(release.date))
                if release.date
                else self.tr("Included with the program")
            )
            self._releases.addItem(name, release.name)
            if release.in_use:
                self._releases.setCurrentIndex(self._releases.count() - 1)
        self._releases.setEnabled(len(releases) > 1 and self._session.model.switcher.can_switch)

    @Slot(int)
    def _on_release_activated(self, index: int) -> None:
        self._model_note.setText(self.tr("Opening…"))
        self._session.model.switcher.use(self._releases.itemData(index))

    @Slot(object)
    def _on_switch_refused(self, message: str) -> None:
        """Says why, and selects the release in use again."""
        self._model_note.setText(translate_message(message))
        self._load_releases()

    @Slot(int)
    def _on_appearance_activated(self, index: int) -> None:
        self._settings.appearance = Appearance(self._appearance.itemData(index))
        self._theme.set_appearance(self._settings.appearance)

    @Slot(int)
    def _on_language_activated(self, index: int) -> None:
        if self._language.itemData(index) != self._settings.language:
            self._settings.language = self._language.itemData(index)
            self.language_changed.emit()

    @Slot(int)
    def _on_policy_activated(self, index: int) -> None:
        self._session.model.set_threshold(float(self._policy.itemData(index)))

    @Slot(int)
    def _on_sort_mode_activated(self, index: int) -> None:
        self._session.set_sort_mode(Mode(self._sort_mode.itemData(index)))

    @Slot(bool)
    def _on_reopen_toggled(self, reopen: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self._settings.reopens_last_folder = reopen

    @Slot(bool)
    def _on_automatic_toggled(self, automatic: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self._settings.uses_better_models = automatic

    @Slot(int)
    def _on_engine_activated(self, index: int) -> None:
        self._settings.engine = self._engine.itemData(index)
        self._model_note.setText(self.tr("Opening…"))
        self._session.model.load()

    @Slot(int)
    def _on_workers_activated(self, index: int) -> None:
        self._settings.workers = int(self._workers.itemData(index))

    @Slot()
    def _open_settings_folder(self) -> None:
        open_externally(self._session.backend.paths.data)

    @Slot()
    def _clear_cache(self) -> None:
        self._session.file_tasks.run(self._session.backend.clear_cache, self._on_cache_cleared)

    def _on_cache_cleared(self, _result: object) -> None:
        self._cache_note.setText(self.tr("Cleared."))


def _add_heading(form: QFormLayout, text: str) -> None:
    """Begins a section."""
    heading = label(text)
    heading.setProperty("strong", "true")
    if form.rowCount():
        heading.setContentsMargins(0, _SECTION_GAP, 0, 0)
    form.addRow(heading)


def _add_row(form: QFormLayout, text: str, widget: QWidget) -> None:
    """Adds a field with its name, for screen readers too."""
    name = QLabel(text)
    name.setBuddy(widget)
    widget.setAccessibleName(text)
    form.addRow(name, widget)


def _select_value(box: QComboBox, value: str) -> None:
    box.setCurrentIndex(max(0, box.findData(value)))
