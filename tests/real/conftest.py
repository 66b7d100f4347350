"""Real photographs as files, where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

CAT_AND_DOG = Path(__file__).parents[3] / "shared" / "datasets" / "Cat_and_Dog"
PICTURES = 40


@pytest.fixture
def photographs() -> list[tuple[str, bytes]]:
    """Names that begin with what each shows, and the contents of the original files."""
    if not CAT_AND_DOG.is_dir():
        pytest.skip("the data sets of ../shared are not here")
    parquet = pytest.importorskip("pyarrow.parquet", reason="parquet is read with pyarrow, of the train extra")
    (file,) = sorted(CAT_AND_DOG.glob("data/test-*.parquet"))
    table = parquet.read_table(file, columns=["image", "labels"])
    chosen = range(0, table.num_rows, table.num_rows // PICTURES)
    rows = [table.slice(row, 1).to_pylist()[0] for row in chosen][:PICTURES]
    return [(f"{('cat', 'dog')[row['labels']]}-{n}.jpg", row["image"]["bytes"]) for n, row in enumerate(rows)]
