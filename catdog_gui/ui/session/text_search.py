"""Finds pictures by the words that their names, folders, dates and labels have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QDate, QLocale

from catdog_gui.ui.common.formatting import code_text
from catdog_gui.ui.common.labels import FAILED, WAITING
from catdog_gui.ui.session.picture_table import PictureTable

_HOUR = 3600
_MAX_TIME = datetime(9999, 1, 1, tzinfo=UTC).timestamp()
_MIN_DATE_LENGTH = 4

Mask = npt.NDArray[np.bool_]


class TextSearch:
    """Every word of the text must be found. What never changes about a picture is compared once for each word."""

    def __init__(self, text: str, folder: Path) -> None:
        """`folder` is the open one: its own name says nothing about a picture."""
        self.text = text
        self._folder = folder
        self._words = text.casefold().split()
        self._fixed_masks: list[Mask] = [np.zeros(0, np.bool_) for _ in self._words]

    def again(self) -> TextSearch:
        """The same search, of pictures of which one has another name."""
        return TextSearch(self.text, self._folder)

    def mask(self, table: PictureTable) -> Mask:
        """Which rows match (rows,)."""
        matches = np.ones(len(table), np.bool_)
        codes = table.codes
        for place, word in enumerate(self._words):
            known = self._fixed_masks[place]
            if len(known) < len(table):
                known = np.concatenate([known, self._compare(table, word, len(known))])
                self._fixed_masks[place] = known
            matches &= known | np.isin(codes, _matching_codes(table, word))
        return matches

    def _compare(self, table: PictureTable, word: str, first: int) -> Mask:
        """Whether the rows from `first` on have the word in their names, folders or dates."""
        names = np.fromiter((word in name.casefold() for name in table.names[first:]), np.bool_)
        in_folder = np.fromiter((word in self._below(folder) for folder in table.folders), np.bool_)
        return names | in_folder[table.folder_indices[first:]] | _dates_match(table.times[first:], word)

    def _below(self, folder: Path) -> str:
        return str(folder.relative_to(self._folder)).casefold() if folder != self._folder else ""


def _matching_codes(table: PictureTable, word: str) -> list[int]:
    """The labels that begin with the word, in the user's language or as the model calls them."""
    labels = table.labels
    texts = {code: {code_text(code, labels), name} for code, name in enumerate(labels.names)}
    texts |= {code: {code_text(code, labels)} for code in (WAITING, FAILED)}
    return [code for code, found in texts.items() if any(text.casefold().startswith(word) for text in found)]


def _dates_match(times: npt.NDArray[np.float64], word: str) -> Mask:
    is_match = _date_test(word)
    if is_match is None or not len(times):
        return np.zeros(len(times), np.bool_)
    # Few hours have many pictures, and no time zone changes within one.
    hours, places = np.unique(np.floor(times.clip(0, _MAX_TIME) / _HOUR), return_inverse=True)
    days = [datetime.fromtimestamp(hour * _HOUR, UTC).astimezone() for hour in hours.tolist()]
    return np.array([is_match(day) for day in days], np.bool_)[places]


def _date_test(word: str) -> Callable[[datetime], bool] | None:
    """2019, 2019-07 and 2019-07-14, or the name of a month; a short number is too common to be meant as a date."""
    if word.replace("-", "").isdigit():
        return (lambda day: f"{day:%Y-%m-%d}".startswith(word)) if len(word) >= _MIN_DATE_LENGTH else None
    locale = QLocale()
    months = [locale.monthName(month).casefold() for month in range(1, 13)]
    if any(month.startswith(word) for month in months) and len(word) > 1:
        return lambda day: months[day.month - 1].startswith(word)
    if any(character.isdigit() for character in word):
        return lambda day: _long_date(locale, day).startswith(word)
    return None


def _long_date(locale: QLocale, day: datetime) -> str:
    return locale.toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat).casefold()
