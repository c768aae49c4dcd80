"""The server: knows accounts, ciphertext and clocks, never meaning. Nothing here can open a change."""

import os
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from server import cli, observe, pages
from server.api import asking, bodies, docs, ids, routes
from server.clock import Clock, utc_now
from server.config import Settings
from server.db import db
from server.headers import WithHeaders

MIGRATIONS = Path(__file__).parent / "migrations"


def create_app(settings: Settings | None = None, *, clock: Clock = utc_now) -> Flask:
    """Put the parts together. settings: those of the environment when none are given; raises Unsafe."""
    settings = settings or Settings.from_environment(os.environ)
    app = observe.PrivateFlask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=settings.session_secret,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=settings.body_bytes_max,
        ACCOUNT_BYTES_MAX=settings.account_bytes_max,
        PORT=settings.port,
        PRODUCTION=settings.production,
        RATES_TIMES=settings.rates_times,
        VAPID=settings.vapid,
        PUSH_SERVICES=settings.push_services,
        NAMES_WNS_TYPE=settings.names_wns_type,
        BUILD_ID=pages.build_id(settings.built_app),
    )
    app.session_interface = asking.NoFlaskSession()
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    observe.register(app, production=settings.production)
    app.before_request(bodies.must_fit)
    asking.register(app, clock)
    api = docs.described(app)
    ids.register(app, api)
    routes.register(api)
    pages.register(app)
    cli.register(app)
    surround(app, settings)
    return app


def surround(app: Flask, settings: Settings) -> None:
    """Files before routes, the header set around both, and outermost what our proxies tell of the request."""
    inside = WithHeaders(
        pages.Pages(app.wsgi_app, settings.built_app),
        production=settings.production,
        inline_hashes=pages.import_map_hashes(settings.built_app),
    )
    hops = settings.proxies
    app.wsgi_app = ProxyFix(inside, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
