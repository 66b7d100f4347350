"""Scores are stored by path, size, modification time and model."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from catdog_gui.classify.cache import CachedScores, NoCache, ScoreCache
from catdog_gui.pictures.stamp import FileStamp

STAMP = FileStamp(100, 1_700_000_000_123_456_789)
PATH = Path("/photos/a.jpg").absolute()


@pytest.fixture
def cache(tmp_path: Path) -> ScoreCache:
    return ScoreCache(tmp_path / "cache" / "scores.sqlite")


def test_stored_scores_are_found_again(cache: ScoreCache, tmp_path: Path) -> None:
    assert cache.get("m", {PATH: STAMP}) == {}
    cache.put("m", [(PATH, STAMP, CachedScores((0.25, 0.5)))])
    assert cache.get("m", {PATH: STAMP}) == {PATH: CachedScores((0.25, 0.5))}
    assert ScoreCache(tmp_path / "cache" / "scores.sqlite").get("m", {PATH: STAMP}) == {PATH: CachedScores((0.25, 0.5))}


@pytest.mark.parametrize("stamp", [FileStamp(101, STAMP.mtime_ns), FileStamp(100, STAMP.mtime_ns + 1)])
def test_a_changed_file_has_no_stored_scores(cache: ScoreCache, stamp: FileStamp) -> None:
    cache.put("m", [(PATH, STAMP, CachedScores((0.25, 0.5)))])
    assert cache.get("m", {PATH: stamp}) == {}


def test_another_model_or_path_finds_nothing_and_removes_nothing(cache: ScoreCache) -> None:
    cache.put("m", [(PATH, STAMP, CachedScores((0.25, 0.5)))])
    assert cache.get("n", {PATH: STAMP}) == {}
    assert cache.get("m", {PATH.with_name("b.jpg"): STAMP}) == {}
    cache.put("n", [(PATH, STAMP, CachedScores((0.75,)))])
    assert cache.get("m", {PATH: STAMP}) == {PATH: CachedScores((0.25, 0.5))}


def test_new_scores_replace_old_ones(cache: ScoreCache) -> None:
    later = FileStamp(100, STAMP.mtime_ns + 1)
    cache.put("m", [(PATH, STAMP, CachedScores((0.25, 0.5)))])
    cache.put("m", [(PATH, later, CachedScores((0.5, 0.25)))])
    assert cache.get("m", {PATH: later}) == {PATH: CachedScores((0.5, 0.25))}


def test_many_at_once_and_names_that_are_not_unicode(cache: ScoreCache) -> None:
    paths = [PATH.with_name(f"{number} 猫 ?'\".jpg") for number in range(1201)] + [
        PATH.with_name(os.fsdecode(b"\xe9.jpg"))
    ]
    cache.put("m", [(path, STAMP, CachedScores((0.5, 0.5))) for path in paths])
    assert cache.get("m", dict.fromkeys(paths, STAMP)).keys() == set(paths)


def test_a_relative_path_is_the_same_file(cache: ScoreCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put("m", [(tmp_path / "a.jpg", STAMP, CachedScores((0.25, 0.5)))])
    monkeypatch.chdir(tmp_path)
    assert cache.get("m", {Path("a.jpg"): STAMP}) == {Path("a.jpg"): CachedScores((0.25, 0.5))}
    monkeypatch.chdir(tmp_path.parent)
    assert cache.get("m", {Path("a.jpg"): STAMP}) == {}


def test_a_file_that_is_no_database_is_replaced(cache: ScoreCache, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "scores.sqlite").write_bytes(b"this is no database" * 100)
    assert cache.get("m", {PATH: STAMP}) == {}
    cache.put("m", [(PATH, STAMP, CachedScores((0.25, 0.5)))])
    assert cache.get("m", {PATH: STAMP}) == {PATH: CachedScores((0.25, 0.5))}


def test_a_database_damaged_in_the_middle_works_again_after_a_while(cache: ScoreCache, tmp_path: Path) -> None:
    file = tmp_path / "cache" / "scores.sqlite"
    paths = [PATH.with_name(f"{number}.jpg") for number in range(3000)]
    cache.put("m", [(path, STAMP, CachedScores((0.5, 0.5))) for path in paths])
    content = file.read_bytes()
    file.write_bytes(content[:4096] + os.urandom(len(content) - 4096))
    cache.get("m", dict.fromkeys(paths, STAMP))
    for _ in range(2):
        cache.put("m", [(PATH, STAMP, CachedScores((0.25, 0.5)))])
    assert cache.get("m", {PATH: STAMP}) == {PATH: CachedScores((0.25, 0.5))}


def test_a_cache_that_cannot_be_written_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = ScoreCache(tmp_path / "file" / "scores.sqlite")
    cache.put("m", [(PATH, STAMP, CachedScores((0.25, 0.5)))])
    assert cache.get("m", {PATH: STAMP}) == {}
    (tmp_path / "folder").mkdir()
    assert ScoreCache(tmp_path / "folder").get("m", {PATH: STAMP}) == {}


def test_clear_deletes_all_scores(cache: ScoreCache) -> None:
    cache.put("m", [(PATH, STAMP, CachedScores((0.25, 0.5)))])
    cache.clear()
    assert cache.get("m", {PATH: STAMP}) == {}


def test_two_processes_store_at_the_same_time(tmp_path: Path) -> None:
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from catdog_gui.classify.cache import CachedScores, ScoreCache
        from catdog_gui.pictures.stamp import FileStamp
        cache = ScoreCache(Path(sys.argv[1]))
        for number in range(60):
            cache.put("m", [(Path(f"/photos/{sys.argv[2]}-{number}.jpg"), FileStamp(1, 2), CachedScores((0.5, 0.5)))])
        """
    )
    file, root = tmp_path / "scores.sqlite", Path(__file__).parents[2]
    both = [subprocess.Popen([sys.executable, "-c", script, str(file), name], cwd=root) for name in "ab"]
    assert [each.wait(60) for each in both] == [0, 0]
    paths = [Path(f"/photos/{name}-{number}.jpg") for name in "ab" for number in range(60)]
    assert len(ScoreCache(file).get("m", dict.fromkeys(paths, FileStamp(1, 2)))) == 120


def test_no_cache_stores_nothing() -> None:
    cache = NoCache()
    cache.put("m", [(PATH, STAMP, CachedScores((0.5,)))])
    assert cache.get("m", {PATH: STAMP}) == {}
