"""Fixtures that several packages' tests share."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
TINY_SIDE = 8
TINY_FEATURES = 3

ModelFolderMaker = Callable[..., Path]
# What libraries keep for every program of the user.
SHARED_CACHES = tuple(
    f".cache/{name}" for name in ("fontconfig/", "huggingface/", "matplotlib/", "mesa_shader_cache", "openbox/")
)

TORCH_CACHE = "torchinductor_"


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left_outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Gives the tests a home and a folder for temporary files; fails if they leave anything there or in this one."""
    home, temporary = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("temporary")
    before = {*ROOT.iterdir()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        for variable in [name for name in os.environ if name.startswith("XDG_") and name.endswith("_HOME")]:
            patch.delenv(variable)
        # Not TMPDIR: the path of a socket that Qt makes there would be too long on some systems.
        patch.setattr(tempfile, "tempdir", str(temporary))
        yield
    left = [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()]
    left = [name for name in left if not name.startswith(SHARED_CACHES)]
    left += [path.name for path in temporary.iterdir() if not path.name.startswith(TORCH_CACHE)]
    left += [path.name for path in {*ROOT.iterdir()} - before if not path.name.startswith(".")]
    assert not left, "a test wrote outside its folder"


@pytest.fixture
def tmp_path(tmp_path: Path) -> Path:
    """A folder of the test's own; CATDOG_TEST_FOLDER gives it a name, such as one whose bytes are no text."""
    name = os.environ.get("CATDOG_TEST_FOLDER")
    if not name:
        return tmp_path
    folder = tmp_path / name
    folder.mkdir()
    return folder


@pytest.fixture
def make_tiny_model_folder(tmp_path: Path) -> ModelFolderMaker:
    """Makes a model folder of 8 x 8 pixels whose three features are the mean red, green and blue in 0..1.

    With the head's weights as given here, red is the first class and green the second.
    """
    return lambda name="model", **options: _write_tiny_model_folder(tmp_path / name, **options)


@pytest.fixture
def make_tiny_pair(make_tiny_model_folder: ModelFolderMaker) -> ModelFolderMaker:
    """Makes a tiny model folder with a second look of its kind, which is asked for scores between 0.1 and 0.9."""

    def make(name: str = "pair", **options: object) -> Path:
        folder = make_tiny_model_folder(name, **options)
        make_tiny_model_folder(f"{name}-second", **options).rename(folder / "second")
        card = json.loads((folder / "catdog.json").read_text("utf-8"))
        joining = {"second_look": {"low": 0.1, "high": 0.9, "weight": 1.0}}
        (folder / "catdog.json").write_text(json.dumps(card | joining), "utf-8")
        return folder

    return make


def _write_tiny_model_folder(
    folder: Path,
    classes: tuple[str, ...] = ("cat", "dog"),
    kind: str = "multi_label_classification",
    card: dict[str, object] | None = None,
) -> Path:
    from safetensors.numpy import save_file

    folder.mkdir(parents=True)
    weight = np.zeros((len(classes), TINY_FEATURES), np.float32)
    for row in range(len(classes)):
        weight[row, row % TINY_FEATURES] = 20
    save_file(
        {"classifier.weight": weight, "classifier.bias": np.full(len(classes), -10, np.float32)},
        folder / "model.safetensors",
    )
    contents: dict[str, object] = {
        "config.json": {"id2label": {str(index): name for index, name in enumerate(classes)}, "problem_type": kind},
        "preprocessor_config.json": {
            "do_resize": True,
            "size": {"height": TINY_SIDE, "width": TINY_SIDE},
            "resample": 2,
        },
        "catdog.json": {
            "schema": 1,
            "head": {"weight": "classifier.weight", "bias": "classifier.bias"},
            "score_kind": kind,
            "temperature": 1.0,
            "policies": [{"name": "balanced", "threshold": 0.8, "precision": 0.99, "coverage": 0.9}],
            "default_policy": "balanced",
        }
        | (card or {}),
    }
    for name, content in contents.items():
        (folder / name).write_text(json.dumps(content), "utf-8")
    _write_mean_colour_network(folder / "features.onnx")
    return folder


def _write_mean_colour_network(file: Path) -> None:
    onnx = pytest.importorskip("onnx", reason="a tiny network is written with onnx, of the train extra")
    from onnx import TensorProto, helper

    pixels = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["n", TINY_SIDE, TINY_SIDE, 3])
    features = helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", TINY_FEATURES])
    nodes = [
        helper.make_node("Cast", ["pixels"], ["real"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["real", "axes"], ["mean"], keepdims=0),
        helper.make_node("Div", ["mean", "white"], ["features"]),
    ]
    constants = [
        helper.make_tensor("axes", TensorProto.INT64, [2], [1, 2]),
        helper.make_tensor("white", TensorProto.FLOAT, [], [255.0]),
    ]
    graph = helper.make_graph(nodes, "mean_colour", [pixels], [features], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.save(model, file)
