"""Snapshots of the log (PROTOCOL 6.4)."""

from flask import Response, g
from flask_smorest import Blueprint

from server import snapshots
from server.api import bound, gives, may_answer, signed_in
from server.api.binary import gives_bytes, takes_bytes
from server.log_problems import MalformedSnapshot, NoSnapshot
from server.log_schemas import SnapshotBody
from sync.sizes import SNAPSHOT_BYTES_MAX

MEDIA_TYPE = "application/octet-stream"

blueprint = Blueprint(
    "snapshots", __name__, url_prefix="/api/snapshots", description="The journal in one sealed piece."
)


@blueprint.put("/<int:seq>")
@bound
@takes_bytes(MEDIA_TYPE, SNAPSHOT_BYTES_MAX)
@gives(SnapshotBody, 200)
@may_answer(MalformedSnapshot)
def put(content: bytes, seq: int) -> dict[str, int]:
    """Keep a snapshot of the log as it was at this place."""
    return {"seq": snapshots.put(g.account, seq, content)}


@blueprint.get("/newest")
@signed_in
@gives_bytes(MEDIA_TYPE)
@may_answer(NoSnapshot)
def newest() -> Response:
    """The newest snapshot."""
    return Response(snapshots.newest(g.account), content_type=MEDIA_TYPE)
