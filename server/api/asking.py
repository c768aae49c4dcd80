"""Who is asking, from where, and when: the cookie, the origin, the instant (PROTOCOL 9.2).

Sets, for the rest of the request: `g.now`, the one instant of it; and once a session rule has looked,
`g.asker`, with `g.account` and `g.device` (None while the session is not bound) beside it.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from flask import Flask, Request, Response, after_this_request, current_app, g, request
from flask.sessions import SessionInterface

from server import rates, sessions
from server.clock import Clock
from server.passkeys import Place
from server.problems import NoDevice, NotSignedIn, ProofNeeded, WrongOrigin
from server.rates import Limit
from server.sessions import UNUSED_FOR, Asker

COOKIE = "plumbline"
# Browsers take a cookie of this name only from https, for this host alone and the whole of it.
COOKIE_OF_HTTPS = "__Host-plumbline"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class NoFlaskSession(SessionInterface):
    """Sessions are those of server.sessions; Flask would make ready to sign another one at every request."""

    def open_session(self, _app: Flask, _request: Request) -> None:
        return None


def register(app: Flask, clock: Clock) -> None:
    """Give every request its instant, and refuse what another site's page wants to change."""
    app.extensions["clock"] = clock
    app.before_request(start)


def start() -> None:
    g.now = current_app.extensions["clock"]()
    if request.url_rule is not None and request.method not in SAFE_METHODS and not is_our_own():
        raise WrongOrigin


def is_our_own() -> bool:
    """Whether our own page asks, by what its browser says; older ones send no Sec-Fetch-Site."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == own_origin()


def own_origin() -> str:
    """Scheme and host as the person's browser sees them."""
    return f"{request.scheme}://{request.host}"


def place() -> Place:
    """Where a passkey of ours is asked: this origin, and the host's name."""
    return Place(own_origin(), request.host.rsplit(":", 1)[0])


def is_https() -> bool:
    return request.is_secure or bool(current_app.config["PRODUCTION"])


def cookie_name() -> str:
    return COOKIE_OF_HTTPS if is_https() else COOKIE


def asker() -> Asker | None:
    """Who holds the cookie that came along, if its session has not ended."""
    token = read(request.cookies.get(cookie_name(), ""))
    return sessions.find(token, g.now) if token is not None else None


def read(cookie: str) -> bytes | None:
    """The token of a cookie; None for what is no token."""
    try:
        token = urlsafe_b64decode(cookie.encode("ascii") + b"==")
    except ValueError:
        return None
    return token if len(token) == sessions.TOKEN_BYTES else None


def may_be_signed_in() -> None:
    g.asker = asker()


def must_be_signed_in() -> None:
    found = asker()
    if found is None:
        raise NotSignedIn
    g.asker, g.account, g.device = found, found.account, found.device


def must_be_bound() -> None:
    must_be_signed_in()
    if g.device is None:
        raise NoDevice


def must_be_proven() -> None:
    must_be_signed_in()
    if not g.asker.is_proven(g.now):
        raise ProofNeeded


def count(limit: Limit) -> None:
    """Count this request for the address it comes from. Raises TooManyRequests."""
    rates.count(limit, rates.line_of(request.remote_addr), g.now)


def keep(token: bytes) -> None:
    """Have the answer set this session's cookie."""
    value = urlsafe_b64encode(token).rstrip(b"=").decode("ascii")
    set_cookie(value, int(UNUSED_FOR.total_seconds()))


def forget() -> None:
    """Have the answer take the cookie away."""
    set_cookie("", 0)


def set_cookie(value: str, max_age_s: int) -> None:
    @after_this_request
    def with_cookie(response: Response) -> Response:
        response.set_cookie(
            cookie_name(),
            value,
            max_age=max_age_s,
            path="/",
            secure=is_https(),
            httponly=True,
            samesite="Strict",
        )
        return response
