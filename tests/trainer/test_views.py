"""Random views for training."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from catdog_gui.classify.image_transform import ImageTransform
from trainer.views import RandomViews, augmented_views, random_crop_box


def test_a_view_has_the_size_and_follows_the_seed() -> None:
    picture = Image.effect_noise((60, 40), 80).convert("RGB")
    views = RandomViews(size=24)
    one, same, other = (views.random_view(picture, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (one.shape, one.dtype) == ((24, 24, 3), np.uint8)
    assert (one == same).all()
    assert (one != other).any()


def test_a_pair_shows_both_pictures() -> None:
    red, blue = Image.new("RGB", (50, 50), (250, 0, 0)), Image.new("RGB", (50, 50), (0, 0, 250))
    view = RandomViews(size=24).random_pair(red, blue, np.random.default_rng(6)).astype(int)
    halves = {tuple((half[..., 0] > half[..., 2]).ravel()[[0, -1]]) for half in (view[:, :12], view[:, 12:])}
    assert halves == {(True, True), (False, False)}


@pytest.mark.parametrize("size", [(60, 40), (40, 60), (1, 1)])
def test_a_random_crop_keeps_its_share_of_the_area_and_its_shape(size: tuple[int, int]) -> None:
    boxes = [random_crop_box(*size, 0.4, np.random.default_rng(seed)) for seed in range(100)]
    for left, top, right, bottom in boxes:
        assert 0 <= left < right <= size[0]
        assert 0 <= top < bottom <= size[1]
        assert 0.4 <= (right - left) * (bottom - top) / (size[0] * size[1]) <= 1
        assert 3 / 4 - 1e-9 <= (right - left) / (bottom - top) <= 4 / 3 + 1e-9
    assert len(set(boxes)) == 100


def test_where_no_crop_fits_it_is_the_whole_picture() -> None:
    assert random_crop_box(400, 3, 0.4, np.random.default_rng(0)) == (0, 0, 400, 3)
    assert random_crop_box(50, 60, 1, np.random.default_rng(0)) == (0, 0, 50, 60)


@pytest.mark.parametrize("size", [(60, 40), (3, 200), (1, 1)])
def test_some_views_begin_with_the_picture_itself(size: tuple[int, int]) -> None:
    picture = Image.effect_noise(size, 80).convert("RGB")
    transform = ImageTransform((24, 24), None, None, Image.Resampling.BILINEAR)
    views = augmented_views(picture, transform, 5, np.random.default_rng(0))
    assert [view.shape for view in views] == [(24, 24, 3)] * 5
    assert (views[0] == transform.pixels(picture)).all()
    assert (views[1] == views[0][:, ::-1]).all()
    assert len(augmented_views(picture, transform, 1, np.random.default_rng(0))) == 1
