"""Every problem the API can answer with; `answers` says how each leaves (PROTOCOL 9.4).

`type` is stable and in kebab case; the app finds its words for people under `problem.<type>`. No inner word
leaves: an unforeseen fault says only that it happened.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """One thing that can go wrong; the subclass says what, the docstring says why and who acts.

    more: members of the answer's body beside type, title and status. headers: of the answer.
    """

    type: ClassVar[str]
    status: ClassVar[HTTPStatus]
    title: ClassVar[str]

    def __init__(
        self, detail: str | None = None, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.headers = headers or {}
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
    """The body is not of its form; `errors` says where, by field. The app that sent it is at fault."""

    type = "malformed-body"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "What was sent is not of the form that belongs here."


class UnsupportedMediaType(Problem):
    """The body is of another media type than this address takes."""

    type = "unsupported-media-type"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    title = "This address takes another kind of body."


class WrongOrigin(Problem):
    """Another site's page, or nobody's, asks to change something. Our own app says where it comes from."""

    type = "wrong-origin"
    status = HTTPStatus.FORBIDDEN
    title = "This request does not come from our own app."


class NotSignedIn(Problem):
    """No session, or it has ended. The phone signs in again, by itself if it has a device key."""

    type = "not-signed-in"
    status = HTTPStatus.UNAUTHORIZED
    title = "Nobody is signed in here."


class NoDevice(Problem):
    """The session is not bound to a device. The phone registers one, or signs in with its key."""

    type = "no-device"
    status = HTTPStatus.FORBIDDEN
    title = "This needs a phone that is registered."


class ProofNeeded(Problem):
    """No secret was shown in the last 15 minutes. The phone asks for one and signs in with it."""

    type = "proof-needed"
    status = HTTPStatus.FORBIDDEN
    title = "This needs the passphrase, the recovery code or the passkey once more."


class TooManyRequests(Problem):
    """Asked for too often; `Retry-After` says after how many seconds it may be tried again."""

    type = "too-many-requests"
    status = HTTPStatus.TOO_MANY_REQUESTS
    title = "That was a little often. Try again later."


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
