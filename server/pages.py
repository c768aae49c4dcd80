"""The built app: its files, how long each may be kept, and which addresses are one of its screens.

Hashed files never change and may be kept for a year; what has a fixed name is asked for again each time.
An unknown asset is a 404: a page in its place would reach an old app as a broken script.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from server.headers import ONE_YEAR
from server.problems import AppNotBuilt

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

INDEX = "/index.html"
NO_PAGES_UNDER = ("/api/", "/assets/", "/.well-known/")
IMPORT_MAP = re.compile(r'<script type="importmap">(.*?)</script>', re.DOTALL)
BUILD_ID = re.compile(r'<meta name="build" content="([^"]+)"')


class Pages:
    """The WSGI app inside, and before it the files of the built app."""

    def __init__(self, app: "WSGIApplication", built_app: Path) -> None:
        root = built_app if built_app.is_dir() else None
        self.files = WhiteNoise(
            app,
            root=root,
            allow_all_origins=False,
            max_age=None,
            mimetypes={".webmanifest": "application/manifest+json"},
            add_headers_function=may_be_kept,
        )

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if is_page(environ):
            environ = {**environ, "PATH_INFO": INDEX}
        served: Iterable[bytes] = self.files(environ, start_response)
        return served


def may_be_kept(headers: Headers, _path: str, url: str) -> None:
    """How long a browser may keep this file without asking."""
    hashed = url.startswith("/assets/")
    headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable" if hashed else "no-cache"


def is_page(environ: "WSGIEnvironment") -> bool:
    """Whether a person is going to one of the app's screens, and not a script to a file that is not there."""
    path: str = environ.get("PATH_INFO", "") or "/"
    if path == "/":
        return True
    asks_for_page = "text/html" in environ.get("HTTP_ACCEPT", "")
    is_file = "." in path.rsplit("/", 1)[-1]
    return asks_for_page and not is_file and not f"{path}/".startswith(NO_PAGES_UNDER)


def build_id(built_app: Path) -> str | None:
    """The id that the build wrote into its page, or None when nothing is built."""
    found = BUILD_ID.search(page(built_app))
    return found[1] if found else None


def import_map_hashes(built_app: Path) -> list[str]:
    """The hash of the page's import map, which the page's policy then lets through.

    The map says the hash of every script that is loaded late; browsers read import maps only where they
    stand inline.
    """
    found = IMPORT_MAP.findall(page(built_app))
    return [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in found]


def page(built_app: Path) -> str:
    """The built page, or nothing when none is built."""
    index = built_app / INDEX.lstrip("/")
    return index.read_text(encoding="utf-8") if index.is_file() else ""


def register(app: Flask) -> None:
    """Say what to do when somebody opens an app that was never built."""

    app.add_url_rule(INDEX, "not_built", not_built)


def not_built() -> str:
    raise AppNotBuilt
