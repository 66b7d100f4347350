"""A model folder is untrusted data: it is used if all of it fits, else refused with one sentence."""

from __future__ import annotations

import io
import json
import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import save_file

from catdog_gui.classify.engines import open_engine
from catdog_gui.classify.model_folder import read_model_folder
from catdog_gui.classify.models import ModelError, ScoreKind
from catdog_gui.classify.reference import read_reference

Maker = Callable[..., Path]
CARD = "catdog.json"


def edit(file: Path, **changes: Any) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def refusal(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read_model_folder(folder)
    return str(caught.value)


def test_a_good_folder_scores_pictures(make_tiny_model_folder: Maker) -> None:
    model = read_model_folder(make_tiny_model_folder())
    assert model.classes == ("cat", "dog")
    assert model.kind is ScoreKind.INDEPENDENT
    assert (model.default_policy.threshold, model.default_policy.precision) == (0.8, 0.99)
    assert model.policy("unheard of") == model.default_policy
    engine = open_engine(model, "onnx")
    pixels = model.transform.pixels(Image.new("RGB", (30, 20), (255, 0, 51)))[None]
    features = engine.features(pixels)
    assert features == pytest.approx(np.array([[1, 0, 0.2]]), abs=1e-5)
    assert model.head.scores(features)[0] == pytest.approx([1, 0], abs=1e-3)
    assert engine.features(np.repeat(pixels, 3, 0)).shape == (3, 3)


def test_the_quantised_network_is_preferred(make_tiny_model_folder: Maker) -> None:
    folder = make_tiny_model_folder()
    assert read_model_folder(folder).features_file.name == "features.onnx"
    (folder / "features.int8.onnx").write_bytes((folder / "features.onnx").read_bytes())
    assert read_model_folder(folder).features_file.name == "features.int8.onnx"


@pytest.mark.parametrize(
    "name", ["config.json", "preprocessor_config.json", CARD, "model.safetensors", "features.onnx"]
)
@pytest.mark.parametrize(
    "damage", [Path.unlink, lambda file: file.write_bytes(b""), lambda file: file.write_bytes(b"\xff{[")]
)
def test_a_file_that_is_missing_or_damaged_is_named(
    make_tiny_model_folder: Maker, name: str, damage: Callable[[Path], Any]
) -> None:
    folder = make_tiny_model_folder()
    damage(folder / name)
    with pytest.raises(ModelError, match=name.split(".", maxsplit=1)[0]):
        open_engine(read_model_folder(folder), "onnx")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "no model folder" in refusal(tmp_path / "nothing")


def test_a_checkpoint_without_metadata_is_refused_with_a_hint(
    make_tiny_model_folder: Maker,
) -> None:
    folder = make_tiny_model_folder()
    (folder / CARD).unlink()
    assert "trainer export" in refusal(folder)


@pytest.mark.parametrize(
    "text",
    ["[]", "1", "null", '"x"', "{", "[" * 200_000, '{"a":' * 100_000, "1" * 10_000, " " * (9 << 20), '{"schema": 1}'],
    ids=lambda text: text[:6],
)
@pytest.mark.parametrize("name", ["config.json", "preprocessor_config.json", CARD])
def test_hostile_json(make_tiny_model_folder: Maker, name: str, text: str) -> None:
    folder = make_tiny_model_folder()
    (folder / name).write_text(text)
    assert refusal(folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": 2},
        {"schema": None},
        {"head": {}},
        {"head": {"weight": "no such", "bias": "classifier.bias"}},
        {"head": {"weight": ["classifier.weight"], "bias": "classifier.bias"}},
        {"head": "classifier"},
        {"temperature": 0},
        {"temperature": float("nan")},
        {"temperature": 10**400},
        {"temperature": "warm"},
        {"score_kind": "regression"},
        {"policies": []},
        {"policies": 1},
        {"policies": [{"name": "balanced"}]},
        {"policies": [{"name": "balanced", "threshold": 0}]},
        {"policies": [{"name": "balanced", "threshold": 1.5}]},
        {"policies": [{"name": "balanced", "threshold": 0.8, "precision": "high"}]},
        {"default_policy": "another"},
    ],
    ids=str,
)
def test_metadata_that_does_not_fit(make_tiny_model_folder: Maker, changes: dict[str, Any]) -> None:
    folder = make_tiny_model_folder()
    edit(folder / CARD, **changes)
    assert "cannot be used" in refusal(folder)


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "a/b",
        "a\\b",
        "..",
        ".",
        "",
        " ",
        "cat ",
        ".hidden",
        "C:",
        "a\0b",
        "a\nb",
        "x" * 101,
        "both",
        "NEITHER",
        "Unsure",
        "con.",
        "CAT",
    ],
)
def test_a_class_name_that_is_no_folder_name(make_tiny_model_folder: Maker, name: str) -> None:
    folder = make_tiny_model_folder()
    edit(folder / "config.json", id2label={"0": "cat", "1": name})
    assert "cannot be used" in refusal(folder)


@pytest.mark.parametrize(
    "labels",
    [{}, {"0": "cat"}, ["cat", "dog"], {"0": "cat", "7": "dog"}, "xy", None, dict.fromkeys(map(str, range(2000)), "x")],
    ids=lambda labels: str(labels)[:20],
)
def test_classes_that_are_no_list_of_names(make_tiny_model_folder: Maker, labels: Any) -> None:
    folder = make_tiny_model_folder()
    edit(folder / "config.json", id2label=labels)
    assert "cannot be used" in refusal(folder)


@pytest.mark.parametrize(
    ("weight", "bias"),
    [((3, 3), (2,)), ((2, 3), (3,)), ((2,), (2,)), ((2, 3, 1), (2,)), ((2, 0), (2,)), ((2, 70_000), (2,))],
)
def test_a_head_of_the_wrong_shape(
    make_tiny_model_folder: Maker, weight: tuple[int, ...], bias: tuple[int, ...]
) -> None:
    folder = make_tiny_model_folder()
    tensors = {"classifier.weight": np.zeros(weight, np.float32), "classifier.bias": np.zeros(bias, np.float32)}
    save_file(tensors, folder / "model.safetensors")
    assert "shapes" in refusal(folder)


def test_a_head_that_is_not_finite(make_tiny_model_folder: Maker) -> None:
    folder = make_tiny_model_folder()
    tensors = {"classifier.weight": np.full((2, 3), np.nan, np.float32), "classifier.bias": np.zeros(2, np.float32)}
    save_file(tensors, folder / "model.safetensors")
    assert "finite" in refusal(folder)


def test_a_network_that_does_not_fit_the_rest(make_tiny_model_folder: Maker) -> None:
    folder = make_tiny_model_folder()
    edit(folder / "preprocessor_config.json", size={"height": 16, "width": 16})
    with pytest.raises(ModelError, match="pixels"):
        open_engine(read_model_folder(folder), "onnx")
    edit(folder / "preprocessor_config.json", size={"height": 8, "width": 8})
    tensors = {"classifier.weight": np.zeros((2, 5), np.float32), "classifier.bias": np.zeros(2, np.float32)}
    save_file(tensors, folder / "model.safetensors")
    with pytest.raises(ModelError, match="3 features; the head reads 5"):
        open_engine(read_model_folder(folder), "onnx")


class _Bomb:
    def __reduce__(self) -> tuple[Callable[[str], Any], tuple[str]]:
        return open, (str(Path.home() / "never"),)


def test_pickles_beside_the_weights_are_not_read(
    make_tiny_model_folder: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_tiny_model_folder()
    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, lambda *_: pytest.fail("a pickle was read"))
    (folder / "reference.npz").write_bytes(b"\x80\x04.")
    read_model_folder(folder)
    (folder / "model.pkl").write_bytes(b"\x80\x04.")
    assert "model.pkl" in refusal(folder)


@pytest.mark.parametrize("name", ["modeling.py", "pytorch_model.bin", "helper.so"])
def test_a_folder_with_a_file_of_code_is_refused(make_tiny_model_folder: Maker, name: str) -> None:
    folder = make_tiny_model_folder()
    (folder / name).write_bytes(b"")
    assert name in refusal(folder)


@pytest.mark.parametrize("name", ["README.md", "features.onnx"])
def test_a_folder_with_a_link_is_refused(make_tiny_model_folder: Maker, tmp_path: Path, name: str) -> None:
    folder = make_tiny_model_folder()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes((folder / name).read_bytes() if (folder / name).exists() else b"private")
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(elsewhere)
    assert "is a link" in refusal(folder)


def test_a_folder_that_asks_for_code_is_refused(make_tiny_model_folder: Maker) -> None:
    folder = make_tiny_model_folder()
    edit(folder / "config.json", auto_map={"AutoModel": "evil.Model"})
    assert "auto_map" in refusal(folder)


def test_a_config_in_utf_16_is_refused_in_one_sentence(make_tiny_model_folder: Maker) -> None:
    folder = make_tiny_model_folder()
    config = folder / "config.json"
    config.write_bytes(config.read_text().encode("utf-16"))
    assert "config.json cannot be read" in refusal(folder)


def test_a_reference_that_declares_more_rows_than_it_has_is_refused(make_tiny_model_folder: Maker) -> None:
    folder = make_tiny_model_folder()
    header = io.BytesIO()
    numpy_header = {"descr": "<f4", "fortran_order": False, "shape": (10**10, 3)}
    np.lib.format.write_array_header_2_0(header, numpy_header)
    with zipfile.ZipFile(folder / "reference.npz", "w") as archive:
        archive.writestr("features.npy", header.getvalue())
    with pytest.raises(ModelError, match="reference"):
        read_reference(folder, 3)


def test_a_head_in_bfloat16_is_read(make_tiny_model_folder: Maker) -> None:
    folder = make_tiny_model_folder()
    weights = folder / "model.safetensors"
    before = read_model_folder(folder).head
    tensors = {"classifier.weight": before.weight, "classifier.bias": before.bias}
    halves = {name: (tensor.view(np.uint32) >> 16).astype("<u2").tobytes() for name, tensor in tensors.items()}
    header, offset = {}, 0
    for name, tensor in tensors.items():
        end = offset + len(halves[name])
        header[name] = {"dtype": "BF16", "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header).encode()
    weights.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(halves.values()))
    after = read_model_folder(folder).head
    assert after.weight == pytest.approx(before.weight)
    assert after.bias == pytest.approx(before.bias)


def test_the_id_changes_with_all_that_scores_depend_on(make_tiny_model_folder: Maker) -> None:
    folder = make_tiny_model_folder()
    ids = [read_model_folder(folder).id]
    assert read_model_folder(make_tiny_model_folder("copy")).id == ids[0]
    edit(folder / CARD, temperature=1.5)
    ids.append(read_model_folder(folder).id)
    edit(folder / "preprocessor_config.json", resample=3)
    ids.append(read_model_folder(folder).id)
    (folder / "features.onnx").write_bytes((folder / "features.onnx").read_bytes() + b"\0")
    ids.append(read_model_folder(folder).id)
    tensors = {"classifier.weight": np.ones((2, 3), np.float32), "classifier.bias": np.zeros(2, np.float32)}
    save_file(tensors, folder / "model.safetensors")
    ids.append(read_model_folder(folder).id)
    assert len(set(ids)) == len(ids)
    edit(folder / CARD, policies=[{"name": "balanced", "threshold": 0.7}])
    assert read_model_folder(folder).id == ids[-1]


@pytest.mark.skipif(os.name == "nt", reason="needs named pipes")
@pytest.mark.parametrize("name", ["config.json", CARD, "model.safetensors"])
def test_a_device_or_pipe_is_not_read(make_tiny_model_folder: Maker, name: str) -> None:
    folder = make_tiny_model_folder()
    (folder / name).unlink()
    os.mkfifo(folder / name)
    assert f"{name} is not an ordinary file" in refusal(folder)


@pytest.mark.parametrize("share", [float("inf"), float("nan"), -0.1, 1.5, "many"])
def test_an_impossible_measurement(make_tiny_model_folder: Maker, share: object) -> None:
    folder = make_tiny_model_folder()
    edit(folder / CARD, policies=[{"name": "balanced", "threshold": 0.8, "precision": share, "coverage": 0.9}])
    assert "cannot be used" in refusal(folder)


MEASURED = {"name": "balanced", "threshold": 0.8, "precision": 0.9965, "coverage": 0.977}


def test_a_policy_measured_on_other_sources_has_a_range(make_tiny_model_folder: Maker) -> None:
    folder = make_tiny_model_folder(
        card={"policies": [MEASURED | {"precision_range": [0.9846, 0.9992], "pictures": 567}]}
    )
    policy = read_model_folder(folder).default_policy
    assert (policy.precision_range, policy.pictures) == ((0.9846, 0.9992), 567)


@pytest.mark.parametrize("entry", [MEASURED, MEASURED | {"precision_range": None}])
def test_a_policy_without_a_range(make_tiny_model_folder: Maker, entry: dict[str, Any]) -> None:
    policy = read_model_folder(make_tiny_model_folder(card={"policies": [entry]})).default_policy
    assert (policy.precision, policy.precision_range, policy.pictures) == (0.9965, None, None)


@pytest.mark.parametrize(
    ("precision_range", "pictures"),
    [
        ([0.9, 0.8], 567),
        ([-0.1, 0.9], 567),
        ([0.9, 1.1], 567),
        ([float("nan"), 0.9], 567),
        ([0.9, None], 567),
        ([0.9], 567),
        ([0.8, 0.9, 1], 567),
        (0.9, 567),
        ([0.8, 0.9], 0),
        ([0.8, 0.9], 1 << 40),
        ([0.8, 0.9], None),
    ],
    ids=str,
)
def test_an_impossible_range(make_tiny_model_folder: Maker, precision_range: object, pictures: object) -> None:
    entry = MEASURED | {"precision_range": precision_range, "pictures": pictures}
    assert "cannot be used" in refusal(make_tiny_model_folder(card={"policies": [entry]}))
