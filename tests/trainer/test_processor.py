"""Pixels of every family: what the program gives a network is what the family's own processor gives it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

for needed in ("torch", "transformers"):
    pytest.importorskip(needed, reason="needs the train extra")

import torch  # noqa: E402
import transformers  # noqa: E402

from catdog_gui.classify.image_transform import read_image_transform  # noqa: E402
from catdog_gui.classify.models import ModelError  # noqa: E402
from catdog_gui.classify.torch_engine.normalisation import Normalisation  # noqa: E402
from tests.trainer.families import FAMILIES  # noqa: E402
from trainer.processor import image_transform_of  # noqa: E402

SHAPES = [(40, 48, 3), (97, 61, 3), (113, 300, 3), (64, 64, 3), (20, 31, 3)]
OPTIONS = {
    "EfficientNet without a second division": ("EfficientNet", {"include_top": False}),
    "EfficientNet around zero": ("EfficientNet", {"rescale_offset": True, "rescale_factor": 1 / 127.5}),
    "EfficientNet with a crop": ("EfficientNet", {"do_center_crop": True, "crop_size": {"height": 28, "width": 28}}),
    "MobileViT in red, green, blue": ("MobileViT", {"do_flip_channel_order": False}),
    "MobileViT with a field that it ignores": ("MobileViT", {"do_normalize": True}),
    "ViT as bytes": ("ViT", {"do_rescale": False, "do_normalize": False}),
    "ConvNeXt squashed": ("ConvNeXt", {"size": {"shortest_edge": 384}}),
}


def picture(shape: tuple[int, int, int]) -> Image.Image:
    return Image.fromarray(np.random.default_rng(shape[0]).integers(0, 256, shape, dtype=np.uint8))


def assert_same_values(processor: object) -> None:
    # As a model folder keeps it.
    config = json.loads(processor.to_json_string())
    for shape in SHAPES:
        pixels = read_image_transform(config).pixels(picture(shape))
        seen = Normalisation(config)(torch.from_numpy(pixels[None].copy())).numpy()
        expected = processor(images=picture(shape), return_tensors="np")["pixel_values"]
        np.testing.assert_allclose(seen, expected, atol=1e-5)
    image_transform_of(processor)


@pytest.mark.parametrize("family", FAMILIES)
def test_values_are_those_of_the_family_s_own_processor(family: str) -> None:
    assert_same_values(FAMILIES[family]()[1])


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_of_a_processor_is_read(name: str) -> None:
    family, options = OPTIONS[name]
    given = FAMILIES[family]()[1]
    assert_same_values(type(given)(**{**given.to_dict(), **options}))


def test_a_field_that_is_not_known_is_named() -> None:
    processor = FAMILIES["ViT"]()[1].to_dict()
    with pytest.raises(ModelError, match="a field that this program does not know: do_split_image"):
        Normalisation(processor | {"do_split_image": True})
    Normalisation(processor | {"do_split_image": False, "size_divisor": None})


def test_a_processor_with_rules_of_its_own_is_named() -> None:
    from transformers.models.levit.image_processing_pil_levit import LevitImageProcessorPil

    with pytest.raises(ModelError, match="LevitImageProcessorPil, prepares pictures in a way"):
        image_transform_of(LevitImageProcessorPil(size={"shortest_edge": 48}, crop_size={"height": 48, "width": 48}))


def test_fields_that_a_file_leaves_out_have_the_default_of_their_class(tmp_path: Path) -> None:
    (tmp_path / "preprocessor_config.json").write_text('{"image_processor_type": "MobileViTImageProcessor"}')
    assert_same_values(transformers.AutoImageProcessor.from_pretrained(tmp_path))
