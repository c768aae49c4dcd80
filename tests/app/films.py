"""What a camera sees in a test: a film of one picture, for Chromium's fake camera."""

import re
from pathlib import Path

WIDTH, HEIGHT = 640, 480
WHITE, BLACK, NO_COLOUR = b"\xeb", b"\x10", b"\x80"


def a_film_of(code: str, path: Path) -> None:
    """The QR code of this SVG as the app draws it, a unit square a module, filling the height. YUV4MPEG2."""
    side = int(re.search(r'viewBox="0 0 (\d+)', code)[1])  # type: ignore[index]
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", code)}
    step = HEIGHT // side
    margin = WHITE * ((WIDTH - side * step) // 2)
    rows = []
    for y in range(side):
        modules = b"".join((BLACK if (x, y) in dark else WHITE) * step for x in range(side))
        rows += [(margin + modules).ljust(WIDTH, WHITE)] * step
    light = b"".join(rows).ljust(WIDTH * HEIGHT, WHITE)
    colour = NO_COLOUR * (WIDTH * HEIGHT // 2)
    path.write_bytes(
        b"YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n" % (WIDTH, HEIGHT) + (b"FRAME\n" + light + colour) * 2
    )
