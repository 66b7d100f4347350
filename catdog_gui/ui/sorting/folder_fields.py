"""The labels of a sort: how many pictures each has, and the name of the folder that they go into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from catdog_gui.classify.decisions import NON_CLASS_NAMES
from catdog_gui.sorting.names import FolderNameError, folder_name, require_folder_name
from catdog_gui.ui.common.formatting import label_text, number_text
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.common.messages import translate_message
from catdog_gui.ui.common.tasks import single_shot
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.widgets.factories import label, quiet

_ICON_SIZE = 16
_TYPING_DELAY_MS = 250
_COUNT, _ICON, _TEXT, _SWITCH, _NAME = range(5)


class FolderFields(QWidget):
    """A row for each label. A label that is no class has a folder only if its box is checked."""

    # A name or a box was edited; `changed` follows when the user pauses, if all names can be used.
    edited = Signal()
    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels = Labels()
        self._rows: dict[str, FolderField] = {}
        self._own_names: dict[str, str] = {}
        self._also_sorted: frozenset[str] = frozenset()
        self._typing_timer = single_shot(self, _TYPING_DELAY_MS, self.changed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(_NAME, 1)

    @property
    def own_names(self) -> dict[str, str]:
        """The names that the user gave, also those of labels that have no folder now."""
        typed = {name: row.own_name for name, row in self._rows.items()}
        return {name: own for name, own in {**self._own_names, **typed}.items() if own}

    @property
    def also_sorted(self) -> frozenset[str]:
        """The labels that have a folder although they are no class."""
        return self._also_sorted.difference(self._rows) | {name for name, row in self._rows.items() if row.is_checked}

    @property
    def has_problem(self) -> bool:
        return any(row.problem for row in self._rows.values())

    def finish_typing(self) -> None:
        """What was typed takes effect now."""
        if self._typing_timer.isActive():
            self._typing_timer.stop()
            self.changed.emit()

    def set_choices(self, own_names: Mapping[str, str], also_sorted: frozenset[str]) -> None:
        """Shows what the user chose before."""
        self._own_names, self._also_sorted = dict(own_names), also_sorted
        self._clear()

    def show_counts(self, labels: Labels, counts: Mapping[str, int]) -> None:
        """Shows a row for each label that has a count, which may be 0."""
        names = [name for name in labels.names if name in counts]
        if names != list(self._rows) or labels != self._labels:
            self._own_names, self._also_sorted = self.own_names, self.also_sorted
            self._labels = labels
            self._make_rows(names)
        for name, row in self._rows.items():
            row.show_count(counts[name])
        self.refresh_icons()

    @Slot()
    def refresh_icons(self) -> None:
        side = self._theme.px(_ICON_SIZE)
        for name, row in self._rows.items():
            code = self._labels.names.index(name)
            row.icon.setPixmap(self._theme.label_icon(code, self._labels, side, self.devicePixelRatioF()))

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._rows = {}

    def _make_rows(self, names: Sequence[str]) -> None:
        self._clear()
        for place, name in enumerate(names):
            row = FolderField(name, self._own_names.get(name, ""), is_on=name in self._also_sorted, parent=self)
            row.typed.connect(self._on_typed)
            row.switched.connect(self._on_switched)
            self._rows[name] = row
            row.add_to(self._grid, 2 * place)

    @Slot()
    def _on_typed(self) -> None:
        self.edited.emit()
        if self.has_problem:
            self._typing_timer.stop()
        else:
            self._typing_timer.start()

    @Slot()
    def _on_switched(self) -> None:
        self._typing_timer.stop()
        self.edited.emit()
        if not self.has_problem:
            self.changed.emit()


class FolderField(QObject):
    """The widgets of one label."""

    typed = Signal()
    switched = Signal()

    def __init__(self, name: str, own_name: str, *, is_on: bool, parent: QWidget) -> None:
        super().__init__(parent)
        text = label_text(name)
        self._has_switch = name in NON_CLASS_NAMES
        self._count = label("")
        self._count.setProperty("strong", "true")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.icon = label("")
        self._text = label(text)
        self._switch = QCheckBox(parent)
        self._switch.setObjectName(f"switch_{name}")
        self._switch.setAccessibleName(self.tr("A folder for {}").format(text))
        self._switch.setToolTip(self.tr("Move them into a folder of their own"))
        self._switch.setChecked(is_on)
        self._stay = quiet(label(self.tr("stay where they are")))
        self._field = QLineEdit(own_name, parent)
        self._field.setObjectName(f"folder_{name}")
        self._field.setPlaceholderText(f"{folder_name(name)}/")
        self._field.setAccessibleName(self.tr("Name of the folder for {}").format(text))
        self._field.setClearButtonEnabled(True)
        self._problem_label = label("", wrap=True)
        self._problem_label.setObjectName(f"problem_{name}")
        self._problem_label.setProperty("warning", "true")
        self._field.textChanged.connect(self._on_text_changed)
        self._switch.clicked.connect(self._on_switched)
        self.problem = ""
        self._check()

    def add_to(self, grid: QGridLayout, line: int) -> None:
        # As high as the field, so that nothing moves when a box is checked.
        grid.setRowMinimumHeight(line, self._field.sizeHint().height())
        cells = [(self._count, _COUNT), (self.icon, _ICON), (self._text, _TEXT), (self._field, _NAME)]
        for widget, column in [*cells, (self._stay, _NAME), (self._switch, _SWITCH)]:
            grid.addWidget(widget, line, column)
        grid.addWidget(self._problem_label, line + 1, _TEXT, 1, _NAME - _TEXT + 1)
        for widget in (self._count, self.icon, self._text):
            widget.show()
        self._switch.setVisible(self._has_switch)
        self._show()

    @property
    def is_checked(self) -> bool:
        return self._has_switch and self._switch.isChecked()

    @property
    def own_name(self) -> str:
        """What was typed, or an empty string if it cannot be used."""
        return "" if self.problem else self._field.text().strip()

    def show_count(self, count: int) -> None:
        self._count.setText(number_text(count))

    @Slot()
    def _on_text_changed(self) -> None:
        self._check()
        self._show()
        self.typed.emit()

    @Slot()
    def _on_switched(self) -> None:
        self._check()
        self._show()
        if self.is_checked:
            self._field.setFocus()
        self.switched.emit()

    def _check(self) -> None:
        """A name that is not used may be wrong, and an empty field means the label itself."""
        self.problem = ""
        name = self._field.text().strip()
        if name and (self.is_checked or not self._has_switch):
            try:
                require_folder_name(name)
            except FolderNameError as error:
                self.problem = translate_message(error.message)

    def _show(self) -> None:
        has_folder = self.is_checked or not self._has_switch
        self._field.setVisible(has_folder)
        self._stay.setVisible(not has_folder)
        self._problem_label.setText(self.problem)
        self._problem_label.setVisible(bool(self.problem))
