"""What every route says before its body: who may ask, what comes in, what goes out, what can happen.

A route with no session rule does not pass `tests/house`: none is public by omission. The rule stands above
the others; it also writes down all problems that they named.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema

from server.api import asking, bodies
from server.problems import (
    MEDIA_TYPE,
    BadRequest,
    MalformedBody,
    NoDevice,
    NotSignedIn,
    Problem,
    ProofNeeded,
    TooLarge,
    TooManyRequests,
    UnsupportedMediaType,
    WrongOrigin,
)
from server.rates import Limit
from server.schemas import ProblemBody

Route = Callable[..., Any]
Decorator = Callable[[Route], Route]


# flask-smorest hangs its decorators on a blueprint, though they ask nothing of it: this one lends them.
lender = Blueprint("lender", __name__)
lender.ARGUMENTS_PARSER = bodies.BodyParser()


def open_to_everyone(route: Route) -> Route:
    """Anybody may ask, without a session: the answer is the same for all and tells nothing about anyone."""
    return ruled(route, "open")


def signed_in(route: Route) -> Route:
    """A session: `g.account` is theirs, `g.device` the one it is bound to, or None."""
    return ruled(after(asking.must_be_signed_in, naming(route, NotSignedIn)), "session")


def bound(route: Route) -> Route:
    """A session that is bound to a device: `g.account` and `g.device`."""
    return ruled(after(asking.must_be_bound, naming(route, NotSignedIn, NoDevice)), "bound")


def proven(route: Route) -> Route:
    """A session in which a secret was shown in the last 15 minutes."""
    return ruled(after(asking.must_be_proven, naming(route, NotSignedIn, ProofNeeded)), "proven")


def signed_in_or_paired(route: Route) -> Route:
    """A session, or a pairing that the body names: `g.asker` is None without a session."""
    return ruled(after(asking.may_be_signed_in, naming(route, NotSignedIn)), "session or pairing")


def counted(limit: Limit) -> Decorator:
    """At most so often from one address."""

    def counting(route: Route) -> Route:
        return naming(after(lambda: asking.count(limit), route), TooManyRequests)

    return counting


def takes(schema: type[Schema]) -> Decorator:
    """What comes in: a body of JSON, which becomes the route's first argument."""
    decorate = lender.arguments(schema())

    def taking(route: Route) -> Route:
        named = naming(
            decorate(route), WrongOrigin, TooLarge, BadRequest, UnsupportedMediaType, MalformedBody
        )
        # The library names the status of its own errors; ours stand among the problems.
        named._apidoc["arguments"].pop("responses")  # type: ignore[attr-defined]
        return named

    return taking


def takes_nothing(route: Route) -> Route:
    """Something changes without a body coming in."""
    return naming(route, WrongOrigin)


def asks(schema: type[Schema]) -> Decorator:
    """What comes in with the address, after `?`."""
    decorate = lender.arguments(schema(), location="query")

    def asking_for(route: Route) -> Route:
        named = naming(decorate(route), MalformedBody)
        named._apidoc["arguments"].pop("responses")  # type: ignore[attr-defined]
        return named

    return asking_for


def gives(schema: type[Schema], status: int) -> Decorator:
    """What goes out when all is well."""
    decorate: Decorator = lender.response(status, schema, description=one_line(schema))
    return decorate


def gives_nothing(route: Route) -> Route:
    """All is well and there is nothing to say: 204."""
    decorated: Route = lender.response(204, description="Done.")(route)
    return decorated


def may_answer(*problems: type[Problem]) -> Decorator:
    """Which problems can come instead, beside those that the other lines bring."""

    def decorate(route: Route) -> Route:
        return naming(route, *problems)

    return decorate


def naming(route: Route, *problems: type[Problem]) -> Route:
    known = getattr(route, "problems", ())
    route.problems = (*known, *(problem for problem in problems if problem not in known))  # type: ignore[attr-defined]
    return route


def after(must: Callable[[], None], route: Route) -> Route:
    @wraps(route)
    def asked(*arguments: Any, **named: Any) -> Any:
        must()
        return route(*arguments, **named)

    return asked


def ruled(route: Route, rule: str) -> Route:
    """The route with its rule, and its problems in the document; those of one status share an entry."""
    by_status: dict[int, list[type[Problem]]] = defaultdict(list)
    for problem in getattr(route, "problems", ()):
        by_status[problem.status].append(problem)
    for status, kinds in sorted(by_status.items()):
        told = " ".join(f"`{kind.type}`: {one_line(kind)}" for kind in kinds)
        route = lender.alt_response(
            status, schema=ProblemBody, content_type=MEDIA_TYPE, description=told, success=False
        )(route)
    route.session_rule = rule  # type: ignore[attr-defined]
    return route


def one_line(thing: type) -> str:
    return (thing.__doc__ or "").strip().splitlines()[0]
