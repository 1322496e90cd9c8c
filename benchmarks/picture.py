"""A small picture of points on two logarithmic axes, as SVG: needs no browser and no fonts of its own."""

from __future__ import annotations

import math

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 360, 70, 50, 20, 150
COLOURS = ("#0072B2", "#D55E00")
Points = list[tuple[float, float]]


def log_log(series: dict[str, Points], across: str, up: str) -> str:
    """Lines through points, one per name, with whole powers of ten and their halves as ticks.

    Args:
        series: points (x, y) by name, at most two; all above zero.
        across: what x is, with its unit.
        up: what y is, with its unit.
    """
    xs = [x for points in series.values() for x, _ in points]
    ys = [y for points in series.values() for _, y in points]
    x_range, y_range = _range(xs), _range(ys)

    def place(x: float, y: float) -> tuple[float, float]:
        right = LEFT + _share(x, x_range) * (WIDTH - LEFT - RIGHT)
        return right, HEIGHT - BOTTOM - _share(y, y_range) * (HEIGHT - BOTTOM - TOP)

    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for tick in _ticks(x_range):
        x, y = place(tick, y_range[0])
        parts.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{tick:g}</text>')
    for tick in _ticks(y_range):
        x, y = place(x_range[0], tick)
        parts.append(f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
    for (name, points), colour in zip(series.items(), COLOURS, strict=False):
        spots = [place(*point) for point in sorted(points)]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in spots]
        x, y = spots[-1]
        parts.append(f'<text x="{x + 10:.1f}" y="{y + 4:.1f}" fill="{colour}">{name}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">{across}</text>')
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(f'<text transform="translate(16 {middle}) rotate(-90)" text-anchor="middle">{up}</text>')
    style = 'font-family="sans-serif" font-size="13" fill="#333"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {style}>'
    return "\n".join([head, *parts, "</svg>"]) + "\n"


def _range(values: list[float]) -> tuple[float, float]:
    """A little room around the smallest and the largest."""
    return min(values) / 1.3, max(values) * 1.3


def _share(value: float, limits: tuple[float, float]) -> float:
    return (math.log(value) - math.log(limits[0])) / (math.log(limits[1]) - math.log(limits[0]))


def _ticks(limits: tuple[float, float]) -> list[float]:
    """1, 2, 5, 10, 20, 50 … within the limits."""
    first, last = math.floor(math.log10(limits[0])), math.ceil(math.log10(limits[1]))
    every = [step * 10.0**power for power in range(first, last + 1) for step in (1, 2, 5)]
    return [tick for tick in every if limits[0] <= tick <= limits[1]]
