"""The API's own description: one OpenAPI document, and a plain page made from it, with no script at all."""

import re
from typing import Any

from flask import Flask, Response, current_app, jsonify, render_template, send_from_directory
from flask_smorest import Api, Blueprint

from server import answers
from server.api import open_to_everyone

DOCUMENT = "/api/docs/openapi.json"

# Described by itself: these three stand beside the document, not in it.
blueprint = Blueprint("docs", __name__, url_prefix="/api/docs")


class DescribedApi(Api):
    """flask-smorest's own error answers drop the headers of what was raised (`Allow` on a 405): ours stay."""

    DEFAULT_ERROR_RESPONSE_NAME = ""

    def _register_error_handlers(self) -> None:
        answers.register(self._app)


@blueprint.get("/openapi.json")
@open_to_everyone
def document() -> Response:
    """The OpenAPI document."""
    return jsonify(spec())


@blueprint.get("/page.css")
@open_to_everyone
def style() -> Response:
    """The page's style; the header set allows none inside the page."""
    return send_from_directory(current_app.root_path, "templates/docs.css", mimetype="text/css")


@blueprint.get("")
@open_to_everyone
def page() -> str:
    """The same for people to read."""
    return render_template("docs.html", spec=spec(), document=DOCUMENT)


def spec() -> dict[str, Any]:
    """The document, without the library's own schemas that no route of ours uses."""
    described: DescribedApi = current_app.extensions["described_api"]
    whole: dict[str, Any] = described.spec.to_dict()
    schemas = whole["components"]["schemas"]
    used, found = set[str](), named_in(whole["paths"])
    while found:
        used |= found
        found = set[str]().union(*(named_in(schemas[name]) for name in found)) - used
    whole["components"]["schemas"] = {name: schema for name, schema in schemas.items() if name in used}
    return whole


def named_in(part: object) -> set[str]:
    """The schemas that a part of the document points to."""
    return set(re.findall(r"'#/components/schemas/(\w+)'", str(part)))


def described(app: Flask) -> DescribedApi:
    """Describe this app's routes from here on."""
    app.config.update(API_TITLE="Plumbline", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    api = DescribedApi(app)
    app.extensions["described_api"] = api
    app.register_blueprint(blueprint)
    return api
