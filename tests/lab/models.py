"""Who the simulated therapists are: habits, what befalls them, and what they do about a signal.

Assumptions like the answers (answers.py), each with what it leans on. Days are counted from 0, a Monday;
shares run from 0 to 1; `from` and `days` are the least and the most, each day between as likely.

What is named: BACP-SUP, BACP's guide to supervision. EDW17, Seeking help for psychological distress (2017).
EIS23, Eisele et al., diary studies. MIU22, Miu et al., peer consultation. PN-PEER, Making peer supervision
groups work. RIN23, Rintala et al., when people skip prompts.
"""

from collections.abc import Sequence
from typing import Any

from tests.lab.answers import ANSWERS

HABITS: dict[str, Any] = {
    # As in the draft's simulation: the daily check on 70 % of workdays, two checks after sessions on 60
    # %, the longer look in 80 % of weeks. More than people do who are not paid for it, so the louder
    # case.
    "daily": 0.7,
    "sessions": 0.6,
    "sessionsADay": 2,
    "weekly": 0.8,
    # Spread of x in e^x, by which all answers but the first come more or less often: for a person, for a
    # question of that person, and for a week. Tired and busy days skip together (RIN23); the sizes are
    # assumed.
    "tilt": 0.25,
    "itemTilt": 0.25,
    "weather": 0.25,
    "holidays": [{"from": [185, 225], "days": [14, 21]}, {"from": [350, 352], "days": [10, 12]}],
    # Peer groups meet every two weeks (PN-PEER), supervision is at least monthly (BACP-SUP).
    "consultsEvery": {"14": 60, "28": 40},
    # Consultations that are written into the log; themes of open signals that are ticked in it.
    "logs": 0.85,
    "brings": 0.9,
}

REACTIONS: dict[str, dict[str, dict[str, float]]] = {
    "open": {
        "card": {"plan": 55, "settle": 20, "does-not-apply": 7, "leave": 18},
        "nudge": {"plan": 60, "settle": 15, "leave": 25},
        # Days until someone was reached after an act-now.
        "reaches": {"0": 70, "1": 20, "3": 10},
    },
    # Putting off and fear of judgement (MIU22, EDW17).
    "avoiding": {
        "card": {"plan": 30, "settle": 20, "does-not-apply": 15, "leave": 35},
        "nudge": {"plan": 35, "settle": 15, "leave": 50},
        "reaches": {"0": 45, "1": 30, "3": 25},
    },
}

# No trial of snoozing was found: the habit is assumed strong.
SNOOZING: dict[str, Any] = {"share": 0.8, "days": {"1": 1, "3": 1, "7": 1}}


def episode(
    state: str, domain: str, begins: Sequence[int], days: Sequence[int], ramp: int, eases_in: int = 0
) -> dict[str, Any]:
    """What befalls a person. `ramp`: days until all answers are of that state, in a straight line.

    `eases_in`: days over which it goes once its domain was talked about; 0 if talking does not end it.
    """
    return {"state": state, "domain": domain, "from": begins, "days": days, "ramp": ramp, "easesIn": eases_in}


def model(episodes: Sequence[dict[str, Any]] = (), **more: Any) -> dict[str, Any]:
    return {"episodes": list(episodes), "absences": [], "reaction": "open", "straight": 0, "slips": 0} | more


# In spring, so that no holiday follows within three weeks: nothing can be noticed while nobody works.
FIRST, SECOND = (60, 160), (430, 530)


def drifting(ramp: int, **more: Any) -> dict[str, Any]:
    """Two slow drifts of the frame, each whole after so many days."""
    both = [episode("drifting", "boundaries", begins, (150, 150), ramp, 21) for begins in (FIRST, SECOND)]
    return model(both, reaction="avoiding", **more)


MODELS: dict[str, dict[str, Any]] = {
    # Nothing befalls them. Their "episodes" change no answer: how often does chance alone look like noticing?
    "steady": model(
        [
            episode("calm", "boundaries", FIRST, (150, 150), 1),
            episode("calm", "self-care", SECOND, (60, 60), 1),
        ]
    ),
    # Twice a year, with the school year's ends: full within ten days.
    "seasonal strain": model(
        [episode("strained", "self-care", (at, at + 30), (42, 63), 10) for at in (120, 300, 485, 655)]
    ),
    # It goes on for five months unless it is talked about. How slow is slow? Nobody knows, so three answers.
    "drift in 2 weeks": drifting(14),
    "drift in 4 weeks": drifting(28),
    "drift in 12 weeks": drifting(84),
    "sudden crisis": model(
        [episode("in-crisis", "self-care", begins, (21, 42), 1) for begins in (FIRST, SECOND)],
        reaction="avoiding",
    ),
    # Straight-lining grows with the weeks (EIS23); the thumb slips now and then. They drift like the others.
    "careless": drifting(28, straight=0.7, slips=0.004),
    "long absence": model(
        absences=[{"from": begins, "days": (60, 140)} for begins in (FIRST, SECOND)], reaction="avoiding"
    ),
}

DRIFTS = [name for name in MODELS if name.startswith("drift")]

# Of every thousand people.
SHARES = {
    "steady": 280,
    "seasonal strain": 140,
    "drift in 2 weeks": 80,
    "drift in 4 weeks": 80,
    "drift in 12 weeks": 80,
    "sudden crisis": 140,
    "careless": 100,
    "long absence": 100,
}


def world(rules: Sequence[str] | None = None) -> dict[str, Any]:
    """All of it, as the workers read it. `rules`: ids of those that are on; None for all of the app's."""
    return {
        "answers": ANSWERS,
        "habits": HABITS,
        "models": MODELS,
        "reactions": REACTIONS,
        "snoozing": SNOOZING,
        "rules": rules,
    }
