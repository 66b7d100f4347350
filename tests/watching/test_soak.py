from __future__ import annotations

from watching_soak import soak


def test_every_finished_picture_is_sorted_once_whatever_happens(tmp_path, journal, paths):
    """Five seconds; `python benchmarks/watching.py soak --minutes 30` goes on for longer."""
    seen = soak(tmp_path / "arriving", journal, paths, seconds=5, seed=5)
    assert seen["cat"] > 5  # a busy machine does less in the time
    assert seen["outages"] > 1
    assert seen["restarts"] > 0
