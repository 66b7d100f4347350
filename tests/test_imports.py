"""Who may import whom: the rules of the design, held by reading every file."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT: dict[str, set[str]] = {
    "pictures": set(),
    "classify": {"pictures"},
    "archive": {"classify", "pictures"},
    "sorting": {"classify", "pictures"},
    "watching": {"sorting", "classify", "pictures"},
    "retraining": {"sorting", "classify", "pictures"},
    "finder_service": {"pictures"},
    "file_managers": {"finder_service", "pictures", "watching"},
    "paths": set(),
    "storage": set(),
    "messages": set(),
    "api": {"retraining", "sorting", "classify", "pictures"},
    "licences": set(),
}
# `api` is for scripts alone.
PARTS = MAY_IMPORT.keys() - {"api"}
# The features of the window, lowest first; each may import what stands on a lower line, and nothing beside it.
UI_LAYERS = (
    {"common"},
    {"session"},
    {"grid", "sidebar", "preview", "bars", "help"},
    {"loupe", "sorting"},
    {"watching", "retraining"},
    {"settings"},
    {"shell"},
)
UI_LAYER = {feature: layer for layer, features in enumerate(UI_LAYERS) for feature in features}
MAY_IMPORT |= {"ui": PARTS, "cli": PARTS | {"ui"}, "__main__": {"cli"}}
QT = {"PySide6", "PyQt6", "PyQt5", "PySide2", "shiboken6", "pyqtgraph"}
HEAVY = {"torch", "torchvision", "transformers", "datasets", "accelerate", "evaluate"}
SOURCES = sorted([*(ROOT / "catdog_gui").rglob("*.py"), *(ROOT / "trainer").rglob("*.py")])


def module_name(source: Path) -> str:
    parts = source.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(source: Path) -> Iterator[str]:
    """The full dotted names that a file imports, wherever in it."""
    package = module_name(source).split(".") if source.name == "__init__.py" else module_name(source).split(".")[:-1]
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def part_of(name: str) -> str | None:
    """The part of catdog_gui that a dotted name lies in; None elsewhere, and for what the package itself holds."""
    package, _, rest = name.partition(".")
    part = rest.split(".", maxsplit=1)[0]
    return part if package == "catdog_gui" and part in MAY_IMPORT else None


@pytest.mark.parametrize("source", SOURCES, ids=module_name)
def test_imports_of(source: Path) -> None:
    own = module_name(source)
    for name in imported(source):
        top = name.split(".", maxsplit=1)[0]
        assert _allowed_within(own, name), f"{own} imports {name}"
        assert top not in QT or own.startswith("catdog_gui.ui"), f"{own} imports {name}: Qt is for the window alone"
        assert top != "scipy", f"{own} imports {name}: it is for the tests alone"
        if own.startswith("catdog_gui.") and top in HEAVY:
            assert own.startswith("catdog_gui.classify.torch_engine"), f"{own} imports {name}"


def _allowed_within(own: str, name: str) -> bool:
    top, part = name.split(".", maxsplit=1)[0], part_of(name)
    if own.split(".", maxsplit=1)[0] == "trainer":
        return part in (None, "messages", "pictures", "classify")
    if top == "trainer":
        return False
    own_part = part_of(own)
    if own_part is None:
        return part in (None, "api")
    return part in (None, own_part, "paths", "storage", "messages") or part in MAY_IMPORT[own_part]


def feature_of(name: str) -> str | None:
    """The feature of the window that a dotted name lies in; None elsewhere, and for what `ui` itself holds."""
    prefix = "catdog_gui.ui."
    feature = name.removeprefix(prefix).split(".", maxsplit=1)[0]
    return feature if name.startswith(prefix) and feature in UI_LAYER else None


def _allowed_in_window(own: str, name: str) -> bool:
    own_feature, feature = feature_of(own), feature_of(name)
    if own_feature is None or feature in (None, own_feature):
        return True
    return UI_LAYER[feature] < UI_LAYER[own_feature]


@pytest.mark.parametrize("source", [each for each in SOURCES if feature_of(module_name(each))], ids=module_name)
def test_direction_within_the_window(source: Path) -> None:
    own = module_name(source)
    for name in imported(source):
        assert _allowed_in_window(own, name), f"{own} imports {name}"


def test_every_feature_of_the_window_has_a_layer() -> None:
    folders = {path.parent.name for path in (ROOT / "catdog_gui" / "ui").glob("*/__init__.py")}
    assert folders == UI_LAYER.keys()


@pytest.mark.parametrize(
    ("own", "name", "allowed"),
    [
        ("catdog_gui.ui.session.scan", "catdog_gui.ui.common.tasks", True),
        ("catdog_gui.ui.common.tasks", "catdog_gui.ui.session.scan", False),
        ("catdog_gui.ui.grid.view", "catdog_gui.ui.bars.header", False),
        ("catdog_gui.ui.watching.controller", "catdog_gui.ui.sorting.service", True),
        ("catdog_gui.ui.settings.dialog", "catdog_gui.ui.shell.main_window", False),
    ],
)
def test_the_direction_can_fail(own: str, name: str, allowed: bool) -> None:
    assert _allowed_in_window(own, name) is allowed


def test_every_part_has_a_rule() -> None:
    parts = {
        part.stem for part in (ROOT / "catdog_gui").iterdir() if part.suffix == ".py" or (part / "__init__.py").exists()
    }
    assert parts - {"__init__"} <= MAY_IMPORT.keys()


@pytest.mark.parametrize(
    ("own", "name", "allowed"),
    [
        ("catdog_gui.classify.cache", "catdog_gui.pictures.models", True),
        ("catdog_gui.classify.cache", "catdog_gui.classify.models", True),
        ("catdog_gui.pictures.decoding", "catdog_gui.classify.models", False),
        ("catdog_gui.watching.folder", "catdog_gui.retraining.releases", False),
        ("catdog_gui.sorting.plan", "catdog_gui.ui.shell.main_window", False),
        ("catdog_gui.sorting.plan", "catdog_gui.cli", False),
        ("catdog_gui.retraining.trainer_process", "trainer.head", False),
        ("catdog_gui.ui.shell.main_window", "catdog_gui.watching.folder", True),
        ("catdog_gui.cli.gui", "catdog_gui.ui.shell.application", True),
        ("catdog_gui", "catdog_gui.api", True),
        ("catdog_gui", "catdog_gui.sorting.plan", False),
        ("catdog_gui.cli.sort", "catdog_gui.api", False),
        ("catdog_gui.ui.shell.main_window", "catdog_gui.cli.main", False),
        ("trainer.head", "catdog_gui.classify.head", True),
        ("trainer.head", "catdog_gui.sorting.plan", False),
    ],
)
def test_the_rules_can_fail(own: str, name: str, allowed: bool) -> None:
    assert _allowed_within(own, name) is allowed


def loaded_by(*modules: str) -> set[str]:
    """The top-level packages that a fresh process has loaded after importing `modules`."""
    script = f"import sys, {', '.join(modules)}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_the_command_line_starts_light() -> None:
    assert not loaded_by("catdog_gui", "catdog_gui.cli") & {*QT, *HEAVY, "numpy", "PIL", "onnxruntime", "scipy"}


def test_ordinary_use_loads_nothing_for_archives() -> None:
    loaded = loaded_by(*(f"catdog_gui.cli.{name}" for name in ("classify", "sort", "undo", "watch")))
    assert not loaded & {"ray", "pyarrow", "fsspec"}


def test_archives_on_the_cpu_need_neither_torch_nor_qt_nor_ray() -> None:
    pytest.importorskip("fsspec", reason="of the archive extra")
    assert not loaded_by("catdog_gui.cli.archive_scoring") & {*QT, *HEAVY, "ray"}


def test_scoring_on_the_cpu_needs_neither_torch_nor_qt() -> None:
    names = ("engine", "engines", "onnx_engine", "classifying", "cache", "policy", "model_folder")
    loaded = loaded_by(*(f"catdog_gui.classify.{name}" for name in names), "catdog_gui.pictures.discovery")
    assert not loaded & {*QT, *HEAVY, "scipy"}


def test_the_engine_reports_nothing_to_its_makers(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {"ORT_DISABLE_TELEMETRY", "CI"}}
    script = "import catdog_gui.classify.onnx_engine"
    command = [sys.executable, "-c", script]
    subprocess.run(command, cwd=ROOT, env=environment | {"HOME": str(tmp_path)}, check=True, timeout=60)
    # Where it reports, it first keeps an identifier of the computer and what it will send.
    assert not list(tmp_path.iterdir())
