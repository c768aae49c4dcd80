"""What stands on the screens neither shames nor alarms, keeps no score, and asks nothing about a client."""

import re

import pytest

from tests.house.content import catalogue, checklist_texts, content
from tests.house.places import HOUSE

CHECKLISTS = content("checklists.json")["checklists"]

# What a person set up for a hard day goes by its plain name: these phrases, in these texts, and nowhere else.
OF_THEIR_OWN = {
    "rule.danger-now.message": ("your own emergency plan",),
    "action.own-emergency-number": ("the emergency number I saved",),
    "act-now.danger-to-someone.text": ("your own emergency plan", "the emergency number where you are"),
    "act-now.own-crisis.text": ("the emergency number where you are",),
    "act-now.no-number": ("No emergency number is saved here", "the emergency number where you are"),
    "contact.slot.emergency": ("Emergency number",),
    "contact.slot.procedure": ("My own emergency procedure",),
}


def without_names(id: str, text: str) -> str:
    """The text without the phrases that are let through in it, once each."""
    for phrase in OF_THEIR_OWN.get(id, ()):
        text = text.replace(phrase, "", 1)
    return text


TEXTS = [
    *(without_names(id, text) for id, text in catalogue().items()),
    *checklist_texts(CHECKLISTS),
    (HOUSE / "pwa/public/recover.html").read_text(),
]

SHAMING = ("shame", "guilt", "careless", "unprofessional", "unethical", "misconduct", "violat", "you failed")
ALARMING = ("alert", "urgent", "emergency", "penalt", "you must", "you should have")
SCORING = ("streak", "score", "badge", "reward", "congrat", "well done", "points earned", "ranking")
# It cannot know: therapists hardly ever see their own failures, and neither can an app.
REASSURING = ("all is well", "everything is fine", "nothing to worry", "no problems found")

SAFE_HARBOR = set("ABCDEFGHIJKLMNOPQR")


@pytest.mark.promise(8)
@pytest.mark.parametrize("word", [*SHAMING, *ALARMING, *SCORING, *REASSURING])
def test_no_text_shames_alarms_scores_or_reassures(word: str) -> None:
    assert [text for text in TEXTS if re.search(rf"\b{word}", text, re.I)] == []


@pytest.mark.promise(8)
def test_every_phrase_let_through_is_there_once() -> None:
    said = [(catalogue()[id], phrase) for id, phrases in OF_THEIR_OWN.items() for phrase in phrases]

    assert [phrase for text, phrase in said if text.count(phrase) != 1] == []


@pytest.mark.promise(8)
def test_no_text_raises_its_voice() -> None:
    said = [re.sub(r"<!.*?>", "", text) for text in TEXTS]

    assert [text for text in said if "!" in text or re.search(r"\b[A-Z]{6,}\b", text)] == []


@pytest.mark.promise(8)
def test_no_question_has_to_be_answered() -> None:
    items = [item for checklist in CHECKLISTS for item in checklist["item"]]

    assert len(items) >= 37
    assert [item["linkId"] for item in items if item.get("required")] == []


@pytest.mark.promise(6)
def test_no_checklist_has_room_for_a_client() -> None:
    items = [item for checklist in CHECKLISTS for item in checklist["item"]]

    assert {item["type"] for item in items} == {"choice"}


@pytest.mark.promise(6)
def test_each_kind_of_identifier_is_looked_for() -> None:
    detectors = content("identifiers.json")["detectors"]

    assert {detector["safeHarbor"] for detector in detectors} >= SAFE_HARBOR
    assert [one["id"] for one in detectors if f"identifier.{one['id']}.name" not in catalogue()] == []
