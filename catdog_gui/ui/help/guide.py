"""The pages of the guide: Markdown files, one folder a language, and the page of keys, which is made of the actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QTextDocument

from catdog_gui.ui.help.shortcut_overlay import ShortcutGroup

# In the order of the list.
PAGE_NAMES = (
    "start", "labels", "review", "sorting", "watching", "retraining", "keywords", "troubles", "privacy", "keys",
)  # fmt: skip
_KEYS_PLACE = "{keys}"


@dataclass(frozen=True, slots=True)
class GuidePage:
    """`name` is what links call it: `name`.md. `text` is what a reader sees of the Markdown."""

    name: str
    title: str
    markdown: str
    text: str

    def count(self, wanted: str) -> int:
        """How often the page has a text, whatever its case."""
        return self.text.casefold().count(wanted.casefold()) if wanted else 0


def read_guide(folder: Path, shortcut_groups: Sequence[ShortcutGroup]) -> tuple[GuidePage, ...]:
    """Every page in the language of `folder`.

    Raises:
        OSError: a page is missing.
    """
    return tuple(_read_page(folder / f"{name}.md", shortcut_groups) for name in PAGE_NAMES)


def _read_page(file: Path, shortcut_groups: Sequence[ShortcutGroup]) -> GuidePage:
    markdown = file.read_text("utf-8").replace(_KEYS_PLACE, _keys_markdown(shortcut_groups))
    title = markdown.partition("\n")[0].removeprefix("# ")
    document = QTextDocument()
    document.setMarkdown(markdown)
    return GuidePage(file.stem, title, markdown, document.toPlainText())


def _keys_markdown(shortcut_groups: Sequence[ShortcutGroup]) -> str:
    """A table for each group, and a row for each key."""
    lines = []
    for group in shortcut_groups:
        lines += ["", f"| {group.heading} | |", "| --- | --- |"]
        lines += [f"| `{key}` | {what} |" for key, what in group.shortcuts]
    return "\n".join(lines)
