"""Whether a handle is there cannot be told: not by an answer, not by the time it takes (PROTOCOL 9.2).

The bound: of a request for a handle that is there and one for a handle that is not, the first takes longer
with a probability of 0.4 to 0.6 (Mann-Whitney, |AUC - 0.5| at most 0.1), of 200 requests each, in turns.
Chance alone passes it once in 2,000 times, so it has to do so twice. What is measured is the time that this
thread computes: a wall clock on a busy machine measures the neighbours.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from server.config import Settings
from tests.server.people import APhone, Person, a_lock, a_person, a_server, a_stranger, b64

TURNS = 200
BOUND = 0.1
Ask = Callable[[APhone, str], TestResponse]


def signs_in(phone: APhone, handle: str) -> TestResponse:
    body = {"kind": "passphrase", "handle": handle, "auth": b64(bytes(32))}
    return phone.asks("POST", "/sessions", json=body)


def recovers(phone: APhone, handle: str) -> TestResponse:
    body = {"kind": "recovery", "handle": handle, "auth": b64(bytes(32))}
    return phone.asks("POST", "/sessions", json=body)


def stretches(phone: APhone, handle: str) -> TestResponse:
    return phone.asks("POST", "/stretching", json={"handle": handle})


def someone(settings: Settings) -> Person:
    return a_person(a_server(replace(settings, rates_times=1000)))


def computing_ms(ask: Ask, phone: APhone, handle: str) -> float:
    started = time.thread_time_ns()
    ask(phone, handle)
    return (time.thread_time_ns() - started) / 1e6


def auc(ones: list[float], others: list[float]) -> float:
    """How probably one of `ones` is larger than one of `others`: 0.5 when they cannot be told apart."""
    larger = sum((one > other) + 0.5 * (one == other) for one in ones for other in others)
    return larger / (len(ones) * len(others))


def measured(ask: Ask, phone: APhone, there: str, not_there: str) -> float:
    """The AUC of so many turns, each handle first in every other one."""
    times: dict[str, list[float]] = {there: [], not_there: []}
    for turn in range(TURNS):
        for handle in (there, not_there)[:: 1 if turn % 2 else -1]:
            times[handle].append(computing_ms(ask, phone, handle))
    return auc(times[there], times[not_there])


@pytest.mark.parametrize("ask", [signs_in, stretches])
def test_time_does_not_tell_who_is_there(settings: Settings, ask: Ask) -> None:
    alma = someone(settings)
    phone = a_stranger(alma.app)
    nobody = f"{alma.handle[:-4]}{(int(alma.handle[-4:]) + 1) % 10_000:04}"
    for handle in (alma.handle, nobody) * 10:
        ask(phone, handle)

    found = measured(ask, phone, alma.handle, nobody)
    if abs(found - 0.5) > BOUND:
        found = measured(ask, phone, alma.handle, nobody)

    assert abs(found - 0.5) <= BOUND


def test_answers_do_not_tell_who_is_there(settings: Settings) -> None:
    alma = someone(settings)
    passkey_only = a_person(alma.app, "ben", locks=[a_lock("passkey"), a_lock("recovery")])
    phone = a_stranger(alma.app)

    def told(response: TestResponse) -> tuple[Any, ...]:
        headers = {name: value for name, value in response.headers if name != "Date"}
        return response.status_code, headers, response.data

    handles = (alma.handle, passkey_only.handle, "nobody-1234")
    for ask in (signs_in, recovers):
        assert len({str(told(ask(phone, handle))) for handle in handles}) == 1


def test_a_handle_that_is_not_there_stretches_plausibly(settings: Settings) -> None:
    alma = someone(settings)
    phone = a_stranger(alma.app)

    here, nobody, again, another = (
        stretches(phone, handle).json for handle in (alma.handle, "nobody-1234", "nobody-1234", "nobody-1235")
    )

    assert here["salt"] == alma.passphrase["salt"]
    assert {name: type(value) for name, value in here.items()} == {
        name: type(value) for name, value in nobody.items()
    }
    assert len(here["salt"]) == len(nobody["salt"])
    costs = {"memory_kib": 65_536, "passes": 3, "lanes": 1}
    assert nobody == again == {"salt": nobody["salt"], **costs}
    assert another["salt"] not in (nobody["salt"], here["salt"])
