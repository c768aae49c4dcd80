"""Pairing: a second phone by QR (PROTOCOL 3.5, 9.3)."""

from datetime import datetime
from typing import Any

from flask import g
from flask_smorest import Blueprint

from server import pairings, rates
from server.account_problems import NoSuchPairing, PairingTaken
from server.account_schemas import Box, NewPairing, Opening, PairingBody, PairingState, PairingWaits
from server.api import (
    bound,
    counted,
    gives,
    gives_nothing,
    may_answer,
    open_to_everyone,
    takes,
    takes_nothing,
)

blueprint = Blueprint("pairings", __name__, url_prefix="/api/pairings", description="A second phone by QR.")


@blueprint.post("")
@open_to_everyone
@counted(rates.PAIRINGS_MADE)
@takes(NewPairing)
@gives(PairingWaits, 201)
@may_answer(NoSuchPairing)
def announce(asked: dict[str, bytes]) -> dict[str, datetime]:
    """A new phone waits, for ten minutes."""
    return {"expires_at": pairings.announce(asked["id"], g.now)}


@blueprint.get("/<id:pairing>")
@open_to_everyone
@counted(rates.PAIRINGS_ASKED_FOR)
@gives(PairingBody, 200)
@may_answer(NoSuchPairing)
def show(pairing: bytes) -> dict[str, Any]:
    """How far it is, with the box and the opening once they are there."""
    return pairings.show(pairing, g.now)


@blueprint.put("/<id:pairing>/box")
@bound
@takes(Box)
@gives(PairingState, 200)
@may_answer(NoSuchPairing, PairingTaken)
def put_box(asked: dict[str, bytes], pairing: bytes) -> dict[str, str]:
    """Put the root, sealed to the phone that waits."""
    return {"state": pairings.put_box(g.account, g.device, pairing, asked["box"], g.now)}


@blueprint.put("/<id:pairing>/opening")
@open_to_everyone
@counted(rates.PAIRINGS_OPENED)
@takes(Opening)
@gives(PairingState, 200)
@may_answer(NoSuchPairing, PairingTaken)
def put_opening(asked: dict[str, Any], pairing: bytes) -> dict[str, str]:
    """Show what the digits hang on, once the box is taken, and name the device that is to be let in."""
    return {"state": pairings.put_opening(pairing, asked["opening"], asked["device"], g.now)}


@blueprint.post("/<id:pairing>/confirmation")
@bound
@takes_nothing
@gives(PairingState, 200)
@may_answer(NoSuchPairing)
def confirm(pairing: bytes) -> dict[str, str]:
    """The digits are the same: the new phone may register."""
    return {"state": pairings.confirm(g.account, g.device, pairing, g.now)}


@blueprint.delete("/<id:pairing>")
@bound
@takes_nothing
@gives_nothing
@may_answer(NoSuchPairing)
def withdraw(pairing: bytes) -> None:
    """The digits differ: nobody is let in."""
    pairings.withdraw(g.account, pairing, g.now)
