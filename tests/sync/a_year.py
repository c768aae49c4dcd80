"""A made-up year, the same each time: `python -m tests.sync.a_year` writes it to tests/corpus/ again.

900 checks of a practice from December 2025 to November 2026, its talks and its goal, as readable JSON; and
all its numbers, as Python finds them, for the other language to find the same. In it are a month away, one
with hardly a check, a hard spring, an own checklist whose codes changed their meaning, and a purge.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sync.kept_counts import hash_of
from sync.month import Objects, as_json, scales_in, year_to
from sync.months import last_months, month_of
from sync.supervision import bodies_in
from sync.trends import tally_of
from sync.values import canonical

CONTENT = Path(__file__).parents[2] / "pwa" / "content"
CORPUS = Path(__file__).parents[1] / "corpus"
YEAR, NUMBERS = CORPUS / "year.json", CORPUS / "year-in-numbers.json"
COUNTS = CORPUS / "year-in-counts.json"
CHECKLISTS = json.loads((CONTENT / "checklists.json").read_text(encoding="utf-8"))
BODIES = json.loads((CONTENT / "supervision.json").read_text(encoding="utf-8"))
FIRST, LAST = date(2025, 12, 1), date(2026, 11, 30)
# 900 stay, 19 are purged.
CHECKS = 919
AWAY, SELDOM, HARD, PURGED = "2026-08", "2026-07", ("2026-03", "2026-04"), "2025-12"
# What is before it goes, where the year is purged.
HALF = "2026-06"
KINDS = ("individual-supervision", "peer", "peer-group", "group-supervision", "advice-line")
NOTES = ("The hour ran over again.", "Steadier than last week.", "To bring to supervision.")


class Chance:
    """Whole numbers alike on every machine: a linear congruential generator."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def below(self, count: int) -> int:
        self.state = (self.state * 1_103_515_245 + 12_345) % 2**31
        return self.state // 65_536 % count

    def one_in(self, count: int) -> bool:
        return self.below(count) == 0


def a_year(seed: int = 6) -> Any:
    """The journal: `{"format", "version", "objects"}`."""
    chance = Chance(seed)
    entries = dict(_checks(chance))
    objects: dict[str, Any] = {
        "checklist": {"own-evenings": {f"version.{it}": _own(it) for it in (1, 2)}},
        "consultation": dict(_talks(chance)),
        "counts": {},
        "entry": entries,
        "setting": {"supervision": {"minutes": 120, "body": "BACP"}},
    }
    objects["counts"][PURGED] = _purge(objects)
    return {"format": "plumbline-json", "version": 1, "objects": objects}


def numbers_of(objects: Objects) -> Any:
    """Each month by all that is told of it, and the year's tallies."""
    bodies = bodies_in(BODIES)
    months = last_months("2026-11", 12)
    return {
        "months": [as_json(objects, CHECKLISTS, bodies, month) for month in months],
        "year": year_to(objects, CHECKLISTS, months[-1]),
    }


def texts() -> dict[Path, bytes]:
    """What stands in each file."""
    year = a_year()
    objects = year["objects"]
    numbers, counts = numbers_of(objects), counts_of(objects, HALF)
    return {path: canonical(it) + b"\n" for path, it in ((YEAR, year), (NUMBERS, numbers), (COUNTS, counts))}


def counts_of(objects: Any, before: str) -> Any:
    """What each month's counts say once all before that month is purged; by hand, as a purge must find it."""
    scales = scales_in(objects, CHECKLISTS)
    counts = {month: dict(fields) for month, fields in objects["counts"].items()}
    for id, fields in objects["entry"].items():
        if month_of(fields["day"]) < before:
            tallies = {domain: list(tally) for domain, tally in tally_of(fields, scales).items()}
            counts.setdefault(month_of(fields["day"]), {})[f"c.{hash_of(id)}"] = tallies
    return counts


def _days(chance: Chance) -> Iterator[tuple[date, str]]:
    """Each check's day and checklist: a daily one, some after a session, on Fridays a longer look."""
    day = FIRST
    while day <= LAST:
        month = month_of(day.isoformat())
        works = day.weekday() < 5 and month != AWAY and (month != SELDOM or day.day in (1, 2))
        if works:
            yield day, "daily"
            for _ in range(2 + chance.below(4)):
                yield day, "after-session"
            if day.weekday() == 4:
                yield day, "review" if day.day > 7 else "own-evenings"
        day += timedelta(days=1)


def _checks(chance: Chance) -> Iterator[tuple[str, dict[str, object]]]:
    planned = list(_days(chance))
    # Let go here and there, so that it comes to that many.
    while len(planned) > CHECKS:
        del planned[chance.below(len(planned))]
    for number, (day, checklist) in enumerate(planned):
        minute = 60 * 9 + 37 * number % 540
        authored = f"{day.isoformat()}T{minute // 60:02}:{minute % 60:02}:00Z"
        version = 2 if checklist == "own-evenings" and day > date(2026, 5, 31) else 1
        fields: dict[str, object] = {
            "checklist": checklist,
            "version": version,
            "day": day.isoformat(),
            "zone": "Europe/London",
            "authored": authored,
            **dict(_answers(chance, checklist, version, day)),
        }
        if chance.one_in(12):
            fields["note"] = {"text": NOTES[chance.below(len(NOTES))]}
        yield _id(day, number), fields


def _answers(chance: Chance, checklist: str, version: int, day: date) -> Iterator[tuple[str, str]]:
    items = _own(version)["item"] if checklist == "own-evenings" else _shipped(checklist)
    is_hard = month_of(day.isoformat()) in HARD
    for item in items:
        if chance.one_in(8):
            continue
        options = item["answerOption"]
        # The smallest of two draws is mostly calm; in a hard month one draw is.
        draws = 1 if is_hard and item["domain"] in ("self-care", "boundaries") else 3
        place = min(chance.below(len(options)) for _ in range(draws))
        yield f"answer.{item['linkId']}", options[place]["code"]


def _shipped(checklist: str) -> list[Any]:
    items = next(it["item"] for it in CHECKLISTS["checklists"] if it["id"] == checklist)
    return items[:8]


def _own(version: int) -> Any:
    """In the second version its codes mean the opposite."""
    ordinals = (0, 3) if version == 1 else (3, 0)
    options = [
        {"code": code, "display": code.capitalize(), "ordinal": ordinal}
        for code, ordinal in zip(("yes", "no"), ordinals, strict=True)
    ]
    text = "Was I home for supper?" if version == 1 else "Did I miss supper?"
    item = {
        "linkId": "supper",
        "domain": "self-care",
        "text": text,
        "type": "choice",
        "answerOption": options,
    }
    return {"id": "own-evenings", "version": version, "title": "Evenings", "item": [item]}


def _talks(chance: Chance) -> Iterator[tuple[str, dict[str, object]]]:
    for number, month in enumerate(last_months("2026-11", 12)):
        if month == AWAY:
            continue
        for talk in range(1 + chance.below(3)):
            kind = KINDS[chance.below(len(KINDS))]
            day = date.fromisoformat(f"{month}-{3 + 8 * talk + chance.below(5):02}")
            fields: dict[str, object] = {
                "date": day.isoformat(),
                "minutes": (30, 50, 60, 90)[chance.below(4)],
                "kind": kind,
                "domain.boundaries": True,
                "de-identified": True,
                "learned": {"text": "To say it sooner."},
            }
            if kind.endswith("group") or kind.startswith("group"):
                size = chance.below(9)
                fields |= {"members": size} if size > 1 else {}
            if chance.one_in(9):
                fields["direction"] = "offering"
            yield _id(day, 5000 + 10 * number + talk), fields


def _purge(objects: dict[str, Any]) -> dict[str, object]:
    """The first month's oldest checks as a purge keeps them; one of them has come back from another phone."""
    scales = scales_in(objects, CHECKLISTS)
    entries = objects["entry"]
    oldest = [id for id, fields in entries.items() if month_of(fields["day"]) == PURGED][:20]
    counts = {
        f"c.{hash_of(id)}": {domain: list(tally) for domain, tally in tally_of(entries[id], scales).items()}
        for id in oldest
    }
    for id in oldest[1:]:
        del entries[id]
    return dict(counts)


def _id(day: date, number: int) -> str:
    at = (day - date(1970, 1, 1)).days * 86_400_000 + number
    time = f"{at:012x}"
    return f"{time[:8]}-{time[8:]}-7000-8000-{number:012x}"


def main() -> None:
    for path, text in texts().items():
        path.write_bytes(text)


if __name__ == "__main__":
    main()
