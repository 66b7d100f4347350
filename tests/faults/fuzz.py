"""Coverage-guided fuzzing of what reads strangers' bytes, and of the stores that a crash may have damaged.

    pip install atheris
    python tests/faults/fuzz.py TARGET [SECONDS] [FOLDER]

TARGET is `picture`, `model`, `journal`, `corrections`, `events` or `complete`. An exception that the target does not
declare, a crash, and an input that takes longer than 30 seconds end the run, and the input is written to FOLDER
(a temporary folder), which also keeps the corpus. Atheris has wheels for Linux and CPython up to 3.13 or so; it is no
dependency of the tests. What was found is a test of its own, in `tests/faults/test_fuzz_findings.py`.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import atheris
from PIL import Image

with atheris.instrument_imports(include=["catdog_gui"]):
    from catdog_gui.classify.model_folder import read_model_folder
    from catdog_gui.classify.models import ModelError
    from catdog_gui.classify.reference import read_reference
    from catdog_gui.messages import Text
    from catdog_gui.pictures import decoding
    from catdog_gui.pictures.models import PictureError, PictureErrorKind
    from catdog_gui.pictures.stamp import FileStamp
    from catdog_gui.retraining.corrections import Corrections
    from catdog_gui.retraining.corrections_csv import import_corrections_csv
    from catdog_gui.retraining.events import parse_event
    from catdog_gui.sorting.journal import Journal, JournalError
    from catdog_gui.sorting.models import Intent, Move, Plan, SidecarChange, SortOptions
    from catdog_gui.sorting.recover import recover
    from catdog_gui.watching.completeness import is_complete

Target = Callable[[bytes], None]

_MODEL_FILES = ("config.json", "preprocessor_config.json", "catdog.json", "model.safetensors", "reference.npz")
_SLOW_SECONDS = 30
_MOST_BYTES = 1 << 16
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "AVIF", "JPEG2000", "PPM")


def picture_target(_work: Path) -> Target:
    def refuse(*_: object) -> Image.Image:
        raise PictureError(PictureErrorKind.TOO_LARGE, Text.TOO_LARGE_TO_OPEN())

    decoding.open_apart = refuse  # type: ignore[assignment] - a process for each costly input would fuzz nothing

    def run(data: bytes) -> None:
        with contextlib.suppress(PictureError):
            assert decoding.open_picture(data, 64).mode == "RGB"

    return run


def model_target(work: Path) -> Target:
    """The first byte chooses a file; the others replace it, or one value in it where it is JSON."""
    write_model(work / "model")
    originals = {name: (work / "model" / name).read_bytes() for name in _MODEL_FILES}

    def run(data: bytes) -> None:
        name = _MODEL_FILES[data[0] % len(_MODEL_FILES)] if data else _MODEL_FILES[0]
        replaces_value = name.endswith(".json") and data[:1] >= b"\x80"
        try:
            (work / "model" / name).write_bytes(
                with_value_replaced(originals[name], data[1:]) if replaces_value else data[1:]
            )
            model = read_model_folder(work / "model")
            read_reference(model.path, model.head.weight.shape[1])
        except ModelError:
            pass
        finally:
            (work / "model" / name).write_bytes(originals[name])

    return run


def with_value_replaced(document: bytes, data: bytes) -> bytes:
    """A JSON document in which the bytes chose one value and what is there instead."""
    provider = atheris.FuzzedDataProvider(data)
    root = {"": json.loads(document)}
    at: Any = root
    key: Any = ""
    while isinstance(at[key], dict | list) and at[key] and provider.ConsumeBool():
        at = at[key]
        keys = list(at) if isinstance(at, dict) else range(len(at))
        key = keys[provider.ConsumeIntInRange(0, len(keys) - 1)]
    numbers = (True, -1, 0, 10**30, 0.5, 1e308, float("inf"), float("nan"))
    values = (None, *numbers, "", "\ud800", "a" * 9, [], {}, [[]], {"0": 1})
    choice = provider.ConsumeIntInRange(0, len(values))
    at[key] = provider.ConsumeUnicode(50) if choice == len(values) else values[choice]
    return json.dumps(root[""]).encode()


def write_model(folder: Path) -> None:
    import numpy as np

    from tests.conftest import _write_tiny_model_folder

    _write_tiny_model_folder(folder)
    features, labels = np.zeros((6, 3), np.float32), np.array([0, 0, 1, 1, -1, -1])
    np.savez(folder / "reference.npz", features=features, labels=labels, classes=np.asarray(["cat", "dog"]))


def journal_target(work: Path) -> Target:
    """One value of a journal is replaced; then it is read, recovered and read again."""
    pattern, file = work / "pattern.sqlite3", work / "journal.sqlite3"
    with Journal(pattern) as journal:
        source, target = work / "none" / "a.png", work / "none" / "cat" / "a.png"
        move = Move(source, target, 0, "cat", FileStamp(5, 7))
        run = journal.begin(Plan(SortOptions(work / "none"), (move,)), "token")
        journal.write_intent(run, 0, Intent(source, target, None, "0" * 64, 7, reserving=False, keep=False))
        journal.save_sidecar(run, 0, SidecarChange(b"former", 0o600, "0" * 64))
        journal.add_folder(run, target.parent)
    with sqlite3.connect(pattern) as db:
        db.execute("PRAGMA journal_mode=DELETE")
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        columns = [(table, row[1]) for table in tables for row in db.execute(f"PRAGMA table_info({table})")]
    db.close()

    def run(data: bytes) -> None:
        provider = atheris.FuzzedDataProvider(data)
        table, column = columns[provider.ConsumeIntInRange(0, len(columns) - 1)]
        kind = provider.ConsumeIntInRange(0, 3)
        values = (
            lambda: provider.ConsumeInt(8),
            provider.ConsumeFloat,
            lambda: provider.ConsumeUnicodeNoSurrogates(200),
            lambda: provider.ConsumeBytes(200),
        )
        shutil.copyfile(pattern, file)
        for rest in work.glob("journal.sqlite3-*"):
            rest.unlink()
        db = sqlite3.connect(file, isolation_level=None)
        try:
            db.execute(f"UPDATE {table} SET {column} = ?", (values[kind](),))
        except sqlite3.Error:
            return
        finally:
            db.close()
        read_journal(file)

    return run


def read_journal(file: Path) -> None:
    try:
        with Journal(file) as journal:
            for _ in range(2):
                for run in journal.history():
                    journal.entries(run.id)
                    journal.folders(run.id)
                    journal.output_folders(run)
                recover(journal)
    except JournalError:
        pass


def corrections_target(work: Path) -> Target:
    table = work / "table.csv"

    def run(data: bytes) -> None:
        table.write_bytes(data)
        corrections = Corrections(work / "corrections.sqlite3")
        try:
            import_corrections_csv(table, corrections)
            corrections.all()
        except (ValueError, OSError, sqlite3.Error):
            pass

    return run


def events_target(_work: Path) -> Target:
    def run(data: bytes) -> None:
        parse_event(data.decode("utf-8", "replace"))

    return run


def complete_target(work: Path) -> Target:
    file = work / "file"

    def run(data: bytes) -> None:
        file.write_bytes(data)
        is_complete(file)

    return run


def seeds(target: str, work: Path) -> list[bytes]:
    """What the fuzzer starts from."""
    if target in {"picture", "complete"}:
        return list(map(drawn, _FORMATS))
    if target == "model":
        write_model(work / "seed")
        whole = [bytes([n]) + (work / "seed" / name).read_bytes() for n, name in enumerate(_MODEL_FILES)]
        return whole + [bytes([0x80 + n]) + bytes(range(40)) for n in range(8)]
    if target == "corrections":
        digest = b"0" * 64
        return [b"content,label,time,path,size\n" + digest + b",cat,2026-01-01T00:00:00+00:00,/a.png,5\n"]
    if target == "events":
        progress = b'{"event": "progress", "stage": "s", "step": 1, "total": 2, "rate": 1.5, "seconds_left": null}'
        error = b'{"event": "error", "message": "m", "text": {"id": "GONE", "arguments": []}}'
        return [progress, error, b'{"event": "metric", "name": "n", "value": 1}', b'{"event": "stage", "stage": "s"}']
    return [bytes(range(64))]


def drawn(kind: str) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").resize((24, 16)).convert("RGB").save(file, kind)
    return file.getvalue()


TARGETS = {
    "picture": picture_target,
    "model": model_target,
    "journal": journal_target,
    "corrections": corrections_target,
    "events": events_target,
    "complete": complete_target,
}


def main(target: str, seconds: str = "300", folder: str | None = None) -> None:
    place = Path(folder or tempfile.mkdtemp(prefix="catdog-fuzz-"))
    corpus, work = place / f"corpus-{target}", Path(tempfile.mkdtemp(prefix="catdog-fuzz-", dir=memory_folder()))
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target, work)):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={_SLOW_SECONDS}",
        f"-max_len={_MOST_BYTES}",
        "-rss_limit_mb=4096",
    ]
    print(f"{place} keeps the corpus and what is found")
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={place}/", str(corpus)], TARGETS[target](work))
    atheris.Fuzz()


def memory_folder() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


if __name__ == "__main__":
    main(*sys.argv[1:])
