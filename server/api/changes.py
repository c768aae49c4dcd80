"""The log of an account: push, pull, purge (PROTOCOL 6)."""

from flask import Response, current_app, g
from flask_smorest import Blueprint

from server import account_log, wire
from server.account_log import Taken
from server.api import asks, bound, gives, may_answer, signed_in, takes
from server.api.binary import gives_bytes, takes_bytes
from server.log_problems import (
    BadSignature,
    ChainForked,
    ChainGap,
    MalformedEnvelope,
    QuotaReached,
    UnknownEpoch,
    UnknownVersion,
    WrongAccount,
    WrongDevice,
)
from server.log_schemas import PageAsked, PurgeAsked, PurgedBody, TakenBody
from server.problems import TooManyRequests
from sync.chain import ChangeId

blueprint = Blueprint(
    "changes", __name__, url_prefix="/api", description="The log, which only phones can read."
)


@blueprint.post("/changes")
@bound
@takes_bytes(wire.MEDIA_TYPE, wire.BODY_BYTES_MAX, wire.read_batch)
@gives(TakenBody, 200)
@may_answer(UnknownVersion, MalformedEnvelope, WrongAccount, WrongDevice, UnknownEpoch)
@may_answer(ChainGap, ChainForked, BadSignature, QuotaReached, TooManyRequests)
def push(envelopes: list[bytes]) -> Taken:
    """Append one device's changes to the account's log."""
    bytes_max = current_app.config["ACCOUNT_BYTES_MAX"]
    return account_log.append(g.account, g.device, envelopes, bytes_max, g.now)


@blueprint.get("/changes")
@signed_in
@asks(PageAsked)
@gives_bytes(wire.MEDIA_TYPE)
def pull(asked: dict[str, int]) -> Response:
    """What came after a place in the log, as much as a page holds."""
    page = account_log.since(g.account, asked["after"])
    return Response(
        wire.write_page(page.head, page.vault, page.count, page.items), content_type=wire.MEDIA_TYPE
    )


@blueprint.post("/purges")
@bound
@takes(PurgeAsked)
@gives(PurgedBody, 200)
def purge(asked: dict[str, list[ChangeId]]) -> dict[str, int]:
    """Leave nothing of these changes but their headers."""
    return {"purged": account_log.purge(g.account, asked["changes"])}
