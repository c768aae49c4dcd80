"""What tests are made from: settings, a built app, a server in front of both."""

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask_migrate import upgrade

from server import create_app
from server.config import Settings
from server.db import db

SECRET = bytes(range(32))
# What a browser says of a request that our own page makes.
OURS = {"Sec-Fetch-Site": "same-origin"}
IMPORT_MAP = '{"integrity":{"/assets/late-1a2b3c4d.js":"sha384-x"}}'
FILES = {
    "index.html": f"""<!doctype html><html lang="en"><meta name="build" content="a1b2c3d4">
<script type="importmap">{IMPORT_MAP}</script><title>Plumbline</title>""",
    "sw.js": "self.addEventListener('install', () => {})",
    "manifest.webmanifest": '{"name": "Plumbline"}',
    "icon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "assets/index-0f1e2d3c.js": "export const built = true;" * 40,
    "assets/index-0f1e2d3c.css": "body { margin: 0 }",
}


def a_built_app(folder: Path) -> Path:
    """A folder as the app's build leaves it: small, with one file that is compressed as well."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    script = folder / "assets/index-0f1e2d3c.js"
    Path(f"{script}.gz").write_bytes(gzip.compress(script.read_bytes(), mtime=0))
    return folder


def some_settings(**changes: Any) -> Settings:
    """Settings as at home, with what the test cares about changed."""
    given: dict[str, Any] = {"session_secret": SECRET, "production": False, **changes}
    return Settings(**given)


def an_environment(**changes: str) -> Mapping[str, str]:
    """The environment of a server at home; an empty value takes a setting away."""
    home = {
        "DATABASE_URL": "sqlite:////data/plumbline.sqlite",
        "SESSION_SECRET": SECRET.hex(),
        "PRODUCTION": "no",
    }
    return {name: value for name, value in {**home, **changes}.items() if value}


def migrated(settings: Settings) -> None:
    """Bring the database of these settings to the newest migration."""
    with create_app(settings).app_context():
        upgrade()
        db.engine.dispose()
