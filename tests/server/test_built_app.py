"""The app as it was really built, served as it really is: nothing is missing and every hash is right.

`make test` builds it before this runs; without it, `make build` says what to do.
"""

import json
import re
from base64 import b64encode
from hashlib import sha256, sha384
from html.parser import HTMLParser

from flask.testing import FlaskClient

from server import create_app
from server.config import BUILT_APP
from server.pages import page
from tests.builders import some_settings

IN_THE_LIST = re.compile(r"url:[`\"']([^`\"']+)[`\"'],integrity:[`\"']([^`\"']+)[`\"']")


class Tags(HTMLParser):
    """Every tag of the page with its attributes, and the text of its import map."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.import_map = ""
        self.in_import_map = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.in_import_map = ("type", "importmap") in attrs

    def handle_data(self, data: str) -> None:
        self.import_map += data if self.in_import_map else ""

    def handle_endtag(self, tag: str) -> None:
        self.in_import_map = False


def the_page() -> Tags:
    text = page(BUILT_APP)
    assert text, "the app is not built: run `make build`"
    tags = Tags()
    tags.feed(text)
    return tags


def the_client() -> FlaskClient:
    return create_app(some_settings(database_url="sqlite:////nowhere/never-opened.sqlite")).test_client()


def integrity(body: bytes) -> str:
    return f"sha384-{b64encode(sha384(body).digest()).decode()}"


def test_every_script_and_style_carries_its_hash() -> None:
    client = the_client()
    linked = [
        (found.get("src") or found["href"], found.get("integrity"))
        for tag, found in the_page().found
        if (tag == "script" and "src" in found) or found.get("rel") == "stylesheet"
    ]

    assert linked
    for url, told in linked:
        assert told == integrity(client.get(str(url)).data), url


def test_the_page_holds_nothing_inline_but_its_import_map() -> None:
    tags = the_page()
    policy = the_client().get("/").headers["Content-Security-Policy"]

    inline = [found for tag, found in tags.found if tag == "script" and "src" not in found]
    assert [found.get("type") for found in inline] in ([], ["importmap"])
    assert not [tag for tag, found in tags.found if tag == "style" or "style" in found]
    assert not [name for _, found in tags.found for name in found if name.startswith("on")]
    if inline:
        assert f"'sha256-{b64encode(sha256(tags.import_map.encode()).digest()).decode()}'" in policy


def test_every_script_that_comes_later_is_in_the_import_map() -> None:
    scripts = {f"/assets/{path.name}" for path in (BUILT_APP / "assets").glob("*.js")}

    told = json.loads(the_page().import_map)["integrity"]

    assert set(told) == scripts
    assert all(told[url] == integrity(the_client().get(url).data) for url in scripts)


def test_every_file_the_worker_keeps_is_served_unaltered() -> None:
    client = the_client()
    listed = IN_THE_LIST.findall(client.get("/sw.js").text)

    assert {"/", "/manifest.webmanifest"} <= {url for url, _ in listed}
    for url, told in listed:
        response = client.get(url)
        assert response.status_code == 200, url
        assert integrity(response.data) == told, url


def test_the_server_names_the_build_in_the_page() -> None:
    version = the_client().get("/api/version").json

    assert version is not None
    assert re.fullmatch(r"[0-9a-f]{12}", str(version["build"]))
    assert version["build"] in the_client().get("/sw.js").text
