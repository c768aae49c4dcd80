"""Every text has an id, every id a text, and each is said somewhere."""

import re
from itertools import chain

import pytest

from tests.house.content import actions, app_sources, catalogue, content, files, problem_types
from tests.house.places import name

WHENS = {"now", "two-hours-ago", "yesterday"}
PARTS_OF_DAY = {"night", "morning", "afternoon", "evening"}
STATES_OF_THE_VAULT = {"locked", "open", "new"}

# What a server may say no to, and a person should hear of (PROTOCOL 9, server/problems.py).
NO_BY_SERVER = {
    "sign-in-failed", "too-many-requests", "too-many-devices", "too-many-locks", "lock-exists",
    "quota-reached", "epoch-moved", "log-moved",
    "no-such-pairing", "pairing-taken", "not-signed-in", "no-device", "proof-needed", "account-exists",
    "not-found", "malformed-body", "server-fault", "not-ready",
}  # fmt: skip
# Found by the checks of PROTOCOL 7, and said otherwise where one entry of a file is damaged.
ALARMS = {
    "sign-in-failed", "bad-signature", "chain-broken", "malformed-envelope", "unknown-version",
    "wrong-account", "unknown-device", "unknown-epoch", "bad-certificate",
}  # fmt: skip

RULES = content("rules.json")["rules"]
FORMS = content("consultations.json")
PROMPTS = content("prompts.json")
PARTS = {part["id"] for part in FORMS["agenda"]["parts"]}
ACT_NOW = {rule["id"] for rule in RULES if rule["level"] == "act-now"}

LEVELS = {"note", "consult", "act-now"}
CRISES = {"danger-to-someone", "own-crisis", "not-fit", "acted", "abuse-or-duty"}


def codes_of(field: str) -> set[str]:
    """What a choice of a consultation's log can be."""
    return {code for one in FORMS["log"] if one["id"] == field for code in one["options"]}


# Ids that the code puts together: the pattern as it stands there, and what may take the place.
FAMILIES = {
    "act-now.{}.text": CRISES,
    "act-now.{}.title": CRISES,
    "action.{}": actions(),
    "add-phone.{}": {"let-in", "refused"},
    "add-phone.{}.sub": {"let-in", "refused"},
    "alarm.{}": ALARMS,
    "check.title.{}": {"daily", "yesterday", "short", "after-session", "weekly", "monthly"},
    "checklist.when.{}": WHENS,
    "consult.about.{}": {domain["id"] for domain in content("domains.json")["domains"]} | {"own"},
    "consult.calendar.{}": set(FORMS["calendar"]["titles"]),
    "consult.choice.{}": {
        f"{field['id']}.{code}" for field in FORMS["log"] for code in field.get("options", [])
    },
    "consult.choice.hours-for.{}": codes_of("hours-for"),
    "consult.choice.kind.{}": codes_of("kind"),
    "consult.consultant.{}": set(FORMS["agenda"]["forTheConsultant"]),
    "consult.log.{}": {field["id"] for field in FORMS["log"]},
    "consult.part.{}.prompt": PARTS,
    "consult.part.{}.title": PARTS,
    "consult.step.{}.prompt": set(FORMS["worksheet"]),
    "consult.step.{}.title": set(FORMS["worksheet"]),
    "consult.unfit.{}": {"missing", "too-long", "too-many", "not-possible"}
    | {"when.missing", "when.passed", "date.not-possible", "minutes.not-possible"}
    | {"phone.missing", "phone.not-possible", "email.not-possible"},
    "contact.slot.{}": set(FORMS["slots"]),
    "copies.{}.go": {"copy", "rehearsal"},
    "copies.{}.text": {"copy", "rehearsal"},
    "copies.{}.title": {"copy", "rehearsal"},
    "erase.part.{}": {"databases", "caches", "worker", "storages"},
    "erase.receipt.server.{}": {"none", "deleted", "unknown", "kept"},
    "erase.receipt.{}": {"databases", "caches", "worker", "storages"},
    "retention.goes.{}": {
        f"{kind}.{count}"
        for kind in ("entry", "record", "consultation", "worksheet", "signal", "reflection")
        for count in ("one", "other")
    },
    "domain.{}.learn": {domain["id"] for domain in content("domains.json")["domains"]},
    "domain.{}.title": {domain["id"] for domain in content("domains.json")["domains"]},
    "entry.version.{}": {"first", "later", "removed"},
    "identifier.{}.name": {detector["id"] for detector in content("identifiers.json")["detectors"]},
    "journal.checklist.{}": {"daily"},
    "leave.form.{}": {"sealed", "age", "json", "csv", "markdown", "fhir"},
    "leave.form.{}.sub": {"sealed", "age", "json", "csv", "markdown", "fhir"},
    "leave.open.{}": {"passphrase", "recovery"},
    "leave.problem.{}": {
        "no-such-lock",
        "wrong-secret",
        "unsafe-lock",
        "malformed-lock",
        "change-too-large",
    },
    "month.change.{}": {"harder", "as-before", "easier", "none"},
    "month.fate.{}": {"open", "talk", "own", "calm", "by-itself"},
    "month.table.{}": {"month", "answers", "hard", "of-100"},
    "month.trend.{}": {"harder", "as-before", "easier", "none"},
    "nudge.action.{}": {"done", "later", "open"},
    "nudge.text.{}": {"check", "talk", "planned", "after-talk", "hard-day", "reminder", "open-app"},
    "nudges.fault.{}": {"hour-quiet", "no-day", "hour-missing"},
    "nudges.why.{}": {"no-account", "install", "unsupported", "denied", "gone", "refused", "silent", "later"},
    "own.level.{}": {"none", "note", "consult"},
    "own.ordinal.{}": {"0", "1", "2", "3", "none"},
    "passphrase.rating.{}": {"empty", "short", "guessable", "fair", "strong"},
    "prompt.{}": {*chain(*PROMPTS["domains"].values(), PROMPTS["general"], PROMPTS["year"])},
    "problem.{}": problem_types() | NO_BY_SERVER | {"unknown"},
    "record.column.{}": {"date", "minutes", "type", "theme", "learning", "action"},
    "record.type.{}": {"reflection", "note"},
    "rule.set.{}": {number["name"] for rule in RULES for number in rule.get("adjustable", [])}
    | {"cooldownDays"},
    "rule.{}.clears": {rule["id"] for rule in RULES},
    "rule.{}.message": {rule["id"] for rule in RULES},
    "rule.{}.past": ACT_NOW,
    "rule.{}.title": {rule["id"] for rule in RULES},
    "rule.{}.when": {rule["id"] for rule in RULES},
    "rule.{}.why": {rule["id"] for rule in RULES},
    "rules.level.{}": LEVELS,
    "signal.answer.{}": {"planned", "settled", "reached", "snoozed", "does-not-apply", "taken-over"},
    "signal.closed.{}": {
        "consultation",
        "settled",
        "reached",
        "does-not-apply",
        "calm",
        "level",
        "check",
        "nothing-open",
        "outcome",
        "expired",
        "switched-off",
    },
    "signal.level.{}": LEVELS,
    "signal.state.{}": {"open", "planned", "snoozed", "quiet"},
    "sync.{}": {"copied", "not-copied"},
    "today.{}": STATES_OF_THE_VAULT,
    "today.{}.sub": STATES_OF_THE_VAULT,
    "today.part.{}": PARTS_OF_DAY,
    "today.sub.{}": PARTS_OF_DAY,
}
PUT_TOGETHER = {family.format(member) for family, members in FAMILIES.items() for member in members}

SOURCES = app_sources()
WORDS = catalogue()
QUOTED = re.compile(r"""['"]([a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+)['"]""")
CALL = re.compile(r"\b(?:words|counted|hasWords)\(")


def of_any_number(id: str) -> str:
    """The id under which a counted text is asked for."""
    return re.sub(r"\.(one|other)$", "", id)


def arguments(source: str) -> list[str]:
    """What stands between the parentheses of each call that asks for words."""
    found = []
    for call in CALL.finditer(source):
        depth, end = 1, call.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(source[end], 0)
            end += 1
        found.append(source[call.end() : end - 1])
    return found


def test_every_text_is_said_somewhere() -> None:
    quoted = {id for source in SOURCES.values() for id in QUOTED.findall(source)}
    quoted |= {domain["learn"] for domain in content("domains.json")["domains"]}

    said = {id for id in WORDS if {id, of_any_number(id)} & quoted or id in PUT_TOGETHER}

    assert WORDS.keys() - said == set()


def test_every_id_asked_for_has_a_text() -> None:
    asked = {
        id
        for source in SOURCES.values()
        for argument in arguments(source)
        for id in QUOTED.findall(argument)
        if not re.search(r"\.(ts|json|svelte)$", id)
    }

    assert len(asked) > 100
    assert {id for id in asked if id not in WORDS and f"{id}.other" not in WORDS} == set()


def test_every_id_put_together_has_a_text() -> None:
    assert PUT_TOGETHER - WORDS.keys() == set()


@pytest.mark.parametrize("problem", sorted(problem_types()))
def test_every_problem_can_happen(problem: str) -> None:
    code = [source for path, source in SOURCES.items() if path.name != "problems.ts"]
    is_a_class = problem in {"malformed-checklist", "newer-checklist", "malformed-rule", "newer-rules"}

    assert is_a_class or any(f"'{problem}'" in source for source in code)


def test_the_table_of_families_is_that_of_the_code() -> None:
    rooms = {id.split(".")[0] for id in WORDS}
    templates = {
        re.sub(r"\$\{[^}]*\}", "{}", template)
        for source in SOURCES.values()
        for template in re.findall(r"`([a-z-]+\.[a-z.-]*\$\{[^`]*)`", source)
    }

    assert {one for one in templates if one.split(".")[0] in rooms} == FAMILIES.keys()


def test_a_counted_text_has_both_of_its_forms() -> None:
    counted = {id for id in WORDS if id.endswith((".one", ".other"))}

    assert {of_any_number(id) for id in counted if f"{of_any_number(id)}.one" not in WORDS} == set()
    assert {of_any_number(id) for id in counted if f"{of_any_number(id)}.other" not in WORDS} == set()


@pytest.mark.parametrize("path", files("pwa/content/**/*.json"), ids=name)
def test_every_file_of_content_is_read(path: object) -> None:
    file = name(path).removeprefix("pwa/content/")  # type: ignore[arg-type]

    assert any(file in source for source in SOURCES.values())


def markup_of(source: str) -> str:
    """What is left of a component without code, style, comments, tags and what is set in."""
    left = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", "", source, flags=re.S)
    while re.search(r"\{[^{}]*\}", left):
        left = re.sub(r"\{[^{}]*\}", "", left)
    return left


@pytest.mark.parametrize("path", files("pwa/src/**/*.svelte"), ids=name)
def test_no_text_stands_in_a_component(path: object) -> None:
    markup = markup_of(path.read_text(encoding="utf-8"))  # type: ignore[attr-defined]

    assert re.findall(r"[^\W\d_]+", re.sub(r"<[^>]*>", "", markup)) == []
    assert re.findall(r"(?:aria-label|title|alt|placeholder|sub|text|label)=\"[^\"]*[a-z]", markup) == []
