"""What tests are made from: settings, a built app, a server in front of both."""

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from flask_migrate import upgrade

from server import create_app
from server.config import Settings
from server.db import db
from server.vapid import KeyPair, Vapid, point_of

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


def a_pair(private: bytes = bytes(range(1, 33))) -> KeyPair:
    """Application server keys, the same for the same private one."""
    key = derive_private_key(int.from_bytes(private), SECP256R1())
    return KeyPair(private, point_of(key))


def as_environment(text: str) -> dict[str, str]:
    """Lines of settings as an environment."""
    return dict(line.split("=", 1) for line in text.splitlines())


# What a server needs to start, beside its secret and its database.
VAPID = Vapid((a_pair(),), "mailto:plumbline@localhost")
VAPID_KEYS = as_environment(a_pair().lines())


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
    given: dict[str, Any] = {"session_secret": SECRET, "vapid": VAPID, "production": False, **changes}
    return Settings(**given)


def an_environment(**changes: str) -> Mapping[str, str]:
    """The environment of a server at home; an empty value takes a setting away."""
    home = {
        "DATABASE_URL": "sqlite:////data/plumbline.sqlite",
        "SESSION_SECRET": SECRET.hex(),
        "PRODUCTION": "no",
        **VAPID_KEYS,
    }
    return {name: value for name, value in {**home, **changes}.items() if value}


def migrated(settings: Settings) -> None:
    """Bring the database of these settings to the newest migration."""
    with create_app(settings).app_context():
        upgrade()
        db.engine.dispose()
