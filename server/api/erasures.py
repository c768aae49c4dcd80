"""A phone that erases itself has its browser let go, by our answer, of the files it kept (PROTOCOL 9.3)."""

from flask import Response, after_this_request
from flask_smorest import Blueprint

from server.api import asking, gives_nothing, may_answer, open_to_everyone, takes_nothing

# Not "cookies": that would reach those of every host under the same domain.
LET_GO = '"cache", "storage"'

blueprint = Blueprint("erasures", __name__, url_prefix="/api/erasures", description="Leaving a browser.")


@blueprint.post("")
@open_to_everyone
@takes_nothing
@gives_nothing
@may_answer()
def erase() -> None:
    """Have the browser that asks let go of all it keeps for this origin, and of its session."""
    after_this_request(letting_go)
    asking.forget()


def letting_go(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = LET_GO
    return response
