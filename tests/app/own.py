"""A person's own checklist, in words that stand nowhere else, and what the person does with it."""

import json
from pathlib import Path
from typing import Any

from tests.app.flows import answer_all_at_once
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say

OWN = "my-own-look"
TITLE = "My own look"
# What it asks and offers is as telling as what is answered.
WORDS = ["zqweather", "zqthunder", "zqstillness", "zqanchor", "zqdrifting", "zqmoored"]


def own_checklist() -> dict[str, Any]:
    def item(link_id: str, *codes: str) -> dict[str, Any]:
        options = [{"code": code, "display": f"It was {code}", "ordinal": None} for code in codes]
        return {
            "linkId": link_id,
            "text": f"How was my {link_id}?",
            "type": "choice",
            "answerOption": options,
        }

    weather, thunder, stillness, anchor, drifting, moored = WORDS
    items = [item(weather, thunder, stillness), item(anchor, drifting, moored)]
    return {"id": OWN, "version": 1, "title": TITLE, "item": items}


def as_file(folder: Path, checklist: dict[str, Any]) -> Path:
    path = folder / "own.json"
    path.write_text(json.dumps({"format": 1, "checklists": [checklist]}))
    return path


def choose_checklist_file(phone: Chromium, path: Path) -> None:
    """By the screen: Settings, Checklists, a file."""
    tap(phone, say("tabs.settings"))
    tap(phone, say("settings.checklists"))
    wait_for(phone, say("own.add.text"))
    with phone.page.expect_file_chooser() as choosing:
        phone.page.get_by_role("button", name=say("leave.open.choose")).click()
    choosing.value.set_files(path)


def add_checklist_file(phone: Chromium, path: Path) -> None:
    """The same, looked at and taken."""
    choose_checklist_file(phone, path)
    tap(phone, say("own.preview.add"))
    wait_for(phone, say("own.added", title=TITLE))


def open_own_check(phone: Chromium) -> None:
    tap(phone, say("tabs.today"))
    tap(phone, say("today.own"))
    tap(phone, TITLE)
    answer_all_at_once(phone)
