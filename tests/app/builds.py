"""The built app as another release of it: same source, another build id, what a test changes in it."""

import base64
import hashlib
import re
import shutil
from pathlib import Path

from tests.app.places import BUILT_APP

# What the page answers: 'waits' once a new version does, or null if none came. `given[0]`: the app is never
# shown again meanwhile.
LOOK_FOR_UPDATE = """const [isLeftAlone] = given
const registration = await navigator.serviceWorker.getRegistration()
const pause = (ms) => new Promise((go) => setTimeout(go, ms))
// Asked again: the browser may still hold connections to the server that was killed.
for (let tries = 0; tries < 4 && !registration.waiting; tries += 1) {
  await registration.update().catch(() => undefined)
  await pause(250)
  while (registration.installing) await pause(50)
}
for (let tries = 0; tries < 40 && registration.waiting?.state === 'installing'; tries += 1) await pause(50)
// Chromium lost the news of it, now and then: the app finds it when it is shown again.
if (!isLeftAlone && registration.waiting?.state === 'installing')
  document.dispatchEvent(new Event('visibilitychange'))
return registration.waiting ? 'waits' : null"""


def another_build(
    folder: Path, build_id: str, *, extra: str = "", changed: str = "assets/About-*.js"
) -> Path:
    """A copy of the built app as `build_id`; its page ends in `extra`, its worker lists it so.

    changed: the files that are of other bytes in this build, with hashes that fit.
    """
    copy = folder / build_id
    shutil.copytree(BUILT_APP, copy)
    page, worker = (copy / "index.html").read_text(), (copy / "sw.js").read_text()
    old_id, old_integrity = the_build_id(page), integrity(page)
    for path in copy.glob(changed):
        before = path.read_text()
        write(path, f"{before}\n// {build_id}")
        page = page.replace(integrity(before), integrity(path.read_text()))
        worker = worker.replace(integrity(before), integrity(path.read_text()))
    page = page.replace(old_id, build_id) + extra
    write(copy / "index.html", page)
    write(copy / "sw.js", worker.replace(old_id, build_id).replace(old_integrity, integrity(page)))
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
