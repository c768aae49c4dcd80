"""Signing in and out, and who is signed in (PROTOCOL 9.2)."""

from typing import Any

from flask import g
from flask_smorest import Blueprint

from server import challenges, rates, sessions, sign_ins
from server.account_problems import NoSuchSession, SignInFailed
from server.account_schemas import Challenge, HandleAsked, Sessions, SignedIn, SignIn, Stretching
from server.api import (
    asking,
    counted,
    gives,
    gives_nothing,
    may_answer,
    open_to_everyone,
    signed_in,
    takes,
    takes_nothing,
)

blueprint = Blueprint("sessions", __name__, url_prefix="/api", description="Signing in and out.")


@blueprint.post("/stretching")
@open_to_everyone
@counted(rates.SIGN_INS)
@takes(HandleAsked)
@gives(Stretching, 200)
@may_answer()
def stretching(asked: dict[str, str]) -> dict[str, Any]:
    """How a handle's passphrase is stretched; for a handle that is not there, plausible."""
    return sign_ins.stretching(asked["handle"], g.now)


@blueprint.post("/challenges")
@open_to_everyone
@counted(rates.SIGN_INS)
@takes_nothing
@gives(Challenge, 200)
@may_answer()
def challenge() -> dict[str, bytes]:
    """Something to sign within five minutes."""
    return {"challenge": challenges.new(g.now)}


@blueprint.post("/sessions")
@open_to_everyone
@counted(rates.SIGN_INS)
@takes(SignIn)
@gives(SignedIn, 201)
@may_answer(SignInFailed)
def sign_in(asked: dict[str, Any]) -> dict[str, Any]:
    """Sign in with a secret, a passkey, or a device's key."""
    told, token = sign_ins.sign_in(asked, asking.asker(), asking.place(), g.now)
    asking.keep(token)
    return told


@blueprint.get("/sessions")
@signed_in
@gives(Sessions, 200)
@may_answer()
def everyone() -> dict[str, Any]:
    """Who is signed in to this account."""
    return {
        "sessions": [
            {
                "id": one.id,
                "device": one.device,
                "created_at": one.created_at,
                "last_seen_at": one.last_seen_at,
                "current": one.id == g.asker.session,
            }
            for one in sessions.of_account(g.account)
        ]
    }


@blueprint.delete("/sessions/<id:session>")
@signed_in
@takes_nothing
@gives_nothing
@may_answer(NoSuchSession)
def sign_out(session: bytes) -> None:
    """Sign out one of this account's sessions."""
    sessions.end(g.account, session)
    if session == g.asker.session:
        asking.forget()


@blueprint.delete("/sessions/current")
@signed_in
@takes_nothing
@gives_nothing
@may_answer(NoSuchSession)
def sign_out_here() -> None:
    """Sign out."""
    sessions.end(g.account, g.asker.session)
    asking.forget()
