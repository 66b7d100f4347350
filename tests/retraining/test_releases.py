"""The release in use changes at once, the bundled model is always there, and an imported model is only data."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from catdog_gui.classify.model_folder import read_model_folder
from catdog_gui.retraining.models import (
    AcceptanceReport,
    AcceptanceResult,
    ChangedDecision,
    Comparison,
    ModelFigures,
    Release,
    RetrainingError,
)
from catdog_gui.retraining.releases import Releases, model_in_use

Maker = Callable[..., Path]


@pytest.fixture
def other(make_tiny_model_folder: Maker) -> Path:
    return make_tiny_model_folder("other", classes=("cat", "dog", "luna"))


def in_use(releases: Releases) -> Path:
    return model_in_use(releases.models_dir, releases.bundled)


def test_without_anything_the_bundled_model_is_in_use(releases: Releases) -> None:
    assert in_use(releases) == releases.bundled
    assert [release.name for release in releases.all()] == ["bundled"]
    assert releases.in_use().in_use


def test_import_use_roll_back_remove(releases: Releases, other: Path) -> None:
    release = releases.import_folder(other)
    assert release.origin == "imported"
    assert release.classes == ("cat", "dog", "luna")
    assert in_use(releases) == releases.bundled
    assert releases.use(release.name).in_use
    assert in_use(releases) == release.path
    with pytest.raises(RetrainingError, match="in use"):
        releases.remove(release.name)
    assert releases.roll_back().name == "bundled"
    releases.remove(release.name)
    assert [each.name for each in releases.all()] == ["bundled"]
    assert not release.path.exists()


def test_a_name_that_another_process_takes_at_that_moment(
    releases: Releases, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = releases.import_folder(other)
    free_name = releases._free_name
    names = iter([first.name])
    monkeypatch.setattr(releases, "_free_name", lambda model_id: next(names, None) or free_name(model_id))
    second = releases.import_folder(other)
    assert {each.name for each in releases.all()} == {first.name, second.name, "bundled"}


def test_rolling_back_skips_releases_that_were_removed(releases: Releases, other: Path) -> None:
    first, second = releases.import_folder(other), releases.import_folder(other)
    releases.use(first.name)
    releases.use(second.name)
    shutil.rmtree(first.path)
    assert releases.roll_back().name == "bundled"
    with pytest.raises(RetrainingError, match="no earlier"):
        releases.roll_back()


def test_without_the_folder_of_the_release_the_bundled_model_is_in_use(releases: Releases, other: Path) -> None:
    release = releases.import_folder(other)
    releases.use(release.name)
    shutil.rmtree(release.path)
    assert in_use(releases) == releases.bundled
    assert releases.in_use().name == "bundled"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"in_use": "../../etc", "before": []}', b'{"in_use": 3}'])
def test_a_damaged_pointer_means_the_bundled_model(releases: Releases, content: bytes) -> None:
    releases.models_dir.mkdir(parents=True)
    (releases.models_dir / "in-use.json").write_bytes(content)
    assert in_use(releases) == releases.bundled


def test_readers_always_see_one_of_the_two(releases: Releases, other: Path) -> None:
    release = releases.import_folder(other)
    stop = threading.Event()

    def switch() -> None:
        while not stop.is_set():
            releases.use("bundled")
            releases._write_pointer(replace_in_use(release.name))

    def replace_in_use(name: str):
        from catdog_gui.retraining.pointer import Pointer

        return Pointer(name)

    thread = threading.Thread(target=switch)
    thread.start()
    seen = {in_use(releases) for _ in range(300)}
    stop.set()
    thread.join()
    assert seen <= {releases.bundled, release.path}


def test_the_bundled_model_cannot_be_removed(releases: Releases) -> None:
    with pytest.raises(RetrainingError, match="bundled"):
        releases.remove("bundled")
    assert releases.bundled.is_dir()


@pytest.mark.parametrize("name", ["", "nothing", "../bundled", "."])
def test_unknown_names_are_refused(releases: Releases, name: str) -> None:
    for action in (releases.use, releases.remove):
        with pytest.raises(RetrainingError, match="no model named"):
            action(name)


def test_export_leaves_the_users_file_names_out(releases: Releases, other: Path, tmp_path: Path) -> None:
    release = releases.import_folder(other)
    (release.path / "judging.npz").write_bytes(b"names")
    target = tmp_path / "exported"
    releases.export(release.name, target)
    assert read_model_folder(target).id == release.id
    assert not {"judging.npz", "release.json"} & {file.name for file in target.iterdir()}
    with pytest.raises(RetrainingError, match="exists already"):
        releases.export(release.name, target)


class Bomb:
    def __reduce__(self) -> tuple[object, ...]:
        return (exec, ("raise SystemExit('code was run')",))


def spoil_with_pickle(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Bomb()))


def spoil_reference(folder: Path) -> None:
    np.savez(folder / "reference.npz", features=np.asarray([Bomb()], object), labels=[0], classes=["cat"])


def spoil_config(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"auto_map": {"AutoModel": "evil.Model"}}))


def spoil_network(folder: Path) -> None:
    (folder / "features.onnx").write_bytes(b"\0" * 100)


def spoil_with_link(folder: Path) -> None:
    (folder / "features.onnx").unlink()
    (folder / "features.onnx").symlink_to("/etc/passwd")


def spoil_shapes(folder: Path) -> None:
    from safetensors.numpy import save_file

    tensors = {"classifier.weight": np.zeros((3, 7), np.float32), "classifier.bias": np.zeros(3, np.float32)}
    save_file(tensors, folder / "model.safetensors")


def spoil_size(folder: Path) -> None:
    with (folder / "config.json").open("r+b") as file:
        file.truncate(100 << 20)


@pytest.mark.parametrize(
    "spoil",
    [spoil_with_pickle, spoil_reference, spoil_config, spoil_network, spoil_with_link, spoil_shapes, spoil_size],
)
def test_a_model_folder_that_is_not_valid_data_is_not_imported(
    releases: Releases, other: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(other)
    with pytest.raises(RetrainingError):
        releases.import_folder(other)
    assert [each.name for each in releases.all()] == ["bundled"]
    assert list(releases.models_dir.iterdir()) == []


def test_a_release_that_was_damaged_later_is_not_used(releases: Releases, other: Path) -> None:
    release = releases.import_folder(other)
    (release.path / "model.safetensors").write_bytes(b"")
    with pytest.raises(RetrainingError, match="cannot be used"):
        releases.use(release.name)
    assert in_use(releases) == releases.bundled


def test_the_record_comes_back_as_it_was_written(releases: Releases, make_tiny_model_folder: Maker) -> None:
    figures = ModelFigures(9, 8, 1)
    report = AcceptanceReport(
        AcceptanceResult.WORSE,
        "why",
        Comparison(10, figures, figures, 1, 1, 1.0),
        None,
        (ChangedDecision("a", "cat", "dog", "cat"),),
    )
    now = datetime.now(UTC)
    release = Release("", Path(), now, "0123456789ab", "parent", "quick", ("cat", "dog"), {"cat": 3}, report, 4.5, now)
    with releases.work_folder() as work:
        candidate = make_tiny_model_folder("new").rename(work / "candidate")
        installed = releases.install(candidate, release)
    (first, _) = releases.all()
    assert first == installed == replace(release, name=first.name, path=first.path)


def test_a_work_folder_leaves_nothing(releases: Releases) -> None:
    def fail() -> None:
        with releases.work_folder() as work:
            (work / "half").write_bytes(b"x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(releases.models_dir.iterdir()) == []


def test_a_work_folder_in_use_stays_however_old_it_looks(releases: Releases) -> None:
    with releases.work_folder() as work:
        (work / "half").write_bytes(b"x")
        os.utime(work, (0, 0))
        with releases.work_folder():
            assert (work / "half").exists()


def test_the_work_folder_of_a_killed_process_is_removed(releases: Releases) -> None:
    script = (
        "import os, pathlib, sys\n"
        "from catdog_gui.retraining.releases import Releases\n"
        "with Releases(pathlib.Path(sys.argv[1])).work_folder() as work:\n"
        "    (work / 'half').write_bytes(b'x')\n"
        "    os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, releases.models_dir])
    assert len([path for path in releases.models_dir.iterdir() if path.is_dir()]) == 1
    with releases.work_folder() as work:
        assert [path for path in releases.models_dir.iterdir() if path.is_dir()] == [work]
    assert list(releases.models_dir.iterdir()) == []


@pytest.fixture
def pair(make_tiny_pair: Maker) -> Path:
    return make_tiny_pair()


def test_a_pair_is_imported_and_exported_with_both_looks(releases: Releases, pair: Path, tmp_path: Path) -> None:
    (pair / "second" / "notes.txt").write_text("not of a model folder")
    release = releases.import_folder(pair)
    releases.export(release.name, tmp_path / "exported")
    for folder in (release.path, tmp_path / "exported"):
        assert read_model_folder(folder).id == read_model_folder(pair).id
        assert len(read_model_folder(folder).looks) == 2
        assert not (folder / "second" / "notes.txt").exists()


@pytest.mark.parametrize(
    "spoil", [spoil_with_pickle, spoil_config, spoil_network, spoil_with_link, spoil_shapes, spoil_size]
)
def test_a_second_look_that_is_not_valid_data_is_not_imported(
    releases: Releases, pair: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(pair / "second")
    with pytest.raises(RetrainingError):
        releases.import_folder(pair)
    assert list(releases.models_dir.iterdir()) == []


def test_code_in_a_second_look_is_named(releases: Releases, pair: Path) -> None:
    (pair / "second" / "modeling.py").write_text("")
    with pytest.raises(RetrainingError, match=r"modeling\.py"):
        releases.import_folder(pair)


def test_a_second_look_that_is_a_link_is_refused(releases: Releases, pair: Path, tmp_path: Path) -> None:
    (pair / "second").rename(tmp_path / "elsewhere")
    (pair / "second").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RetrainingError, match="is a link"):
        releases.import_folder(pair)


def test_a_pair_without_its_second_look_is_refused(releases: Releases, pair: Path) -> None:
    shutil.rmtree(pair / "second")
    with pytest.raises(RetrainingError, match="second"):
        releases.import_folder(pair)
