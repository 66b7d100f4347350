"""Nothing that stands behind a name makes the program wait, and no open bypasses `opening.py`."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

import pytest

from catdog_gui.pictures.opening import (
    NoOrdinaryFileError,
    file_descriptor,
    folder_descriptor,
    open_file,
    open_linked_file,
)

PACKAGE = Path(__file__).parents[2] / "catdog_gui"
# Opens of files that the program makes itself, in its own folders or under a name that it has just made.
OWN_FILES = {
    "pictures/opening.py",
    "pictures/decoding.py: Image.open",  # of a file that `opening` opened
    "storage.py: os.open",  # locks
    "sorting/file_system.py: os.open",  # O_CREAT | O_EXCL
    "cli/__init__.py: os.open",  # the null device
    "cli/console.py: os.open",
    "cli/classify.py: path.open",  # the table that the user names, to be written
    "retraining/corrections_csv.py: file.open",
    "retraining/pictures.py: file.open",
    "retraining/trainer_process.py: self._log.open",
    "retraining/trainer_process.py: log.read_text",
    "retraining/pointer.py: (models_dir / POINTER_FILE).read_bytes",
    "watching/folder_lock.py: path.read_text",
    "sorting/mounts.py: MOUNTS.read_text",  # of the system
    "licences.py: file.read_text",  # of the installation
    "licences.py: (standard_texts / name).read_text",
    "licences.py: Path(str(each.locate())).read_text",
    "archive/table.py: draft.open",
    "archive/reading.py: filesystem.open",  # of a bucket
    "archive/reading.py: tarfile.open",  # of a file that is open
    "archive/cluster.py: tarfile.open",  # in memory
    # What reads by name checks the file first.
    "classify/model_folder.py: safe_open",
    "retraining/model_validation.py: safe_open",
    "classify/reference.py: archive.open",  # an entry of an opened archive
}
OPENERS = {"open", "read_bytes", "read_text", "safe_open", "fdopen"}
# Objects with a method named `open` that opens no file.
NO_FILES = ("self", "(chosen or _preferred())", "dialog", "os.fdopen")


def opens(source: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name.rpartition(".")[2] in OPENERS:
                found.append(name)
    return found


@pytest.mark.parametrize("source", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_open_of_a_foreign_path_goes_through_opening(source: Path) -> None:
    name = source.relative_to(PACKAGE).as_posix()
    if name in OWN_FILES or name.startswith("ui/"):  # the window opens no files; its `open` methods show dialogs
        return
    unknown = {
        each
        for each in opens(source)
        if f"{name}: {each}" not in OWN_FILES and each != "os.fdopen" and not each.startswith(NO_FILES)
    }
    assert not unknown, f"{name} opens by {unknown}: use catdog_gui.pictures.opening"


def test_the_rule_can_fail(tmp_path: Path) -> None:
    source = tmp_path / "source.py"
    source.write_text("with path.open('rb') as file: pass\nos.open(path, 0)\n")
    assert sorted(opens(source)) == ["os.open", "path.open"]


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    if sys.platform == "win32":
        pytest.skip("named pipes")
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


@pytest.mark.timeout(20)
def test_a_pipe_is_neither_a_file_nor_a_folder(pipe: Path) -> None:
    for opener in (open_file, open_linked_file):
        with pytest.raises(NoOrdinaryFileError):
            opener(pipe)
    with pytest.raises(NoOrdinaryFileError), file_descriptor(pipe):
        pass
    with pytest.raises(NotADirectoryError), folder_descriptor(pipe):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights")
def test_a_link_is_followed_only_where_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"content")
    (tmp_path / "link").symlink_to("file")
    with open_linked_file(tmp_path / "link") as file:
        assert file.read() == b"content"
    with pytest.raises(OSError, match=r"link|symbolic"):
        open_file(tmp_path / "link")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OSError):  # noqa: PT011 - what it is depends on the system
        open_linked_file(tmp_path)
    with folder_descriptor(tmp_path) as number:
        assert number >= 0
