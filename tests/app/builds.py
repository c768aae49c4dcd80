"""The built app as another release of it: same source, another build id, what a test changes in it."""

import base64
import hashlib
import re
import shutil
from pathlib import Path

from tests.app.places import BUILT_APP


def another_build(folder: Path, build_id: str, *, extra: str = "") -> Path:
    """A copy of the built app as `build_id`; its page ends in `extra`, its worker lists it so."""
    copy = folder / build_id
    shutil.copytree(BUILT_APP, copy)
    page = (copy / "index.html").read_text()
    old_id = the_build_id(page)
    write(copy / "index.html", page.replace(old_id, build_id) + extra)
    worker = (copy / "sw.js").read_text().replace(old_id, build_id)
    write(copy / "sw.js", worker.replace(integrity(page), integrity((copy / "index.html").read_text())))
    return copy


def the_build_id(page: str) -> str:
    found = re.search(r'<meta name="build" content="([0-9a-f]{12})"', page)
    assert found, "the page names no build"
    return found[1]


def integrity(text: str) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(text.encode()).digest()).decode()


def write(path: Path, text: str) -> None:
    """The file, without its compressed twins, which would be of the old text."""
    path.write_text(text)
    for ending in (".br", ".gz"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
