"""Writes the pictures of a parquet data set out as files, as a user would have them."""

from __future__ import annotations

from pathlib import Path

from trainer.examples import load_examples

SHARED = Path(__file__).parents[2] / "shared"
CAT_AND_DOG = SHARED / "datasets" / "Cat_and_Dog"
NEITHER = SHARED / "datasets" / "neither"


def write_test_pictures(folder: Path, limit: int | None = None) -> list[Path]:
    """The test split of Cat_and_Dog as `folder/cat.4001.jpg` and so on, cats and dogs in turn; gives their paths."""
    examples = load_examples(str(CAT_AND_DOG), "test")
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for index in range(len(examples))[:limit]:
        target = folder / Path(examples.names[index]).name
        content = examples.source.read(index)
        target.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
        written.append(target)
    return written
