"""What every route says before its body: who may ask, what comes in, what goes out, what can happen.

A route with no session rule does not pass `tests/house`: none is public by omission.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema

from server.problems import MEDIA_TYPE, Problem
from server.schemas import ProblemBody

Route = Callable[..., Any]
Decorator = Callable[[Route], Route]

# flask-smorest hangs its decorators on a blueprint, though they ask nothing of it: this one lends them.
_lender = Blueprint("lender", __name__)


def open_to_everyone(route: Route) -> Route:
    """Anybody may ask, without a session: the answer is the same for all and tells nothing about anyone."""
    route.session_rule = "open"  # type: ignore[attr-defined]
    return route


def gives(schema: type[Schema], status: int) -> Decorator:
    """What goes out when all is well."""
    decorate: Decorator = _lender.response(status, schema, description=one_line(schema))
    return decorate


def may_answer(*problems: type[Problem]) -> Decorator:
    """Which problems can come instead; those of one status share one entry in the document."""
    by_status: dict[int, list[type[Problem]]] = defaultdict(list)
    for problem in problems:
        by_status[problem.status].append(problem)

    def decorate(route: Route) -> Route:
        for status, kinds in by_status.items():
            told = " ".join(f"`{kind.type}`: {one_line(kind)}" for kind in kinds)
            route = _lender.alt_response(
                status, schema=ProblemBody, content_type=MEDIA_TYPE, description=told, success=False
            )(route)
        route.problems = problems  # type: ignore[attr-defined]
        return route

    return decorate


def one_line(thing: type) -> str:
    return (thing.__doc__ or "").strip().splitlines()[0]
