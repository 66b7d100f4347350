"""A summary as one HTML file that needs no other file and no network."""

from __future__ import annotations

import base64
import contextlib
import io
from collections import defaultdict
from collections.abc import Iterable
from html import escape
from pathlib import Path

from PIL import Image

from catdog_gui.archive.models import ArchiveError, Item
from catdog_gui.archive.reading import fetched
from catdog_gui.archive.summary import BINS, Doubtful, Summary
from catdog_gui.messages import Message
from catdog_gui.pictures.decoding import open_picture
from catdog_gui.pictures.models import PictureError

_TILE_PIXELS = 160
_FOLDERS = 200
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color: #23262b }
table { border-collapse: collapse } td, th { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid #e3e1dc }
td:first-child, th:first-child { text-align: left; overflow-wrap: anywhere }
.bars { display: flex; align-items: flex-end; gap: 2px; height: 6rem } .bars i { flex: 1; background: #0072b2 }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); gap: 1rem }
figure { margin: 0; font-size: 12px; overflow-wrap: anywhere } img { width: 100%; border-radius: 6px }
@media (prefers-color-scheme: dark) { body { background: #1b1d21; color: #e8e6e1 } td, th { border-color: #3a3d44 } }
"""


def html_report(summary: Summary, classes: Iterable[str], title: str) -> str:
    """The page; the pictures on it are read again from where they lie."""
    labels = [*summary.decisions]
    folders = sorted(summary.folders.items(), key=lambda each: -each[1].total())
    sections = [
        f"<h1>{escape(title)}</h1><p>{summary.decisions.total():,} pictures</p>",
        _table(["decision", "pictures"], [[label, f"{count:,}"] for label, count in summary.decisions.most_common()]),
        "<h2>Scores</h2>",
        *(_histogram(name, summary.histogram[name]) for name in classes),
        "<h2>Doubtful</h2>",
        f'<div class="sheet">{"".join(_tiles(summary.doubtful, [*classes]))}</div>',
        "<h2>Folders</h2>",
        _table(
            ["folder", *labels],
            [[folder, *(f"{counts[label]:,}" for label in labels)] for folder, counts in folders[:_FOLDERS]],
        ),
        "<h2>Failures</h2>",
        _table(["reason", "pictures"], [[reason, f"{count:,}"] for reason, count in summary.reasons.most_common()]),
        _table(["picture", "reason"], summary.failures),
    ]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(sections)}</body></html>'


def _table(names: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _histogram(name: str, counts: list[int]) -> str:
    most = max(*counts, 1)
    bars = "".join(
        f'<i style="height:{100 * count / most:.1f}%" title="{place / BINS:.2f}: {count:,}"></i>'
        for place, count in enumerate(counts)
    )
    return f'<h3>{escape(name)}, from 0 to 1</h3><div class="bars">{bars}</div>'


def _tiles(doubtful: list[Doubtful], classes: list[str]) -> Iterable[str]:
    pictures = _thumbnails(doubtful)
    for each in doubtful:
        scores = ", ".join(f"{name} {score:.2f}" for name, score in zip(classes, each.scores, strict=True))
        image = f'<img alt="" src="data:image/jpeg;base64,{pictures[each.path]}">' if each.path in pictures else ""
        yield f"<figure>{image}<figcaption>{escape(each.path)}<br>{escape(scores)}</figcaption></figure>"


def _thumbnails(doubtful: list[Doubtful]) -> dict[str, str]:
    """By path, the pictures that can still be read; each container is read once."""
    wanted: dict[Item, set[str]] = defaultdict(set)
    for each in doubtful:
        wanted[each.item].add(each.path)
    thumbnails: dict[str, str] = {}
    for item, paths in wanted.items():
        with contextlib.suppress(ArchiveError):
            for picture in fetched(item):
                if picture.path in paths and not isinstance(picture.source, Message):
                    with contextlib.suppress(PictureError):
                        thumbnails[picture.path] = _thumbnail(picture.source)
    return thumbnails


def _thumbnail(source: Path | bytes) -> str:
    image = open_picture(source, _TILE_PIXELS)
    image.thumbnail((_TILE_PIXELS, _TILE_PIXELS), Image.Resampling.BICUBIC)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    return base64.b64encode(file.getvalue()).decode("ascii")
