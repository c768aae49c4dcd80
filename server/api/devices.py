"""Devices: a phone joins (PROTOCOL 9.3). How one goes stands under epochs."""

from typing import Any

from flask import g
from flask_smorest import Blueprint

from server import devices, vault
from server.account_problems import DeviceExists, EpochMoved, NoSuchPairing, TooManyDevices
from server.api import asking, gives, may_answer, signed_in_or_paired, takes
from server.problems import NotSignedIn
from server.vault_schemas import NewDevice, Vault

blueprint = Blueprint("devices", __name__, url_prefix="/api/devices", description="The phones of a journal.")


@blueprint.post("")
@signed_in_or_paired
@takes(NewDevice)
@gives(Vault, 201)
@may_answer(DeviceExists, EpochMoved, NoSuchPairing, TooManyDevices)
def join(asked: dict[str, Any]) -> dict[str, Any]:
    """Register this phone, and bind the session to it."""
    if "pairing" in asked:
        account, token = devices.join_paired(asked["pairing"], asked, g.now)
        asking.keep(token)
        return vault.show(account)
    if g.asker is None:
        raise NotSignedIn
    devices.join(g.asker, asked, g.now)
    return vault.show(g.asker.account)
