"""The shim sees every call that changes the disk, and the oracle and the replay are not blind."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
from collections import Counter
from pathlib import Path

import pytest
from cases import MakeStage, Victims, after_power_cut, history, victims
from disks import MountedDisk
from oracle import Traits, read_tree
from run import run, sites
from shim import Action, Kind, read_log

_CHANGING = {
    "write": Kind.WRITE, "pwrite64": Kind.WRITE, "writev": Kind.WRITE, "pwritev": Kind.WRITE, "pwritev2": Kind.WRITE,
    "truncate": Kind.TRUNCATE, "ftruncate": Kind.TRUNCATE, "rename": Kind.RENAME, "renameat": Kind.RENAME,
    "renameat2": Kind.RENAME, "link": Kind.LINK, "linkat": Kind.LINK, "unlink": Kind.UNLINK, "unlinkat": Kind.UNLINK,
    "mkdir": Kind.MKDIR, "mkdirat": Kind.MKDIR, "rmdir": Kind.RMDIR, "fsync": Kind.SYNC, "fdatasync": Kind.SYNC,
    "chmod": Kind.MODE, "fchmod": Kind.MODE, "fchmodat": Kind.MODE, "fchmodat2": Kind.MODE, "chown": Kind.MODE,
    "lchown": Kind.MODE, "fchown": Kind.MODE, "fchownat": Kind.MODE, "utimensat": Kind.TIMES, "setxattr": Kind.XATTR,
    "lsetxattr": Kind.XATTR, "fsetxattr": Kind.XATTR, "removexattr": Kind.XATTR, "fallocate": Kind.ALLOCATE,
    "sendfile": Kind.CLONE, "copy_file_range": Kind.CLONE, "symlink": None, "symlinkat": None, "mknod": None,
    "mknodat": None, "sync_file_range": None, "io_uring_setup": None, "creat": Kind.OPEN,
}  # fmt: skip
_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) = (-?\d+)")


def test_no_call_that_changes_the_disk_escapes(make_stage: MakeStage, fast_root: Path, shim_library: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    trace, log = fast_root / "trace", fast_root / "log"
    names = ",".join(f"?{name}" for name in _CHANGING)
    with victims(shim_library, ("strace", "-f", "-y", "-qq", "-o", str(trace), "-e", f"trace={names}")) as traced:
        for operation in ("sort, by links", "undo of --into", "sort --keywords", "watch --into"):
            stage = make_stage(operation, 5)
            stage.build()
            stage.lead_up()
            stage.process = traced
            stage.run(stage.operation.victim, log=log)
    lines = [line for line in trace.read_text().splitlines() if f"<{log}>" not in line]
    seen = Counter(_kinds_in(lines, fast_root))
    assert seen == Counter(call.kind for call in read_log(log) if call.kind is not Kind.OPEN)
    assert seen[Kind.WRITE] > 100


def _kinds_in(trace: list[str], root: Path) -> list[Kind | None]:
    places = tuple(f"{root}/{name}" for name in ("pictures", "into", "home"))
    calls = [match.groups() for line in trace if (match := _CALL.match(line))]
    return [
        Kind.RMDIR if "AT_REMOVEDIR" in arguments else _CHANGING[name]
        for name, arguments, result in calls
        if int(result) >= 0 and any(place in arguments for place in places)
    ]


def test_it_kills_at_the_call_that_it_is_told(make_stage: MakeStage, fast_root: Path) -> None:
    stage = make_stage("sort", 1)
    stage.calls()
    for action, renamed in ((Action.KILL_BEFORE, 0), (Action.KILL_AFTER, 1)):
        before = stage.build()
        answer = stage.run("sort", stage.fault(action=action, kinds=frozenset({Kind.RENAME})))
        assert answer == {"signal": signal.SIGKILL}
        assert len(set(before.pictures) - set(read_tree(stage.places.pictures))) == renamed


def test_all_that_was_done_is_found_if_all_of_it_survives(make_stage: MakeStage, fast_root: Path) -> None:
    stage = make_stage("sort --into", 4)
    _, done = history(stage, fast_root / "log")
    live = [read_tree(root) for root in stage.places.roots[:2]]
    done.end.write()
    assert [read_tree(root) for root in stage.places.roots[:2]] == live


def test_a_program_that_syncs_nothing_is_caught(make_stage: MakeStage, fast_root: Path) -> None:
    stage = make_stage("sort --into", 4)
    before, done = history(stage, fast_root / "log")
    done.forget_syncs()
    assert any(after_power_cut(stage, before, done).lost for _ in range(10))


@pytest.mark.parametrize("harm", ["lose", "double", "touch", "chmod", "leave"])
def test_the_oracle_sees(harm: str, make_stage: MakeStage) -> None:
    stage = make_stage("sort", 1)
    before = stage.build()
    path = next(path for path in stage.places.pictures.rglob("*.jpg") if "cat" not in path.parts)
    assert not stage.judge(before)
    before = stage.build()
    match harm:
        case "lose":
            path.unlink()
        case "double":
            shutil.copy2(path, path.with_name("another.jpg"))
        case "touch":
            os.utime(path, ns=(1, 1))
        case "chmod":
            path.chmod(0o611)
        case "leave":
            path.with_name(".catdog-1-1.part").touch()
    verdict = stage.judge(before)
    assert verdict.lost
    assert verdict.undo


def test_the_command_prints_its_table(
    process: Victims, fast_root: Path, shim_library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site,) = sites([MountedDisk("memory", fast_root, Traits.of(fast_root))], fast_root / "home")
    arguments = argparse.Namespace(kills=3, power=1, errors=1, commands=0, only="sort --copy --into", seed=1)
    assert run(arguments, process, [site], fast_root / "log")
    assert capsys.readouterr().out.splitlines()[-1].startswith("| all | all | 5 | 0 | 5 | 0 |")
