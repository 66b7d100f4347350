"""`predict`: pictures with their labels and scores on one sheet, the tutorial's last step."""

from __future__ import annotations

import argparse
import contextlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from catdog_gui.classify.decisions import NON_CLASS_NAMES
from catdog_gui.classify.model_folder import ModelFolder, read_model_folder
from catdog_gui.classify.policy import decide_many
from catdog_gui.classify.scorer import open_scorer
from catdog_gui.messages import Text
from catdog_gui.pictures.decoding import open_picture
from trainer.dataset_arguments import add_column_arguments, columns_from
from trainer.errors import TrainerError
from trainer.events import Events
from trainer.examples import NONE_OF_THEM, Examples, load_examples, load_negatives
from trainer.features import score_examples
from trainer.hub import go_offline_if_unreachable
from trainer.output import require_writable
from trainer.shards import has_shards
from trainer.tables import Columns, is_table_folder

# Everything is drawn at twice its size in pixels, for sharp letters on dense screens and in print.
_SCALE = 2
_TILE, _GAP, _MARGIN, _CAPTION, _CORNER = 200 * _SCALE, 16 * _SCALE, 32 * _SCALE, 62 * _SCALE, 10 * _SCALE
_PAGE, _CARD, _TEXT, _QUIET, _RULE = "#f7f6f3", "#ffffff", "#23262b", "#6a6f78", "#e3e1dc"
_WRONG = "#c2432b"
# One for each class; most colour-blind readers can distinguish them. Source: Okabe, Ito, Color Universal Design, 2008.
_CLASS_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_MAX_COLUMNS = 5
_FORMATS = {"": "PNG", ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
_JPEG_QUALITY = 92
_FIRST_LETTER_NOT_LATIN = 0x0250
_SYSTEM_FONTS = ("NotoSansCJK-Regular.ttc", "msyh.ttc", "PingFang.ttc", "Hiragino Sans GB.ttc", "DejaVuSans.ttf")
# Upright pictures are cropped towards the top, where the head of an animal usually is.
_CROP_CENTERING = (0.5, 0.25)


@dataclass(frozen=True)
class Tile:
    """One picture of the sheet. `label` is None for a picture without one."""

    index: int
    name: str
    decision: str
    score: float
    label: str | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, type=Path, help="model folder")
    parser.add_argument(
        "--dataset", required=True, help="hub id, parquet folder, folder of class folders, or of pictures"
    )
    add_column_arguments(parser)
    parser.add_argument("--split", default="test", help="part of the data set")
    parser.add_argument("--count", type=int, default=15, help="how many pictures, from the first")
    parser.add_argument("--output", required=True, type=Path, help="the sheet, a .png or .jpg file")


def run(args: argparse.Namespace, events: Events) -> None:
    """Draws a contact sheet; see `add_arguments`."""
    if args.count < 1:
        raise TrainerError(Text.COUNT_TOO_SMALL())
    if not args.output.parent.is_dir():
        raise TrainerError(Text.NO_FOLDER_FOR_SHEET(args.output.parent))
    if args.output.is_dir():
        raise TrainerError(Text.SHEET_IS_A_FOLDER(args.output))
    picture_format = _FORMATS.get(args.output.suffix.lower())
    if picture_format is None:
        raise TrainerError(Text.SHEET_FORMAT(args.output, ", ".join(filter(None, _FORMATS))))
    require_writable(args.output)
    model = read_model_folder(args.model)
    go_offline_if_unreachable(args.dataset)
    examples = _first(_pictures(args.dataset, args.split, columns_from(args), model), args.count)
    events.stage(f"classifying {len(examples)} pictures")
    tiles = classify_tiles(examples, model, events)
    sheet = draw_sheet(tiles, examples, model.classes, f"{args.model.resolve().name} on {Path(args.dataset).name}")
    sheet.save(args.output, picture_format, quality=_JPEG_QUALITY, optimize=True)
    events.done(output=str(args.output), pictures=len(tiles))


def classify_tiles(examples: Examples, model: ModelFolder, events: Events) -> list[Tile]:
    """The decision for each readable picture under the model's default policy, as the program gives it."""
    scored = score_examples(examples, open_scorer(model, on_warning=events.error), events)
    decisions = decide_many(scored.scores, model.classes, model.kind, model.default_policy.threshold)
    tiles = []
    rows = zip(scored.indices.tolist(), decisions, scored.scores.max(1).tolist(), strict=True)
    for index, decision, score in rows:
        label = int(examples.labels[index])
        label_name = examples.classes[label] if label != NONE_OF_THEM else None
        tiles.append(Tile(index, Path(examples.names[index]).name, decision, score, label_name))
    return tiles


def draw_sheet(tiles: Sequence[Tile], examples: Examples, classes: Sequence[str], title: str) -> Image.Image:
    """The sheet as an RGB image: a heading, and the tiles in rows."""
    across = min(_MAX_COLUMNS, len(tiles))
    down = math.ceil(len(tiles) / across)
    heading = 52 * _SCALE
    width = 2 * _MARGIN + across * _TILE + (across - 1) * _GAP
    height = 2 * _MARGIN + heading + down * (_TILE + _CAPTION) + (down - 1) * _GAP
    sheet = Image.new("RGB", (width, height), _PAGE)
    _draw_heading(sheet, tiles, title)
    for position, tile in enumerate(tiles):
        left = _MARGIN + position % across * (_TILE + _GAP)
        top = _MARGIN + heading + position // across * (_TILE + _CAPTION + _GAP)
        _draw_tile(sheet, (left, top), tile, examples, classes)
    return sheet


def _pictures(dataset: str, split: str, columns: Columns, model: ModelFolder) -> Examples:
    folder = Path(dataset)
    if folder.is_dir() and not _is_labelled(folder):
        return load_negatives(dataset, split, model.classes)
    return load_examples(dataset, split, columns=columns)


def _is_labelled(folder: Path) -> bool:
    """Whether a folder holds a table, or at least two sub-folders, the classes, and nothing else."""
    entries = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    if is_table_folder(folder) or has_shards(folder):
        return True
    return sum(entry.is_dir() for entry in entries) == len(entries) >= 2


def _first(examples: Examples, count: int) -> Examples:
    return examples.subset(np.arange(min(count, len(examples))))


def _draw_heading(sheet: Image.Image, tiles: Sequence[Tile], title: str) -> None:
    draw = ImageDraw.Draw(sheet)
    font = _font(20, title)
    draw.text((_MARGIN, _MARGIN - 6 * _SCALE), _truncate(title, font, sheet.width - 2 * _MARGIN), _TEXT, font)
    labelled = [tile for tile in tiles if tile.label is not None]
    summary = f"{len(tiles)} pictures"
    if labelled:
        summary += f", {sum(tile.decision == tile.label for tile in labelled)} as labelled"
    draw.text((_MARGIN, _MARGIN + 20 * _SCALE), summary, _QUIET, _font(13))


def _draw_tile(
    sheet: Image.Image, corner: tuple[int, int], tile: Tile, examples: Examples, classes: Sequence[str]
) -> None:
    left, top = corner
    draw = ImageDraw.Draw(sheet)
    box = (left, top, left + _TILE, top + _TILE + _CAPTION)
    is_wrong = tile.label is not None and tile.label != tile.decision
    draw.rounded_rectangle(box, _CORNER, _CARD)
    picture = open_picture(examples.source.read(tile.index), _TILE)
    fitted = ImageOps.fit(picture, (_TILE, _TILE), Image.Resampling.LANCZOS, centering=_CROP_CENTERING)
    sheet.paste(fitted, corner, _rounded_top_mask())
    outline, thick = (_WRONG, 2 * _SCALE) if is_wrong else (_RULE, _SCALE)
    draw.rounded_rectangle(box, _CORNER, outline=outline, width=thick)
    colour = _QUIET if tile.decision in NON_CLASS_NAMES else _CLASS_COLOURS[_colour_index(tile.decision, classes)]
    inset, line = 12 * _SCALE, top + _TILE + 9 * _SCALE
    large = _font(16, tile.decision)
    draw.text((left + inset, line), _truncate(tile.decision, large, 110 * _SCALE), colour, large)
    draw.text((left + _TILE - inset, line + 2 * _SCALE), _percent(tile.score), _TEXT, _font(13), "ra")
    _draw_bar(draw, (left + inset, line + 24 * _SCALE), _TILE - 2 * inset, tile.score, colour)
    below = f"labelled {tile.label}:  {tile.name}" if is_wrong else tile.name
    small = _font(11, below)
    shown = _truncate(below, small, _TILE - 2 * inset)
    draw.text((left + inset, line + 32 * _SCALE), shown, _WRONG if is_wrong else _QUIET, small)


def _draw_bar(draw: ImageDraw.ImageDraw, start: tuple[int, int], width: int, share: float, colour: str) -> None:
    left, top = start
    thick = 4 * _SCALE
    draw.rounded_rectangle((left, top, left + width, top + thick), thick // 2, _RULE)
    draw.rounded_rectangle((left, top, left + max(thick, int(width * share)), top + thick), thick // 2, colour)


def _rounded_top_mask() -> Image.Image:
    mask = Image.new("L", (_TILE, _TILE), 0)
    ImageDraw.Draw(mask).rounded_rectangle((_SCALE, _SCALE, _TILE - _SCALE, 2 * _TILE), _CORNER, 255)
    return mask


def _percent(score: float) -> str:
    """Rounded down, so that only a score of 1 is called 100 %."""
    return f"{math.floor(1000 * score) / 10:.1f} %"


def _colour_index(decision: str, classes: Sequence[str]) -> int:
    return list(classes).index(decision) % len(_CLASS_COLOURS)


def _truncate(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> str:
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text}…"


def _font(size: int, text: str = "") -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font, or a font of the system for letters that Pillow's does not have."""
    if any(ord(letter) >= _FIRST_LETTER_NOT_LATIN for letter in text):
        for name in _SYSTEM_FONTS:
            with contextlib.suppress(OSError):
                return ImageFont.truetype(name, size * _SCALE)
    return ImageFont.load_default(size * _SCALE)
