"""Accounts: a journal turns sync on, or leaves with everything (PROTOCOL 9.1)."""

from typing import Any

from flask import g
from flask_smorest import Blueprint

from server import accounts, rates
from server.account_problems import (
    AccountExists,
    EpochMoved,
    LastLock,
    LockExists,
    TooManyDevices,
    TooManyLocks,
)
from server.account_schemas import NewAccount, SignedIn
from server.api import (
    asking,
    counted,
    gives,
    gives_nothing,
    may_answer,
    open_to_everyone,
    proven,
    takes,
    takes_nothing,
)

blueprint = Blueprint(
    "accounts", __name__, url_prefix="/api/accounts", description="Turning sync on and off."
)


@blueprint.post("")
@open_to_everyone
@counted(rates.REGISTRATIONS)
@takes(NewAccount)
@gives(SignedIn, 201)
@may_answer(AccountExists, EpochMoved, LastLock, LockExists, TooManyDevices, TooManyLocks)
def register(asked: dict[str, Any]) -> dict[str, Any]:
    """Turn sync on for a journal."""
    signed_in, token = accounts.register(asked, g.now)
    asking.keep(token)
    return signed_in


@blueprint.delete("/current")
@proven
@takes_nothing
@gives_nothing
@may_answer()
def remove() -> None:
    """Delete the account and everything of it."""
    accounts.remove(g.account)
    asking.forget()
