"""Flask and nothing else: gives back what it was sent, or as many bytes as it is asked for."""

from functools import cache

from flask import Flask, Response, request

app = Flask(__name__)


@app.post("/")
def back() -> Response:
    return Response(request.get_data(), mimetype="application/octet-stream")


@app.get("/<int:size>")
def of_size(size: int) -> Response:
    return Response(so_many(size), mimetype="application/octet-stream")


@cache
def so_many(size: int) -> bytes:
    return bytes(size)
