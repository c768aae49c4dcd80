"""Answers tallied by domain, how many of them were hard, and what moved between two months. Pure.

The twin of pwa/src/insight/trends.ts: whole numbers alone, so that both give the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sync.values import is_counter
from sync.wordings import VERSION

# How many answers were 0, calm, to 3, most in need of attention.
Tally: TypeAlias = tuple[int, int, int, int]
Tallies: TypeAlias = Mapping[str, Tally]
Change: TypeAlias = Literal["harder", "as-before", "easier"]
# By (checklist, version), then linkId: an answer counts by the wording it was given to.
Scales: TypeAlias = Mapping[tuple[str, int], Mapping[str, "Scale"]]

NONE: Tally = (0, 0, 0, 0)
# Fewer are too few to say anything.
ANSWERS_MIN = 5
# An answer from here on is a hard one.
HARD_FROM = 2
# What moved has moved by both: so many in a hundred, and so many answers more than it would have been.
CHANGE_POINTS = 15
CHANGE_ANSWERS = 2

ANSWER = "answer."


@dataclass(frozen=True)
class Scale:
    """The domain of a question, and how much attention its options ask for, by their codes."""

    domain: str
    ordinals: Mapping[str, int]


def scales_of(
    content: object, own: Iterable[Mapping[str, object]]
) -> dict[tuple[str, int], dict[str, Scale]]:
    """What the app's checklists ask (`content`, parsed JSON), and the person's own (their fields)."""
    shipped = content.get("checklists") if isinstance(content, dict) else None
    versions = [value for fields in own for name, value in fields.items() if name.startswith(VERSION)]
    scales: dict[tuple[str, int], dict[str, Scale]] = {}
    for checklist in [*(shipped if isinstance(shipped, list) else []), *versions]:
        if not isinstance(checklist, dict):
            continue
        id, version = checklist.get("id"), checklist.get("version")
        if isinstance(id, str) and is_counter(version) and (id, version) not in scales:
            scales[id, version] = dict(_scales_in(checklist.get("item")))
    return scales


def tally_of(fields: Mapping[str, object], scales: Scales) -> dict[str, Tally]:
    """What one entry adds, by domain; domains without an answer that counts are left out."""
    checklist, version = fields.get("checklist"), fields.get("version")
    tallies: dict[str, Tally] = {}
    if not isinstance(checklist, str) or not is_counter(version):
        return tallies
    items = scales.get((checklist, version), {})
    for name, code in fields.items():
        scale = items.get(name.removeprefix(ANSWER)) if name.startswith(ANSWER) else None
        ordinal = scale.ordinals.get(code) if scale and isinstance(code, str) else None
        if scale is not None and ordinal is not None:
            tallies[scale.domain] = added(tallies.get(scale.domain, NONE), one(ordinal))
    return tallies


def one(ordinal: int) -> Tally:
    """A single answer."""
    zero, first, second, third = (int(place == ordinal) for place in range(4))
    return zero, first, second, third


def added(tally: Tally, other: Tally) -> Tally:
    """Both together."""
    return tally[0] + other[0], tally[1] + other[1], tally[2] + other[2], tally[3] + other[3]


def together(all: Iterable[Tallies]) -> dict[str, Tally]:
    """The sum of many, by domain."""
    sums: dict[str, Tally] = {}
    for tallies in all:
        for domain, tally in tallies.items():
            sums[domain] = added(sums.get(domain, NONE), tally)
    return sums


def hard_in(tally: Tally) -> int:
    """How many answers were hard ones."""
    return sum(tally[HARD_FROM:])


def is_enough(tally: Tally) -> bool:
    """Whether there are enough answers to say anything."""
    return sum(tally) >= ANSWERS_MIN


def of_100(tally: Tally) -> int | None:
    """How many of a hundred were hard ones, rounded half up; None for too few to say."""
    if not is_enough(tally):
        return None
    answers = sum(tally)
    return (200 * hard_in(tally) + answers) // (2 * answers)


def change(now: Tally, before: Tally) -> Change | None:
    """What moved; None where either has too few to say."""
    if not is_enough(now) or not is_enough(before):
        return None
    more = hard_in(now) * sum(before) - hard_in(before) * sum(now)
    by_share = 100 * abs(more) >= CHANGE_POINTS * sum(now) * sum(before)
    by_answers = abs(more) >= CHANGE_ANSWERS * sum(before)
    if not (by_share and by_answers):
        return "as-before"
    return "harder" if more > 0 else "easier"


def _scales_in(items: object) -> Iterable[tuple[str, Scale]]:
    for item in items if isinstance(items, list) else []:
        link_id = item.get("linkId") if isinstance(item, dict) else None
        if isinstance(item, dict) and isinstance(link_id, str):
            domain = item.get("domain")
            yield link_id, Scale(domain if isinstance(domain, str) else "own", dict(_ordinals_in(item)))


def _ordinals_in(item: Mapping[str, object]) -> Iterable[tuple[str, int]]:
    options = item.get("answerOption")
    for option in options if isinstance(options, list) else []:
        if not isinstance(option, dict):
            continue
        code, ordinal = option.get("code"), option.get("ordinal")
        if isinstance(code, str) and not isinstance(ordinal, bool) and ordinal in (0, 1, 2, 3):
            yield code, ordinal
