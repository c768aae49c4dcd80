"""What Plumbline notices, as the person sets it: off, other numbers, own rules, rules from a file."""

import json
from typing import Any

from playwright.sync_api import expect

from tests.app.flows import arrive, daily_check, displayed, go_back, lock
from tests.app.noticing import CONSULT, SLIP, check_with, open_rule, see_panel, title_of, unlock_to_today
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import CHECKLISTS, WORDS, say

STEADY = next(item for item in CHECKLISTS["daily"]["item"] if item["linkId"] == "daily-steady")
A_RULE: dict[str, Any] = {
    "id": "from-a-friend",
    "version": 1,
    "level": "consult",
    "kind": "single",
    "domain": "self-care",
    "dueWithinHours": 168,
    "when": {"answer": "daily-steady", "in": ["wobbly"]},
    "clears": {"any": ["settled-by-person", "does-not-apply"]},
    "cooldownDays": 7,
    "nextSteps": ["plan-consultation"],
    "texts": {"title": "Wobbly hours", "message": "A wobbly day. Whom could you tell?"},
}


def test_every_rule_is_told_in_words(phone: Chromium, origin: str) -> None:
    opened(phone, origin)
    rules = sorted({id.split(".")[1] for id in WORDS if id.startswith("rule.") and id.endswith(".when")})
    assert len(rules) > 20
    tap(phone, say("tabs.settings"))
    tap(phone, say("rules.title"))

    for rule in rules:
        phone.page.get_by_role("button", name=title_of(rule), exact=True).click()
        wait_for(phone, say("rules.when"))
        shown = phone.page.locator("main").inner_text()
        for part in ("title", "message", "why", "clears"):
            assert say(f"rule.{rule}.{part}") in shown, f"{rule}: {part}"
        assert "{" not in shown
        go_back(phone)


def test_an_act_now_rule_cannot_be_switched_off(phone: Chromium, origin: str) -> None:
    opened(phone, origin)
    open_rule(phone, "danger-now")

    wait_for(phone, say("rules.stays"))

    expect(phone.page.get_by_role("button", name=say("rules.switch-off"))).to_have_count(0)
    expect(phone.page.get_by_role("spinbutton")).to_have_count(0)


def test_what_is_switched_off_stays_quiet_locked_and_open(phone: Chromium, origin: str) -> None:
    opened(phone, origin)
    open_rule(phone, SLIP)
    tap(phone, say("rules.switch-off"))
    wait_for(phone, say("rules.is-off"))
    go_back(phone)
    wait_for(phone, say("rules.off"))
    tap(phone, say("tabs.today"))

    check_with(phone, CONSULT)
    wait_for(phone, say("today.saved.sub"))
    lock(phone)
    phone.page.reload()
    check_with(phone, CONSULT)
    wait_for(phone, say("today.saved.sub"))
    unlock_to_today(phone)
    open_rule(phone, SLIP)
    tap(phone, say("rules.switch-on"))
    expect(phone.page.get_by_text(say("rules.is-off"))).to_have_count(0)
    tap(phone, say("tabs.today"))
    check_with(phone, CONSULT)

    see_panel(phone)
    wait_for(phone, title_of(SLIP))


def test_a_number_is_set_within_its_bounds_only(phone: Chromium, origin: str) -> None:
    opened(phone, origin)
    open_rule(phone, SLIP)
    times = phone.page.get_by_label(say("rule.set.times"))
    bounds = phone.page.get_by_text(say("rules.bounds", min=2, max=6))

    times.fill("7")
    times.blur()
    expect(bounds).to_have_role("alert")
    times.fill("2")
    times.blur()
    wait_for(phone, say("rules.as-it-came", number=3))
    expect(bounds).not_to_have_role("alert")
    tap(phone, say("tabs.today"))
    check_with(phone, {"daily-privacy": "near"})
    wait_for(phone, say("today.saved.sub"))
    check_with(phone, {"daily-privacy": "near"})

    see_panel(phone)
    wait_for(phone, title_of(SLIP))


def test_a_rule_of_ones_own_speaks_and_goes(phone: Chromium, origin: str) -> None:
    opened(phone, origin)
    tap(phone, say("tabs.settings"))
    tap(phone, say("rules.title"))
    tap(phone, say("rules.add.make"))
    phone.page.get_by_label(say("rules.make.item")).select_option("daily-steady")
    phone.page.get_by_label(displayed("daily-steady", "wobbly"), exact=True).check()
    phone.page.get_by_label(say("rules.make.name")).fill("Wobbly again")
    phone.page.get_by_label(say("rules.make.message")).fill("Ask Berta for an hour.")
    tap(phone, say("rules.make.save"))
    tap(phone, "Wobbly again")
    wait_for(phone, STEADY["text"])
    tap(phone, say("tabs.today"))

    check_with(phone, {"daily-steady": "wobbly"})
    see_panel(phone)
    wait_for(phone, "Ask Berta for an hour.")
    tap(phone, say("signal.talked"))
    tap(phone, say("tabs.consult"))
    tap(phone, say("signal.list.past"))
    tap(phone, "Wobbly again")
    tap(phone, say("signal.rule"))
    tap(phone, say("rules.remove"))

    wait_for(phone, say("rules.removed", title="Wobbly again"))
    expect(phone.page.get_by_role("button", name="Wobbly again")).to_have_count(0)
    expect(phone.page.get_by_role("button", name=say("journal.undo"))).to_be_focused()
    tap(phone, say("journal.undo"))
    wait_for(phone, say("rules.when"))
    wait_for(phone, STEADY["text"])


def test_a_rule_of_ones_own_says_what_it_needs(phone: Chromium, origin: str) -> None:
    opened(phone, origin)
    tap(phone, say("tabs.settings"))
    tap(phone, say("rules.title"))
    tap(phone, say("rules.add.make"))
    form = phone.page

    found = []
    for field, needs, mend in (
        ("item", "no-item", lambda: form.locator("#own-rule-item").select_option("daily-steady")),
        ("codes", "no-answer", lambda: form.get_by_label(displayed("daily-steady", "wobbly")).check()),
        ("times", "", lambda: form.locator("#own-rule-times").fill("2")),
        ("days", "", lambda: form.locator("#own-rule-days").fill("10")),
        ("title", "no-name", lambda: form.locator("#own-rule-title").fill("Wobbly again")),
        ("message", "no-message", lambda: form.locator("#own-rule-message").fill("Ask for an hour.")),
    ):
        if field == "codes":
            form.locator("#own-rule-times").fill("61")
        if field == "days":
            form.locator("#own-rule-days").fill("401")
        tap(phone, say("rules.make.save"))
        expect(form.locator(f"#own-rule-{field}")).to_be_focused()
        bound = {"times": 60, "days": 400}.get(field)
        expect(form.locator(f"#own-rule-{field}-fault")).to_have_text(
            say("rules.make.number", max=bound) if bound else say(f"rules.make.{needs}")
        )
        mend()
        expect(form.locator(f"#own-rule-{field}-fault")).to_have_count(0)
        found.append(field)
    tap(phone, say("rules.make.save"))

    wait_for(phone, "Wobbly again")
    assert len(found) == 6


def test_rules_of_a_file_are_taken_or_named(phone: Chromium, origin: str) -> None:
    opened(phone, origin)
    tap(phone, say("tabs.settings"))
    tap(phone, say("rules.title"))
    unknown = A_RULE | {"id": "about-nothing", "when": {"answer": "no-such-item", "in": ["yes"]}}

    take_file(phone, json.dumps({"format": 1, "rules": [A_RULE, unknown]}))

    wait_for(phone, say("rules.taken.one", count=1))
    refused = phone.page.get_by_role("alert")
    expect(refused).to_contain_text("about-nothing")
    expect(refused).to_contain_text("no-such-item")
    wait_for(phone, "Wobbly hours")
    take_file(phone, "{")
    expect(phone.page.get_by_role("alert")).to_contain_text("JSON")
    tap(phone, say("tabs.today"))
    check_with(phone, {"daily-steady": "wobbly"})
    wait_for(phone, "A wobbly day. Whom could you tell?")


def opened(phone: Chromium, origin: str) -> None:
    """A first visit, one calm check, and the journal opened."""
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)


def take_file(phone: Chromium, content: str) -> None:
    with phone.page.expect_file_chooser() as chooser:
        tap(phone, say("rules.add.file"))
    chooser.value.set_files(
        {"name": "rules.json", "mimeType": "application/json", "buffer": content.encode()}
    )
