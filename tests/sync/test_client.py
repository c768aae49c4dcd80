"""What comes back from a server is parsed and bounded, whoever answers; what went wrong has a name."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count, takewhile
from typing import Any

import cbor2
import pytest
from werkzeug.wrappers import Request, Response

from sync import sizes
from sync.client import Refused, Server, Unreachable
from sync.problems import MalformedAnswer, MalformedEnvelope, UnknownVersion
from tests.sync.phones import a_server, listening

CBOR = "application/cbor"


@contextmanager
def a_server_that_answers(answer: Callable[[Request], Response]) -> Iterator[Server]:
    """A server of one answer."""
    with listening(Request.application(answer)) as origin:
        yield a_server(origin)


def a_page(items: Sequence[object], head: object = 1, vault: object = 1) -> Response:
    return Response(cbor2.dumps({"head": head, "vault": vault, "changes": items}), content_type=CBOR)


def an_item(size_bytes: int = 1) -> list[object]:
    return [1, bytes([1]) * size_bytes]


NOT_PAGES: dict[str, Response] = {
    "not CBOR": Response(b"<html>", content_type=CBOR),
    "empty": Response(b"", content_type=CBOR),
    "another shape": Response(cbor2.dumps([1, 2]), content_type=CBOR),
    "no head": a_page([], head=None),
    "a head below zero": a_page([], head=-1),
    "a head beyond all numbers": a_page([], head=2**53),
    "a version that is a truth": a_page([], vault=True),
    "changes that are no list": Response(cbor2.dumps({"head": 1, "vault": 1, "changes": {}})),
    "an item without a change": a_page([[1]]),
    "an item of four": a_page([[1, b"", b"", b""]]),
    "an item of text": a_page([[1, "change"]]),
    "an item that is none": a_page([7]),
    "one too many": a_page([an_item()] * (sizes.PAGE_CHANGES_MAX + 1)),
    "one byte too many": a_page([an_item(sizes.PAGE_BYTES_MAX // 4)] * 4 + [an_item()]),
}


@pytest.mark.promise(4)
@pytest.mark.parametrize("name", NOT_PAGES)
def test_an_answer_of_another_form_is_refused(name: str) -> None:
    with a_server_that_answers(lambda _: NOT_PAGES[name]) as server, pytest.raises(MalformedAnswer):
        server.changes(0)


@pytest.mark.parametrize(
    "items",
    [[an_item()] * sizes.PAGE_CHANGES_MAX, [an_item(sizes.PAGE_BYTES_MAX // 4)] * 4],
    ids=["changes", "bytes"],
)
def test_a_page_at_its_limit_is_read(items: list[Any]) -> None:
    with a_server_that_answers(lambda _: a_page(items)) as server:
        page, version = server.changes(0)

    assert (len(page.items), page.head, version) == (len(items), 1, 1)


@pytest.mark.parametrize(
    ("header", "id", "problem"),
    [
        (b"", bytes(32), MalformedEnvelope),
        (bytes(77), bytes(32), UnknownVersion),
        (b"\x01" * 76, bytes(32), MalformedEnvelope),
        (b"\x01" * 77, bytes(31), MalformedEnvelope),
    ],
)
def test_a_stub_of_another_form_is_named(header: bytes, id: bytes, problem: type[Exception]) -> None:
    with (
        a_server_that_answers(lambda _: a_page([[1, header, id]])) as server,
        pytest.raises(problem),
    ):
        server.changes(0)


def test_an_answer_without_end_is_cut_off() -> None:
    sent = count()
    pieces = (bytes(65_536) for _ in takewhile(lambda number: number < 10_000, sent))

    with (
        a_server_that_answers(lambda _: Response(pieces, content_type=CBOR)) as server,
        pytest.raises(MalformedAnswer),
    ):
        server.changes(0)

    assert next(sent) < 1_000


def test_a_snapshot_of_16_mib_is_the_largest() -> None:
    given = iter([bytes(sizes.SNAPSHOT_BYTES_MAX), bytes(sizes.SNAPSHOT_BYTES_MAX + 1)])

    with a_server_that_answers(lambda _: Response(next(given))) as server:
        assert len(server.snapshot()) == sizes.SNAPSHOT_BYTES_MAX
        with pytest.raises(MalformedAnswer):
            server.snapshot()


def test_a_problem_comes_with_its_members() -> None:
    body = '{"type": "chain-gap", "title": "…", "status": 409, "head": {"counter": 3, "id": "00"}}'
    answer = Response(body, 409, {"Retry-After": "7"}, content_type="application/problem+json")

    with a_server_that_answers(lambda _: answer) as server, pytest.raises(Refused) as raised:
        server.send([b""])

    assert (raised.value.type, raised.value.status) == ("chain-gap", 409)
    assert raised.value.members["head"] == {"counter": 3, "id": "00"}
    assert raised.value.members["retry_after"] == "7"


@pytest.mark.parametrize(("status", "body"), [(502, "<html>"), (500, "[]"), (302, ""), (503, '{"type": 1')])
def test_an_answer_of_no_server_of_ours_is_none(status: int, body: str) -> None:
    answer = Response(body, status, {"Location": "/elsewhere"})

    with a_server_that_answers(lambda _: answer) as server, pytest.raises(Unreachable):
        server.vault()


def test_where_nobody_listens_nobody_answers() -> None:
    with a_server_that_answers(lambda _: Response()) as server:
        pass

    with pytest.raises(Unreachable):
        server.challenge()


@pytest.mark.promise(2)
def test_the_cookie_is_kept_sent_and_let_go() -> None:
    sent, kept = list[str](), list[str]()
    gives = iter(["plumbline=token; HttpOnly; Path=/", "other=1", 'plumbline=""; Max-Age=0'])

    def answer(request: Request) -> Response:
        sent.append(request.headers.get("Cookie", ""))
        return Response('{"challenge": "AA"}', headers={"Set-Cookie": next(gives)})

    with a_server_that_answers(answer) as server:
        server.keep = kept.append
        for _ in range(3):
            server.challenge()

    assert sent == ["", "plumbline=token", "plumbline=token"]
    assert kept == ["plumbline=token", ""]
    assert "token" not in repr(server)


def test_each_request_says_whose_it_is() -> None:
    seen = list[dict[str, str]]()

    def answer(request: Request) -> Response:
        seen.append(dict(request.headers))
        return Response('{"seq": 1, "head": {"counter": 1, "id": "' + "00" * 32 + '"}}')

    with a_server_that_answers(answer) as server:
        taken = server.send([b"envelope"])

    assert (taken.seq, taken.head.counter) == (1, 1)
    assert (seen[0]["Sec-Fetch-Site"], seen[0]["Content-Type"]) == ("same-origin", CBOR)
