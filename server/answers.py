"""How a problem leaves: as problem+json (RFC 9457), with the headers it needs and no inner word."""

from http import HTTPStatus

from flask import Flask, Response, json
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from server.problems import BY_STATUS, MEDIA_TYPE, BadRequest, Problem, ServerFault


def answer(problem: Problem, status: int | None = None) -> Response:
    """The problem as a response. status: when the problem stands for several."""
    status = status or problem.status.value
    body = {"type": problem.type, "title": problem.title, "status": status, **problem.more}
    if problem.detail:
        body["detail"] = problem.detail
    return Response(json.dumps(body), status=status, headers=problem.headers, content_type=MEDIA_TYPE)


def answer_http(error: HTTPException) -> BaseResponse:
    """What Flask raised, as one of ours; its headers stay (`Allow`, `Retry-After`)."""
    if error.code is not None and error.code < 400:
        return error.get_response()
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    otherwise = BadRequest if status < HTTPStatus.INTERNAL_SERVER_ERROR else ServerFault
    response = answer(BY_STATUS.get(status, otherwise)(), status)
    kept = ((name, value) for name, value in error.get_headers() if name.lower() != "content-type")
    response.headers.extend(list(kept))
    return response


def register(app: Flask) -> None:
    """Let every error of this app leave as problem+json."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, answer_http)
