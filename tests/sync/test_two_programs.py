"""Two programs on one phone's file, a watch and a write: what one was told is no lie to the other."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sync.phone import Phone
from tests.sync.phones import Cast, a_server, notes, some_parts, wire

pytestmark = [pytest.mark.promise(3), pytest.mark.promise(8)]


@contextmanager
def a_program_on(alma: Cast, phone: Phone) -> Iterator[Phone]:
    """Another program on this phone's file, open as well."""
    program = Phone.at(alma.folder / f"{alma.phones.index(phone)}.sqlite", some_parts())
    program.core.use(a_server(alma.origin))
    program.unlock(alma.code)
    yield program
    program.close()


def with_an_entry(alma: Cast) -> Phone:
    phone = alma.first()
    phone.write_entry("Before.")
    phone.sync()
    return phone


def test_what_another_program_sent_meanwhile_is_no_lie(alma: Cast) -> None:
    phone = with_an_entry(alma)

    with a_program_on(alma, phone) as program:
        program.write_entry("By the other program.")
        wire(phone).meanwhile["GET changes"] = program.send
        phone.pull()

    assert phone.found is None
    phone.pull()
    assert notes(phone) == ["Before.", "By the other program."]


def test_a_page_that_another_program_took_is_passed_over(alma: Cast) -> None:
    phone, tablet = with_an_entry(alma), alma.another()
    tablet.write_entry("By the tablet.")
    tablet.sync()

    with a_program_on(alma, phone) as program:
        wire(phone).meanwhile["GET changes"] = program.sync
        phone.sync()

    assert phone.found is None
    assert notes(phone) == ["Before.", "By the tablet."]


def test_a_filling_that_another_program_did_is_passed_over(alma: Cast) -> None:
    phone = with_an_entry(alma)
    phone.make_snapshot()
    tablet = alma.another()
    tablet.use_snapshot()
    tablet.sync()

    with a_program_on(alma, tablet) as program:
        wire(tablet).meanwhile["GET changes"] = program.fill_back
        tablet.fill_back()

    assert (tablet.found, tablet.standing.floor) == (None, 0)
    assert notes(tablet) == notes(phone)
