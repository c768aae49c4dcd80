"""What the plots show, from the lives."""

from pathlib import Path

from tests.lab import figures
from tests.lab.figures import SOON
from tests.lab.plots import bars, curves
from tests.lab.report import STATES, Found, rules_of

DAYS = 60


def draw(found: Found, folder: Path) -> list[Path]:
    """The plots as files."""
    folder.mkdir(exist_ok=True)
    texts = {"noticed": noticed(found), "cards": cards(found), "rules": rules(found), "steady": steady(found)}
    written = []
    for name, text in texts.items():
        path = folder / f"{name}.svg"
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def noticed(found: Found) -> str:
    """How many episodes a card of their domain has noticed, by days; the steady are chance alone."""
    lines = {}
    for model, state in STATES.items():
        own = figures.episodes(figures.of_model(found.lives, model), state)
        name = f"{model} (chance)" if model == "steady" else model
        if own:
            lines[name] = [(day, figures.share_noticed(own, day)) for day in range(DAYS + 1)]
    return curves("Episodes noticed, by days from the first changed answer", lines, (SOON, 0.9))


def cards(found: Found) -> str:
    rows = {}
    for name in dict.fromkeys(life.model for life in found.lives):
        own = figures.of_model(found.lives, name)
        alone = figures.on_their_own_a_month(own)
        rows[name] = (alone, figures.cards_a_month(own) - alone)
    return bars("Consultation cards a month", rows, ("nothing else was open", "joined what was open"), 2)


def rules(found: Found) -> str:
    own = figures.of_model(found.lives, "steady")
    rows = {}
    for rule, level in rules_of(own):
        if level == "note":
            continue
        false = figures.false_alarms_a_month(own, rule)
        every = figures.a_month(own, lambda card, rule=rule: card.rule == rule)  # type: ignore[misc]
        rows[rule] = (every - false, false)
    return bars(
        "Cards of a steady therapist a month, by rule", rows, ("an answer asked for it", "no answer did")
    )


def steady(found: Found) -> str:
    own = figures.of_model(found.lives, "steady")
    each = [figures.cards_a_month([life]) for life in own]
    steps = [step / 2 for step in range(14)]
    rows = {
        f"{least:.1f} to {least + 0.5:.1f} a month": (
            100 * figures.share(sum(least <= value < least + 0.5 for value in each), len(each)),
        )
        for least in steps
    }
    return bars("How many of 100 steady therapists get so many cards", rows, ("people of 100",))
