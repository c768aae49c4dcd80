"""What is stored tells nothing by its length: calm or alarming, with a note or without."""

from collections.abc import Mapping

import pytest

from tests.app.flows import ALARMING, CALM, answer_all_at_once, arrive, choose, save, write_note
from tests.app.phones import Chromium, tap
from tests.app.said import say
from tests.app.stored import envelopes, rested, stored

ENVELOPE_BYTES = 1213
NOTE = ("It was a long day and I noticed how tired I am; rest first, then look again. " * 4)[:300]
CHECKS = [
    (checklist, answers[checklist], note)
    for checklist in ("daily", "after-session")
    for answers in (CALM, ALARMING)
    for note in ("", NOTE)
]


@pytest.mark.promise(2)
def test_calm_and_alarming_checks_have_one_size(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    draft_sizes: set[int] = set()

    for checklist, answers, note in CHECKS:
        draft_sizes |= answer_and_save(phone, checklist, answers, note)

    assert [len(envelope) for envelope in envelopes(stored(phone))] == [ENVELOPE_BYTES] * len(CHECKS)
    assert len(draft_sizes) == 1


def answer_and_save(phone: Chromium, checklist: str, answers: Mapping[str, str], note: str) -> set[int]:
    """The sizes its draft had on the way: after the first tap, and when all was answered and written."""
    tap(phone, say("today.daily" if checklist == "daily" else "today.after-session"))
    answer_all_at_once(phone)
    sizes = set()
    for link_id, code in answers.items():
        if not phone.script("return Boolean(document.querySelector(given[0]))", f'input[name="{link_id}"]'):
            tap(phone, say("check.more"))
        choose(phone, link_id, code)
        sizes |= draft_sizes_of(phone)
    if note:
        write_note(phone, note)
        rested(phone)
        sizes |= draft_sizes_of(phone)
    save(phone, answers)
    return sizes


def draft_sizes_of(phone: Chromium) -> set[int]:
    return {len(draft["sealed"]) for _, draft in stored(phone)["databases"]["plumbline/drafts"]}
