"""The screens on which a checklist is changed: part of the walk through all of them."""

import json
from collections.abc import Iterator

from playwright.sync_api import Page

from tests.app.changing import DAILY, button, change
from tests.app.flows import go_back
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say

OPTIONS = [{"valueCoding": {"code": code, "display": code.title()}} for code in ("rested", "weary")]
QUESTIONNAIRE = json.dumps(
    {
        "resourceType": "Questionnaire",
        "title": "Rest",
        "copyright": "Free for personal use.",
        "item": [
            {"linkId": "rest", "text": "Did I rest this week?", "type": "choice", "answerOption": OPTIONS},
            {"linkId": "mood", "text": "How was it?", "type": "text"},
        ],
    }
)


def changing_checklists(phone: Chromium) -> Iterator[tuple[str, Page]]:
    """From Checklists, and back to them as they came."""
    page = phone.page
    with page.expect_file_chooser() as choosing:
        button(phone, say("leave.open.choose")).click()
    file = {"name": "rest.json", "mimeType": "application/json", "buffer": QUESTIONNAIRE.encode()}
    choosing.value.set_files(file)
    wait_for(phone, say("own.copyright.yes"))
    yield "settings, checklists, a questionnaire to add", page
    tap(phone, say("own.copyright.no"))
    tap(phone, say("own.make"))
    wait_for(phone, say("own.edit.title"))
    yield "settings, a new checklist", page
    tap(phone, say("consult.later"))
    wait_for(phone, say("own.came"))
    change(phone, say("check.title.daily"))
    yield "settings, one checklist", page
    button(phone, say("own.edit.off.which", name=DAILY[2]["text"])).click()
    button(phone, say("own.edit.on.which", name=DAILY[2]["text"])).wait_for()
    yield "settings, one checklist, a question left out", page
    tap(phone, say("own.edit.add"))
    tap(phone, say("own.edit.done"))
    wait_for(phone, say("own.edit.no-text"))
    yield "settings, a question of one's own", page
    tap(phone, say("own.edit.remove"))
    wait_for(phone, say("own.undo"))
    tap(phone, say("own.edit.keep"))
    wait_for(phone, say("own.came"))
    yield "settings, checklists, one changed", page
    change(phone, say("check.title.daily"))
    tap(phone, say("own.versions"))
    wait_for(phone, say("own.versions.now"))
    yield "settings, versions of a checklist", page
    go_back(phone)
    tap(phone, say("consult.later"))
    wait_for(phone, say("own.came"))
    tap(phone, say("own.as-it-came"))
    wait_for(phone, say("own.as-it-came.done", title=say("check.title.daily")))
