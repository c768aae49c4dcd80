"""Every answer of a push service has a meaning, and `Retry-After` is read in both of its forms."""

from datetime import timedelta

import pytest

from server.push_answers import TRIED_AGAIN, PushAnswer, read_answer, read_wait
from tests.server.people import NOON


@pytest.mark.parametrize(
    ("statuses", "what"),
    [
        ([200, 201, 202], PushAnswer.TAKEN),
        ([404, 410], PushAnswer.GONE),
        ([413], PushAnswer.TOO_LARGE),
        ([401, 403], PushAnswer.DENIED),
        ([300, 301, 302, 303, 304, 307, 308], PushAnswer.REDIRECTED),
        ([429, 500, 501, 502, 503, 504, 507, 599], PushAnswer.LATER),
        ([204, 206, 400, 402, 405, 406, 409, 411, 415, 418, 422, 451], PushAnswer.REFUSED),
    ],
)
def test_each_status_means_one_thing(statuses: list[int], what: PushAnswer) -> None:
    assert {read_answer(status, None, NOON).what for status in statuses} == {what}


def test_only_what_may_get_better_is_tried_again() -> None:
    assert {PushAnswer.LATER, PushAnswer.UNREACHABLE, PushAnswer.NOT_SENT} == TRIED_AGAIN


def test_only_too_many_requests_hold_for_the_whole_service() -> None:
    assert read_answer(429, "7", NOON).holds_all
    assert not read_answer(503, "7", NOON).holds_all
    assert read_answer(503, "7", NOON).wait == timedelta(seconds=7)


@pytest.mark.parametrize(
    ("text", "wait_s"),
    [
        ("0", 0),
        ("120", 120),
        (" 120 ", 120),
        ("86400", 86_400),
        ("86401", 86_400),
        ("9" * 400, 86_400),
        ("Mon, 23 Nov 2026 12:05:00 GMT", 300),
        ("Mon, 23 Nov 2026 12:05:00 -0000", 300),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        ("Mon, 23 Nov 2026 11:55:00 GMT", None),
        ("Mon, 23 Nov 2026 12:00:00 GMT", None),
        ("", None),
        (None, None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("Mon, 99 Nov 2026 12:05:00 GMT", None),
    ],
)
def test_a_wait_is_seconds_or_a_date(text: str | None, wait_s: int | None) -> None:
    assert read_wait(text, NOON) == (None if wait_s is None else timedelta(seconds=wait_s))
