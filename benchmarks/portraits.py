"""Draws a cat or a dog: fur, ears, eyes, nose."""

from __future__ import annotations

import numpy as np
from canvas import WIDTH, Animal, Canvas
from PIL import Image


def portrait(animal: Animal, seed: int) -> Image.Image:
    canvas = Canvas(animal, seed)
    x, y = WIDTH / 2 + canvas.rng.uniform(-60, 60), 215 + canvas.rng.uniform(-10, 15)
    size = canvas.rng.uniform(125, 145)
    _body(canvas, x, y + 1.5 * size, size)
    (_cat_head if animal.is_cat else _dog_head)(canvas, x, y, size)
    return canvas.render()


def _body(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Shoulders and chest, down to the edge of the picture."""
    n = 16000
    wide = canvas.rng.uniform(-1, 1, n)
    down = np.sort(canvas.rng.uniform(-1.1, 1.8, n))
    px = x + wide * size * (1.02 + 0.18 * np.clip(down, -1, 1))
    py = y + down * size
    inside = np.hypot(wide, np.minimum(down, 0)) < 1
    px, py, wide, down = px[inside], py[inside], wide[inside], down[inside]
    colours = np.tile(np.array(canvas.animal.body, float), (len(px), 1))
    chest = canvas.animal.coat(np.zeros(len(px)), np.full(len(px), 0.55))
    near = np.clip(1.35 - np.abs(wide) / 0.35, 0, 1)[:, None]
    colours = colours * (1 - near) + chest * near
    colours *= (1.02 - 0.42 * np.abs(wide) ** 2.2)[:, None]
    angle = np.pi / 2 - wide * 0.5 + canvas.rng.normal(0, 0.2, len(px))
    canvas.draw_hairs(px, py, angle, canvas.rng.uniform(18, 34, len(px)), colours)


def _head_fur(
    canvas: Canvas, x: float, y: float, size: float, tall: float, nose: float, long: float, shade: float = 26
) -> None:
    """Hair that points away from the nose; drawn from the outside in, so that the inner hair covers the outer."""
    n = 15000
    radius, turn = np.sqrt(canvas.rng.uniform(0, 1, n)), canvas.rng.uniform(0, 2 * np.pi, n)
    order = np.argsort(-radius)
    u, v = (radius * np.cos(turn))[order], (radius * np.sin(turn))[order]
    # Cheeks are wider than the skull.
    px, py = x + u * size * (1.0 + 0.12 * np.clip(v, -0.5, 1)), y + v * size * tall
    angle = np.arctan2(py - (y + nose * size), px - x) + canvas.rng.normal(0, 0.18, n)
    light = 1.06 - 0.3 * np.hypot(u, v) ** 3 - 0.12 * np.clip(v, 0, 1)
    colours = canvas.animal.coat(u, v) * light[:, None]
    length = long * (0.45 + 0.75 * np.hypot(u, v)) * canvas.rng.uniform(0.7, 1.2, n)
    canvas.draw_hairs(px, py, angle, length, colours, shade=shade)


def _ear(canvas: Canvas, tip: tuple[float, float], left: tuple[float, float], right: tuple[float, float]) -> None:
    """A pointed ear with its inside."""
    animal, rng = canvas.animal, canvas.rng
    corners = np.array([tip, left, right])
    outer = np.array(animal.coat(np.array([0.6]), np.array([-0.9]))[0])
    middle = corners.mean(0)
    for scale, colour, n, length in ((1.0, outer, 2600, 15), (0.66, np.array(animal.ears), 900, 12)):
        weights = rng.dirichlet((1, 1, 1), n)
        weights = weights[np.argsort(weights[:, 0] * -1)]
        points = weights @ (middle + (corners - middle) * scale + (0, 6 * (1 - scale)))
        direction = np.arctan2(tip[1] - middle[1], tip[0] - middle[0])
        colours = np.tile(colour.astype(float), (n, 1)) * (0.8 + 0.3 * weights[:, :1])
        canvas.draw_hairs(
            points[:, 0], points[:, 1], direction + rng.normal(0, 0.3, n), rng.uniform(6, length, n), colours
        )
    tufts = left[0] + (right[0] - left[0]) * rng.uniform(0.2, 0.8, 90)
    base = np.full(90, (left[1] + right[1]) / 2) - 2
    pale = np.tile(np.clip(outer + 50, 0, 255), (90, 1))
    canvas.draw_hairs(tufts, base, -np.pi / 2 + rng.normal(0, 0.3, 90), rng.uniform(18, 40, 90), pale, 2)


def _cat_head(canvas: Canvas, x: float, y: float, size: float) -> None:
    for side in (-1, 1):
        tip = (x + side * 0.83 * size, y - 1.35 * size)
        _ear(canvas, tip, (x + side * 0.28 * size, y - 0.72 * size), (x + side * 0.95 * size, y - 0.3 * size))
    _head_fur(canvas, x, y, size, 0.86, 0.3, 26)
    for side in (-1, 1):
        _cat_eye(canvas, x + side * 0.42 * size, y - 0.06 * size, 0.23 * size, side)
    mouth = y + 0.42 * size
    nose = canvas.animal.nose
    canvas.polygon([(x - 0.12 * size, mouth - 0.13 * size), (x + 0.12 * size, mouth - 0.13 * size), (x, mouth)], nose)
    canvas.ellipse(x - 0.06 * size, mouth - 0.12 * size, 0.07 * size, 0.035 * size, nose)
    canvas.ellipse(x + 0.06 * size, mouth - 0.12 * size, 0.07 * size, 0.035 * size, nose)
    dark = (70, 45, 45)
    canvas.line([(x, mouth), (x, mouth + 0.1 * size)], dark, 2)
    for side in (-1, 1):
        curve = [
            (x, 0.1),
            (x + side * 0.07 * size, 0.17),
            (x + side * 0.16 * size, 0.17),
            (x + side * 0.24 * size, 0.1),
        ]
        canvas.line([(px, mouth + down * size) for px, down in curve], dark, 2)
        for place in np.linspace(-0.18, 0.14, 5):
            start = (x + side * 0.28 * size, mouth + (0.02 + place * 0.5) * size)
            bend = (x + side * 0.85 * size, mouth + (place * 1.1 - 0.02) * size)
            end = (x + side * 1.3 * size, mouth + (place * 2 + 0.06) * size)
            canvas.line([start, bend, end], (240, 240, 238), 0.8)


def _cat_eye(canvas: Canvas, x: float, y: float, r: float, side: int) -> None:
    turns = np.linspace(0, 2 * np.pi, 40)
    almond = [
        (x + r * 1.12 * float(np.cos(t)), y + r * 0.86 * float(np.sin(t)) - side * 0.16 * r * float(np.cos(t)))
        for t in turns
    ]
    canvas.polygon([(x + (px - x) * 1.14, y + (py - y) * 1.18) for px, py in almond], (35, 26, 24))
    canvas.polygon(almond, canvas.animal.eyes)
    iris = np.array(canvas.animal.eyes)
    for step in np.linspace(1, 0.3, 8):
        colour = tuple(np.clip(iris * (0.75 + 0.5 * (1 - step)), 0, 255).astype(int).tolist())
        canvas.ellipse(x, y, r * 0.82 * step, r * 0.82 * step, colour)
    canvas.ellipse(x, y, r * 0.3, r * 0.72, (12, 10, 12))
    canvas.ellipse(x - r * 0.28, y - r * 0.34, r * 0.19, r * 0.19, (255, 255, 255))
    canvas.ellipse(x + r * 0.3, y + r * 0.35, r * 0.09, r * 0.09, (220, 225, 230))


def _dog_head(canvas: Canvas, x: float, y: float, size: float) -> None:
    _head_fur(canvas, x, y - 0.08 * size, size * 0.8, 1.12, 0.4, 17, shade=17)
    for side in (-1, 1):
        _hanging_ear(canvas, x + side * 0.66 * size, y - 0.74 * size, size, side)
    muzzle_y = y + 0.5 * size
    if canvas.animal.tongue:
        canvas.ellipse(x, muzzle_y + 0.34 * size, 0.27 * size, 0.2 * size, (58, 26, 30))
        canvas.ellipse(x + 0.02 * size, muzzle_y + 0.56 * size, 0.19 * size, 0.3 * size, (222, 104, 118))
        canvas.line(
            [(x + 0.02 * size, muzzle_y + 0.36 * size), (x + 0.02 * size, muzzle_y + 0.76 * size)], (186, 70, 88), 2
        )
    _muzzle(canvas, x, muzzle_y, size)
    for side in (-1, 1):
        _dog_eye(canvas, x + side * 0.34 * size, y - 0.2 * size, 0.115 * size)


def _hanging_ear(canvas: Canvas, x: float, y: float, size: float, side: int) -> None:
    n = 6500
    rng = canvas.rng
    down = np.sort(rng.uniform(0, 1, n))
    wide = rng.uniform(-1, 1, n) * np.sqrt(np.clip(np.sin(np.pi * (0.02 + 0.94 * down)), 0, 1))
    px = x + wide * 0.29 * size + side * 0.3 * size * np.sin(down * 1.9)
    py = y + down * 1.3 * size
    colours = np.tile(np.array(canvas.animal.ears, float), (n, 1)) * (1.08 - 0.35 * np.abs(wide) - 0.18 * down)[:, None]
    angle = np.pi / 2 - side * (0.5 - 0.5 * down) + rng.normal(0, 0.15, n)
    canvas.draw_hairs(px, py, angle, rng.uniform(10, 22, n), colours, shade=15)


def _muzzle(canvas: Canvas, x: float, y: float, size: float) -> None:
    """The muzzle from the front, with its shadow on the face."""
    n = 9000
    rng = canvas.rng
    radius, turn = np.sqrt(rng.uniform(0, 1, n)), rng.uniform(0, 2 * np.pi, n)
    order = np.argsort(-radius)
    u, v = (radius * np.cos(turn))[order], (radius * np.sin(turn))[order]
    # Narrow between the eyes, wide at the lips.
    px, py = x + u * size * (0.36 + 0.13 * v), y + v * 0.46 * size
    light = 1.14 - 0.5 * np.hypot(u, v) ** 4 - 0.1 * np.abs(u)
    colours = canvas.animal.coat(u * 0.3, np.full(n, 0.55)) * light[:, None]
    angle = np.arctan2(py - (y - 0.3 * size), px - x) + rng.normal(0, 0.2, n)
    canvas.draw_hairs(px, py, angle, rng.uniform(5, 11, n), colours, shade=12)
    dark = (30, 22, 22)
    canvas.line([(x, y + 0.02 * size), (x, y + 0.22 * size)], dark, 2.5)
    for side in (-1, 1):
        curve = [(0.0, 0.22), (0.1, 0.33), (0.23, 0.34), (0.36, 0.24), (0.42, 0.12)]
        canvas.line([(x + side * px * size, y + py * size) for px, py in curve], dark, 3)
        for row in range(3):
            for place in range(3):
                spot = (x + side * (0.16 + 0.07 * place) * size, y + (0.06 + 0.06 * row) * size)
                canvas.ellipse(*spot, 1.6, 1.6, dark)
    nose = canvas.animal.nose
    canvas.ellipse(x, y - 0.14 * size, 0.22 * size, 0.15 * size, nose)
    canvas.ellipse(x, y - 0.03 * size, 0.12 * size, 0.11 * size, nose)
    for side in (-1, 1):
        canvas.ellipse(x + side * 0.1 * size, y - 0.1 * size, 0.055 * size, 0.04 * size, (6, 5, 5))
    canvas.ellipse(x - 0.04 * size, y - 0.215 * size, 0.09 * size, 0.025 * size, (140, 140, 146))


def _dog_eye(canvas: Canvas, x: float, y: float, r: float) -> None:
    canvas.ellipse(x, y, r * 1.3, r * 1.08, (22, 16, 14))
    canvas.ellipse(x, y, r, r * 0.95, canvas.animal.eyes)
    canvas.ellipse(x, y, r * 0.6, r * 0.6, (10, 8, 8))
    canvas.ellipse(x - r * 0.28, y - r * 0.32, r * 0.22, r * 0.22, (255, 255, 255))
