"""Plots as plain SVG, on paper of their own."""

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 760, 400, 60, 50, 60
INK, RULE = "#2b2a27", "#c9c2b3"
COLOURS = ("#1f5c4a", "#a8702a", "#4b5d8a", "#8a8578", "#7a4a6d", "#3f7f93", "#b08a8a")


def curves(title: str, lines: Mapping[str, Sequence[tuple[float, float]]], marks: tuple[float, float]) -> str:
    """Shares from 0 to 1 over days. `marks`: the day and the share that are aimed at."""
    last = max(x for points in lines.values() for x, _ in points)
    across = (WIDTH - LEFT - 190) / last
    down = HEIGHT - TOP - BOTTOM

    def at(x: float, y: float) -> str:
        return f"{LEFT + x * across:.1f},{TOP + (1 - y) * down:.1f}"

    parts = [
        line(at(0, y / 4), at(last, y / 4), RULE) + label(4, TOP + (1 - y / 4) * down + 4, f"{y * 25} %")
        for y in range(5)
    ]
    parts += [
        label(LEFT + day * across - 8, HEIGHT - BOTTOM + 18, str(day)) for day in range(0, int(last) + 1, 10)
    ]
    day, aim = marks
    parts += [line(at(day, 0), at(day, 1), INK, "4 4"), line(at(0, aim), at(last, aim), INK, "4 4")]
    for number, (name, points) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(at(x, y) for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        parts.append(label(WIDTH - 180, TOP + 20 * number + 10, name, colour))
    return picture(title, parts, HEIGHT)


def bars(
    title: str, rows: Mapping[str, Sequence[float]], names: Sequence[str], aim: float | None = None
) -> str:
    """A bar for each name, cut into parts that add up; `names` of the parts."""
    left, high = 210, 24
    most = max([aim or 0, *(sum(values) for values in rows.values())]) or 1
    across = (WIDTH - left - 70) / most
    parts = []
    for number, (name, values) in enumerate(rows.items()):
        top, x = TOP + number * high, float(left)
        parts.append(label(8, top + 15, name))
        for part, value in enumerate(values):
            parts.append(
                f'<rect x="{x:.1f}" y="{top + 3}" width="{value * across:.1f}" height="{high - 8}" '
                f'fill="{COLOURS[part]}"/>'
            )
            x += value * across
        parts.append(label(x + 6, top + 15, f"{sum(values):.2f}"))
    bottom = TOP + len(rows) * high
    if aim is not None:
        x = left + aim * across
        parts.append(line(f"{x:.1f},{TOP - 4}", f"{x:.1f},{bottom}", INK, "4 4"))
    parts += [label(left + 180 * part, bottom + 24, name, COLOURS[part]) for part, name in enumerate(names)]
    return picture(title, parts, bottom + 40)


def picture(title: str, parts: Sequence[str], height: int) -> str:
    space = "http://www.w3.org/2000/svg"
    head = f'<svg xmlns="{space}" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="13">'
    paper = f'<rect width="{WIDTH}" height="{height}" fill="#fbf8f1"/>'
    name = (
        f'<title>{escape(title)}</title><text x="8" y="26" font-size="16" fill="{INK}">{escape(title)}</text>'
    )
    return "\n".join([head, paper, name, *parts, "</svg>\n"])


def line(start: str, end: str, colour: str, dashes: str = "") -> str:
    (x1, y1), (x2, y2) = start.split(","), end.split(",")
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-dasharray="{dashes}"/>'


def label(x: float, y: float, text: str, colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}">{escape(text)}</text>'
