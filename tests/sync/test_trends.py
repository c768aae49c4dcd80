"""What answers weigh: checklists as somebody may have written them, and what an entry adds by them."""

from typing import Any

import pytest

from sync.trends import scales_of, tally_of

AN_ENTRY = {"checklist": "own", "version": 1, "answer.supper": "yes"}


def a_checklist(ordinal: object = 0, domain: object = "self-care") -> Any:
    """Version 1 of one with a single question and option."""
    option = {"code": "yes", "ordinal": ordinal}
    return {
        "id": "own",
        "version": 1,
        "item": [{"linkId": "supper", "domain": domain, "answerOption": [option]}],
    }


def test_what_came_with_the_app_keeps_its_meaning() -> None:
    shipped, own = a_checklist(ordinal=0), a_checklist(ordinal=3)

    scales = scales_of({"checklists": [shipped]}, [{"version.1": own}])

    assert tally_of(AN_ENTRY, scales) == {"self-care": (1, 0, 0, 0)}


@pytest.mark.parametrize("domain", [None, 7, ["self-care"]])
def test_a_question_without_a_domain_is_of_ones_own(domain: object) -> None:
    scales = scales_of({"checklists": [a_checklist(domain=domain)]}, [])

    assert tally_of(AN_ENTRY, scales) == {"own": (1, 0, 0, 0)}


@pytest.mark.parametrize("ordinal", [None, True, False, -1, 4, "1"])
def test_an_option_without_a_level_counts_for_nothing(ordinal: object) -> None:
    scales = scales_of({"checklists": [a_checklist(ordinal=ordinal)]}, [])

    assert tally_of(AN_ENTRY, scales) == {}


def test_a_field_that_is_no_answer_counts_for_nothing() -> None:
    scales = scales_of({"checklists": [a_checklist()]}, [])

    assert tally_of({"checklist": "own", "version": 1, "supper": "yes"}, scales) == {}
