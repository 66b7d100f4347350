"""The pixels that a model reads are those that the processor of transformers makes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image

from catdog_gui.classify.image_transform import ImageTransform, read_image_transform
from catdog_gui.classify.models import ModelError

SIZES = [(300, 400), (400, 300), (224, 224), (1000, 301), (37, 53), (333, 334), (1, 1)]
BARE = {"do_rescale": False, "do_normalize": False}


def noise(width: int, height: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(width).integers(0, 255, (height, width, 3), np.uint8))


def largest_difference(processor: Any, image: Image.Image, config: dict[str, Any] | None = None) -> int:
    theirs = processor(image, return_tensors="np")["pixel_values"][0].transpose(1, 2, 0).astype(int)
    ours = read_image_transform(config or processor.to_dict()).pixels(image)
    assert ours.shape == theirs.shape
    return int(np.abs(ours - theirs).max())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "options", [{"size": {"height": 224, "width": 224}}, {"size": {"height": 96, "width": 160}, "resample": 3}]
)
def test_squashed_as_by_the_processor_of_vit(size: tuple[int, int], options: dict[str, Any]) -> None:
    module = pytest.importorskip("transformers.models.vit.image_processing_pil_vit")
    assert largest_difference(module.ViTImageProcessorPil(**options, **BARE), noise(*size)) <= 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("edge", "share"), [(224, 0.875), (224, 1.0), (288, 0.95), (384, 0.875)])
def test_cropped_as_by_the_processor_of_resnet(size: tuple[int, int], edge: int, share: float) -> None:
    module = pytest.importorskip("transformers.models.convnext.image_processing_pil_convnext")
    processor = module.ConvNextImageProcessorPil(size={"shortest_edge": edge}, crop_pct=share, resample=3, **BARE)
    assert largest_difference(processor, noise(*size)) <= 1


def test_the_older_form_of_the_file_of_resnet_50() -> None:
    """One number for the size, as on the hub until today: the shortest edge there, not a square."""
    module = pytest.importorskip("transformers.models.convnext.image_processing_pil_convnext")
    config = {
        "crop_pct": 0.875,
        "do_resize": True,
        "feature_extractor_type": "ConvNextFeatureExtractor",
        "resample": 3,
        "size": 224,
    }
    processor = module.ConvNextImageProcessorPil(**(config | BARE))
    assert largest_difference(processor, noise(300, 400), config) <= 1


@pytest.mark.parametrize("size", [(100_000, 20), (20, 100_000), (100_000, 1)])
def test_of_a_panorama_the_middle_is_read_without_resizing_the_rest(size: tuple[int, int]) -> None:
    image = Image.new("RGB", size, "red")
    image.paste("lime", tuple(side // 2 - 200 for side in size) + tuple(side // 2 + 200 for side in size))  # type: ignore[arg-type]
    pixels = ImageTransform(None, 256, (224, 224), Image.Resampling.BICUBIC).pixels(image)
    assert pixels.shape == (224, 224, 3)
    assert (pixels == (0, 255, 0)).all()


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"size": {"height": 0, "width": 10}},
        {"size": {"height": 10**9, "width": 10**9}},
        {"size": {"height": "224", "width": 224}},
        {"size": {"longest_edge": 224}},
        {"size": {"shortest_edge": 224}},
        {"size": {"shortest_edge": 224}, "crop_pct": 0},
        {"size": {"shortest_edge": 224}, "crop_pct": 1e-9},
        {"size": {"shortest_edge": 224}, "crop_pct": float("nan")},
        {"size": {"shortest_edge": 224}, "crop_pct": "0.875"},
        {"do_resize": False},
    ],
)
def test_impossible_sizes_are_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ModelError):
        read_image_transform(config)


def test_min_side_is_the_size_that_decoding_must_keep() -> None:
    assert ImageTransform(None, 256, (224, 224), Image.Resampling.BICUBIC).min_side == 256
    assert ImageTransform((192, 224), None, None, Image.Resampling.BICUBIC).min_side == 224
