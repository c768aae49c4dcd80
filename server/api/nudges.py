"""Nudges: where a phone is reached, and what is due when (PROTOCOL 10.5)."""

from typing import Any

from flask import g
from flask_smorest import Blueprint

from server import slots, subscriptions
from server.api import bound, gives, gives_nothing, may_answer, takes, takes_nothing
from server.nudge_problems import NotSubscribed, PushServiceRefused, UnknownPushKey
from server.nudge_schemas import NudgesBody, ScheduleAsked, SubscriptionAsked
from server.problems import TooManyRequests

blueprint = Blueprint(
    "nudges",
    __name__,
    url_prefix="/api/nudges",
    description="What reminds a person, and nobody knows of what.",
)


@blueprint.get("")
@bound
@gives(NudgesBody, 200)
@may_answer()
def show() -> dict[str, Any]:
    """How nudges stand for this phone."""
    return slots.show(g.account, g.device, g.now)


@blueprint.put("/subscription")
@bound
@takes(SubscriptionAsked)
@gives(NudgesBody, 200)
@may_answer(PushServiceRefused, TooManyRequests, UnknownPushKey)
def put_subscription(asked: dict[str, Any]) -> dict[str, Any]:
    """Say where this phone is reached; said again at every launch."""
    subscriptions.put(g.asker, asked, g.now)
    return slots.show(g.account, g.device, g.now)


@blueprint.delete("/subscription")
@bound
@takes_nothing
@gives_nothing
@may_answer()
def remove_subscription() -> None:
    """Send this phone nothing any more."""
    subscriptions.remove(g.account, g.device)


@blueprint.put("/slots")
@bound
@takes(ScheduleAsked)
@gives(NudgesBody, 200)
@may_answer(NotSubscribed, TooManyRequests)
def put_slots(asked: dict[str, Any]) -> dict[str, Any]:
    """Put a whole schedule in the place of the one before."""
    slots.replace(g.asker, asked, g.now)
    return slots.show(g.account, g.device, g.now)
