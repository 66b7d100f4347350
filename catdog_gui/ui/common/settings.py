"""What the program remembers between two starts, in one file under its home."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, unquote_to_bytes

from PySide6.QtCore import QByteArray, QSettings

from catdog_gui.classify.decisions import NON_CLASS_NAMES
from catdog_gui.classify.engines import AUTO
from catdog_gui.pictures.naming import folder_name_problem
from catdog_gui.sorting.models import Mode
from catdog_gui.sorting.names import folder_name
from catdog_gui.watching.models import Existing

_MAX_RECENT = 8
_EXISTING_FLAGS = {"s": Existing.SORT, "l": Existing.SKIP}
# Before the bytes of a path, percent-encoded; no absolute path begins with it.
_BYTES_PREFIX = "%"
_Choice = TypeVar("_Choice", bound=StrEnum)


class Appearance(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class WatchedFolderSettings:
    """How the user wants one folder to be watched."""

    folder: Path
    recursive: bool = False
    paused: bool = False
    # What to do with the pictures that are there already; None once the watcher has saved the answer.
    existing: Existing | None = None

    @property
    def flags(self) -> str:
        """The settings of the folder as the text that is saved before its name."""
        answer = next((flag for flag, existing in _EXISTING_FLAGS.items() if existing is self.existing), "")
        return ("r" if self.recursive else "") + ("p" if self.paused else "") + answer

    @classmethod
    def from_flags(cls, folder: Path, flags: str) -> WatchedFolderSettings:
        answer = next((existing for flag, existing in _EXISTING_FLAGS.items() if flag in flags), None)
        return cls(folder, "r" in flags, "p" in flags, answer)


class Settings:
    """Typed access to the settings file. Every value has a default."""

    def __init__(self, file: Path) -> None:
        self._store = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def appearance(self) -> Appearance:
        return self._choice("appearance", Appearance.SYSTEM)

    @appearance.setter
    def appearance(self, value: Appearance) -> None:
        self._store.setValue("appearance", str(value))

    @property
    def language(self) -> str:
        """A locale name, or "" for the system's."""
        return self._text("language")

    @language.setter
    def language(self, value: str) -> None:
        self._store.setValue("language", value)

    @property
    def policy(self) -> str:
        """The name of a policy, or a threshold as a number, or "" for the model's default."""
        return self._text("policy")

    @policy.setter
    def policy(self, value: str) -> None:
        self._store.setValue("policy", value)

    @property
    def sort_mode(self) -> Mode:
        # An earlier version only knew whether files are copied.
        return self._choice("sort-mode", Mode.COPY if self._flag("copy", default=False) else Mode.MOVE)

    @sort_mode.setter
    def sort_mode(self, value: Mode) -> None:
        self._store.setValue("sort-mode", str(value))

    @property
    def own_folder_names(self) -> dict[str, str]:
        """The names that the user gave to the folders of labels, also of those that have none now."""
        entries = (str(entry).partition("|") for entry in _as_list(self._store.value("folder-names") or []))
        return {label: name for label, _, name in entries if folder_name_problem(name) is None}

    @own_folder_names.setter
    def own_folder_names(self, value: Mapping[str, str]) -> None:
        self._store.setValue("folder-names", [f"{label}|{name}" for label, name in value.items()])

    @property
    def also_sorted(self) -> frozenset[str]:
        """The labels that have a folder although they are no class."""
        chosen = map(str, _as_list(self._store.value("also-sorted") or []))
        return frozenset(chosen).intersection(NON_CLASS_NAMES)

    @also_sorted.setter
    def also_sorted(self, value: Collection[str]) -> None:
        self._store.setValue("also-sorted", sorted(value))

    @property
    def folder_names(self) -> dict[str, str]:
        """The folder of each class that the user named, and of each other label that has one."""
        own, also_sorted = self.own_folder_names, self.also_sorted
        named = {label: name for label, name in own.items() if label not in NON_CLASS_NAMES}
        return named | {label: own.get(label) or folder_name(label) for label in sorted(also_sorted)}

    @property
    def uses_better_models(self) -> bool:
        """Whether a new model that is no worse is used without asking."""
        return self._flag("use-better-models", default=False)

    @uses_better_models.setter
    def uses_better_models(self, value: bool) -> None:
        self._store.setValue("use-better-models", value)

    @property
    def recursive(self) -> bool:
        return self._flag("subfolders", default=False)

    @recursive.setter
    def recursive(self, value: bool) -> None:
        self._store.setValue("subfolders", value)

    @property
    def stacks_similar(self) -> bool:
        """Whether pictures that show the same are one tile."""
        return self._flag("stacks", default=False)

    @stacks_similar.setter
    def stacks_similar(self, value: bool) -> None:
        self._store.setValue("stacks", value)

    @property
    def engine(self) -> str:
        return self._text("engine") or AUTO

    @engine.setter
    def engine(self, value: str) -> None:
        self._store.setValue("engine", value)

    @property
    def workers(self) -> int:
        """How many threads classify; 0 for one for each core."""
        return self._number("workers", 0)

    @workers.setter
    def workers(self, value: int) -> None:
        self._store.setValue("workers", value)

    @property
    def zoom(self) -> int:
        """The side of a tile in pixels at scale 1."""
        return min(max(self._number("zoom", 176), 96), 384)

    @zoom.setter
    def zoom(self, value: int) -> None:
        self._store.setValue("zoom", value)

    @property
    def order(self) -> str:
        return self._text("order") or "name"

    @order.setter
    def order(self, value: str) -> None:
        self._store.setValue("order", value)

    @property
    def recent(self) -> list[tuple[Path, int]]:
        """Folders that were looked at, newest first, with how many pictures each had."""
        entries = self._store.value("recent") or []
        return [
            (_text_to_path(text), int(count))
            for count, text in (str(entry).split("|", 1) for entry in _as_list(entries))
        ]

    def add_recent(self, folder: Path, count: int) -> None:
        others = [(path, number) for path, number in self.recent if path != folder]
        recent = [(folder, count), *others][:_MAX_RECENT]
        self._store.setValue("recent", [f"{number}|{_path_to_text(path)}" for path, number in recent])

    @property
    def reopens_last_folder(self) -> bool:
        """Whether the program opens where it was left."""
        return self._flag("reopen-last-folder", default=True)

    @reopens_last_folder.setter
    def reopens_last_folder(self, value: bool) -> None:
        self._store.setValue("reopen-last-folder", value)

    @property
    def last_folder(self) -> Path | None:
        """The folder that was open when the program ended."""
        text = self._text("last-folder")
        return _text_to_path(text) if text else None

    @last_folder.setter
    def last_folder(self, value: Path | None) -> None:
        self._store.setValue("last-folder", _path_to_text(value) if value else "")

    @property
    def watched(self) -> list[WatchedFolderSettings]:
        entries = (str(entry).partition("|") for entry in _as_list(self._store.value("watched") or []))
        return [WatchedFolderSettings.from_flags(_text_to_path(text), flags) for flags, _, text in entries]

    @watched.setter
    def watched(self, value: Sequence[WatchedFolderSettings]) -> None:
        self._store.setValue("watched", [f"{each.flags}|{_path_to_text(each.folder)}" for each in value])

    @property
    def stays_in_tray(self) -> bool:
        """Whether watching goes on when the window is closed."""
        return self._flag("stay-in-tray", default=False)

    @stays_in_tray.setter
    def stays_in_tray(self, value: bool) -> None:
        self._store.setValue("stay-in-tray", value)

    @property
    def knows_first_steps(self) -> bool:
        """Whether the first steps were dismissed, or a folder was opened without them."""
        return self._flag("knows-first-steps", default=bool(self.recent))

    @knows_first_steps.setter
    def knows_first_steps(self, value: bool) -> None:
        self._store.setValue("knows-first-steps", value)

    @property
    def geometry(self) -> QByteArray:
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)

    def save(self) -> None:
        self._store.sync()

    def _text(self, key: str) -> str:
        return str(self._store.value(key, "") or "")

    def _number(self, key: str, default: int) -> int:
        try:
            return int(str(self._store.value(key, default)))
        except ValueError:
            return default

    def _flag(self, key: str, *, default: bool) -> bool:
        return str(self._store.value(key, default)).lower() in {"true", "1"}

    def _choice(self, key: str, default: _Choice) -> _Choice:
        try:
            return type(default)(self._text(key))
        except ValueError:
            return default


def _as_list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _path_to_text(path: Path) -> str:
    """A path as text for the settings file. The file is Unicode; a file name need not be."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return _BYTES_PREFIX + quote(os.fsencode(path))
    return str(path)


def _text_to_path(text: str) -> Path:
    return (
        Path(os.fsdecode(unquote_to_bytes(text[len(_BYTES_PREFIX) :])))
        if text.startswith(_BYTES_PREFIX)
        else Path(text)
    )
