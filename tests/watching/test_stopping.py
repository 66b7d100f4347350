"""A watch ends at once and leaves no move half done; an installed unit or entry starts it again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from watching_folders import SETTLE, picture, quiet_for, wait_until

from catdog_gui.sorting.journal import Journal
from catdog_gui.watching import autostart
from catdog_gui.watching.models import StateChanged, Waiting, WatchError, WatchState
from catdog_gui.watching.watcher import FolderWatcher

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_stop_takes_less_than_a_second(watched, busy):
    watch = watched.watch()
    if busy:
        for number in range(600):
            watched.put(f"{number}.jpg")
        wait_until(lambda: watched.sorted, watched.events)
    began = time.monotonic()
    assert watch.stop()
    assert time.monotonic() - began < 1
    assert watched.events[-1] == StateChanged(WatchState.STOPPED)
    assert watched.journal.unfinished_runs() == ()
    assert len(list(watched.root.rglob("*.jpg"))) == (600 if busy else 0)


def test_a_correction_before_the_stop_is_still_carried_out(watched):
    watch = watched.watch()
    path = watched.put("a.jpg", "unsure")
    watched.wait_events(Waiting)
    watch.correct(path, "dog")
    assert watch.stop()
    assert watched.tree() == {"dog/a.jpg"}
    with pytest.raises(WatchError, match="is not watched"):
        watch.correct(path, "dog")


def test_a_watch_that_follows_another_waits_for_its_end(watched):
    is_classifying, may_go_on = threading.Event(), threading.Event()

    class Slow(type(watched.classifier)):
        def results(self, pictures, stop):
            is_classifying.set()
            may_go_on.wait(10)
            return super().results(pictures, stop)

    first = watched.watch(classifier=Slow())
    watched.put("a.jpg")
    assert is_classifying.wait(10)
    assert not first.stop(timeout=SETTLE)
    second = FolderWatcher(first.options, watched.classifier, watched.journal, watched.paths, watched.on_event)
    second.start(after=first)
    quiet_for(0.6)
    assert second.status.state is WatchState.STARTING
    may_go_on.set()
    watched.wait_sorted("a.jpg")
    assert second.stop(timeout=5)


class Program:
    """`catdog watch` in a process of its own."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "catdog_gui", "--home", str(home), "watch", *arguments],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(self, number: int = 0) -> tuple[int, list[dict[str, object]], str]:
        """Exit code, lines of stdout, text of stderr; after the signal it must end within a second."""
        began = time.monotonic()
        if number:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=30)
        assert not number or time.monotonic() - began < 1
        return self.process.returncode, [json.loads(line) for line in out.splitlines()], err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl+C"])
def test_the_command_sorts_until_it_is_stopped(watched, home, make_tiny_model_folder, number):
    options = ("--model", str(make_tiny_model_folder()), "--settle", "0.1", "--json")
    for label in ("cat", "dog", "unsure"):
        watched.put(f"{label}.jpg", label)
    refused = Program(home, str(watched.root), *options).end()
    assert refused[0] == 2
    assert "3 pictures are in" in refused[2]
    assert "--existing sort, or --existing skip" in refused[2]
    program = Program(home, str(watched.root), *options, "--existing", "sort")
    wait_until(lambda: len(list(watched.root.glob("*/*.jpg"))) == 2, seconds=20)
    if number is signal.SIGINT:
        second = Program(home, str(watched.root), *options).end()
        assert second[0] == 2
        assert f"watched already, by process {program.process.pid}" in second[2]
    time.sleep(0.2)
    code, lines, _ = program.end(number)
    assert code == 0
    states = {Path(str(line["source"])).name: (line["state"], line["label"]) for line in lines}
    assert states["cat.jpg"] == ("moved", "cat")
    assert states["dog.jpg"] == ("moved", "dog")
    assert states["unsure.jpg"][0] == "waiting"
    assert all(line.keys() == {"source", "target", "label", "scores", "state", "reason"} for line in lines)
    with Journal(home / "journal.sqlite3") as journal:
        assert journal.unfinished_runs() == ()


@pytest.mark.parametrize("is_removed", [False, True], ids=["file in the way", "file removed"])
def test_the_exit_code_says_whether_a_picture_could_not_be_moved(watched, home, make_tiny_model_folder, is_removed):
    in_the_way = watched.put("cat", b"no folder")
    options = ("--model", str(make_tiny_model_folder()), "--settle", "0.1", "--json", "--existing", "sort")
    for label in ("cat", "dog"):
        watched.put(f"{label}.jpg", label)
    program = Program(home, str(watched.root), *options)
    wait_until((watched.root / "dog" / "dog.jpg").exists, seconds=20)
    if is_removed:
        time.sleep(0.2)
        in_the_way.unlink()
        wait_until((watched.root / "cat" / "cat.jpg").exists, seconds=20)
    code, lines, _ = program.end(signal.SIGTERM)
    states = [line["state"] for line in lines if str(line["source"]).endswith("cat.jpg")]
    assert (code, states) == ((0, ["failed", "moved"]) if is_removed else (1, ["failed"]))


def test_a_folder_that_is_not_there_is_refused(home, make_tiny_model_folder):
    code, lines, errors = Program(home, "/not/there", "--model", str(make_tiny_model_folder())).end()
    assert (code, lines) == (2, [])
    assert "there is no folder /not/there" in errors


@pytest.mark.skipif("CATDOG_TEST_FOLDER" in os.environ, reason="neither a unit nor an entry can hold such a name")
def test_installing_writes_a_unit_and_an_entry(watched, home, make_tiny_model_folder, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    model = ("--model", str(make_tiny_model_folder()))
    watched.put("old.jpg")
    for kind, pattern in (("service", "systemd/user/*.service"), ("autostart", "autostart/*.desktop")):
        program = Program(home, str(watched.root), "--install", kind, "--existing", "skip", "--poll", *model)
        out, err = program.process.communicate(timeout=30)
        assert program.process.returncode == 0, err
        (written,) = (home / "config").glob(pattern)
        assert str(written) in out
        text = written.read_text()
        assert f"watch {watched.root} --model {model[1]} --poll" in text
        assert "--existing" not in text, "it is saved: pictures that come while nothing runs must not be skipped"
    out = subprocess.run(
        [sys.executable, "-m", "catdog_gui", "--home", str(home), "watch", str(watched.root), "--uninstall"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert out.count("removed: ") == 2
    watched.watch()
    watched.put("new.jpg", picture("dog"))
    watched.wait_sorted("new.jpg")
    assert (watched.root / "old.jpg").exists()


AWKWARD = ["/usr/bin/catdog", "watch", '/home/a b/100% "cats" & $dogs\\', "--poll", "ünï;code"]


def test_a_unit_quotes_as_systemd_reads():
    line = next(line for line in autostart.unit_text(AWKWARD, Path("/x")).splitlines() if line.startswith("ExecStart="))
    expected = r'ExecStart=/usr/bin/catdog watch "/home/a b/100%% \"cats\" & $$dogs\\" --poll "ünï;code"'
    assert line == expected


def test_a_unit_passes_the_check_of_systemd(tmp_path):
    command = [sys.executable, *AWKWARD[1:]]
    path = tmp_path / "catdog.service"
    path.write_text(autostart.unit_text(command, Path("/home/a b")))
    try:
        done = subprocess.run(
            ["systemd-analyze", "--user", "verify", str(path)], capture_output=True, text=True, timeout=30,
            env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("needs systemd-analyze")
    assert "catdog.service" not in done.stderr, done.stderr


def test_an_entry_passes_the_check_of_the_desktop(tmp_path):
    path = tmp_path / "catdog.desktop"
    path.write_text(autostart.entry_text(AWKWARD, "catdog: a b", "Sorts what arrives"), "utf-8")
    assert r'Exec=/usr/bin/catdog watch "/home/a b/100%% \\"cats\\" & \\$dogs\\\\" --poll' in path.read_text()
    try:
        done = subprocess.run(["desktop-file-validate", str(path)], capture_output=True, text=True, timeout=30)
    except FileNotFoundError:
        pytest.skip("needs desktop-file-validate")
    assert (done.returncode, done.stdout) == (0, "")


def test_the_window_is_started_with_its_home(tmp_path):
    command = autostart.window_command(tmp_path / "a b")
    assert command == [sys.executable, "-m", "catdog_gui", "--home", str(tmp_path / "a b"), "gui", "--background"]
    assert autostart.window_command(None)[3:] == ["gui", "--background"]


def test_names_that_no_unit_or_entry_can_hold_are_refused():
    for name in ("a\nb", os.fsdecode(b"\xff")):
        with pytest.raises(autostart.UnwritableNameError, match=r"cannot be written there: .*\\"):
            autostart.unit_text(["x", name], Path("/x"))
        with pytest.raises(autostart.UnwritableNameError, match=r"cannot be written there: .*\\"):
            autostart.entry_text(["x", name], "name", "comment")
