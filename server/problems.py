"""Every problem the API can answer with, as problem+json (RFC 9457).

`type` is stable and in kebab case; the app finds its words for people under `problem.<type>`. No inner word
leaves: an unforeseen fault says only that it happened.
"""

from http import HTTPStatus
from typing import Any, ClassVar

from flask import Flask, Response, json
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """One thing that can go wrong; the subclass says what, the docstring says why and who acts."""

    type: ClassVar[str]
    status: ClassVar[HTTPStatus]
    title: ClassVar[str]

    def __init__(self, detail: str | None = None, **more: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.more = more


class NotFound(Problem):
    """Nothing lives here: the app is older or newer than the server, or the address is mistyped."""

    type = "not-found"
    status = HTTPStatus.NOT_FOUND
    title = "There is nothing at this address."


class MethodNotAllowed(Problem):
    """The address exists and does not do this. `Allow` says what it does."""

    type = "method-not-allowed"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    title = "This address does not do that."


class TooLarge(Problem):
    """The body is larger than the server takes. Send less at once."""

    type = "too-large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    title = "This is more than the server takes at once."


class BadRequest(Problem):
    """The request cannot be read. The app that sent it is at fault; sending it again will not help."""

    type = "bad-request"
    status = HTTPStatus.BAD_REQUEST
    title = "The server could not read this request."


class MalformedBody(Problem):
    """The body is not of the form asked for; `errors` says where. The app that sent it is at fault."""

    type = "malformed-body"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This request is not of the form that is asked for."


class UnsupportedMediaType(Problem):
    """The body is of another media type than the one asked for. The app that sent it is at fault."""

    type = "unsupported-media-type"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    title = "The server takes another media type here."


class UnknownVersion(Problem):
    """A change of a protocol version this server does not speak. The phone keeps it until the server is newer."""

    type = "unknown-version"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This change is of a version the server does not know."


class MalformedEnvelope(Problem):
    """Not a change by its size. The app that sent it is at fault."""

    type = "malformed-envelope"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This is not a change."


class WrongAccount(Problem):
    """A change of another journal than the one signed in to. The app that sent it is at fault."""

    type = "wrong-account"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This change is of another account."


class WrongDevice(Problem):
    """A change of another device than the session's, nor of a closed one up to its end: a closed phone goes quiet."""

    type = "wrong-device"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This device may not add to the log from here."


class UnknownEpoch(Problem):
    """Sealed under a root that the account does not have yet. The phone that made it tells the server first."""

    type = "unknown-epoch"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This change is of an epoch the account does not have."


class ChainGap(Problem):
    """Changes before this one are missing here. The phone sends again from `head`, which the server has."""

    type = "chain-gap"
    status = HTTPStatus.CONFLICT
    title = "Changes are missing before this one."


class ChainForked(Problem):
    """Two different changes claim one counter: this phone was copied or restored. It goes on as a new device."""

    type = "chain-forked"
    status = HTTPStatus.CONFLICT
    title = "The log holds another change in this place."


class BadSignature(Problem):
    """Not signed by its device, or altered after. The phone looks at what it keeps; the log is as it was."""

    type = "bad-signature"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The signature does not verify."


class QuotaReached(Problem):
    """The account holds `bytes_max` bytes and no more. The phone keeps what waits, and says so."""

    type = "quota-reached"
    status = HTTPStatus.FORBIDDEN
    title = "The account is full."


class MalformedSnapshot(Problem):
    """A snapshot of another version, epoch, size or place than can be. The phone makes another later."""

    type = "malformed-snapshot"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This is not a snapshot of this log."


class NoSnapshot(Problem):
    """No snapshot is held. The phone folds the changes instead."""

    type = "no-snapshot"
    status = HTTPStatus.NOT_FOUND
    title = "There is no snapshot."


class NotReady(Problem):
    """The database does not answer, or is not at the newest migration. Whoever runs the server acts."""

    type = "not-ready"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The server is not ready yet."


class AppNotBuilt(Problem):
    """The server runs and there is no built app to serve. Whoever runs it calls `make build`."""

    type = "app-not-built"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The app is not built yet: run `make build`, then start the server again."


class ServerFault(Problem):
    """A fault of ours, logged. Try again later."""

    type = "server-fault"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    title = "Something went wrong on the server."


BY_STATUS: dict[int, type[Problem]] = {
    kind.status: kind for kind in (NotFound, MethodNotAllowed, TooLarge, ServerFault)
}


def answer(problem: Problem, status: int | None = None) -> Response:
    """The problem as a response. status: when the problem stands for several."""
    status = status or problem.status.value
    body = {"type": problem.type, "title": problem.title, "status": status, **problem.more}
    if problem.detail:
        body["detail"] = problem.detail
    return Response(json.dumps(body), status=status, content_type=MEDIA_TYPE)


def answer_http(error: HTTPException) -> BaseResponse:
    """What Flask raised, as one of ours; its headers stay (`Allow`, `Retry-After`)."""
    if error.code is not None and error.code < 400:
        return error.get_response()
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    otherwise = BadRequest if status < HTTPStatus.INTERNAL_SERVER_ERROR else ServerFault
    response = answer(BY_STATUS.get(status, otherwise)(), status)
    kept = ((name, value) for name, value in error.get_headers() if name.lower() != "content-type")
    response.headers.extend(list(kept))
    return response


def register(app: Flask) -> None:
    """Let every error of this app leave as problem+json."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, answer_http)
