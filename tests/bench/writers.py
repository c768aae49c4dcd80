"""What is sent: real changes, sealed before the clock runs."""

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Self

from tests.sync.cast import Journal, Phone, an_entry

CORPUS = Path(__file__).parents[1] / "corpus" / "notes.json"
VOCABULARY = sorted(
    {word for note in json.loads(CORPUS.read_text())["notes"] for word in note["text"].split()}
)
ITEMS = [
    f"answer.{item}" for item in ("hurry", "sleep", "limits", "wish", "avoid", "touch", "money", "alone")
]
CODES = ("no", "some", "often")


@dataclass
class Writer:
    """A phone with an account of its own and the changes it has to send."""

    phone: Phone = field(default_factory=lambda: Journal().a_phone())
    envelopes: list[bytes] = field(default_factory=list)

    @property
    def beginning(self) -> bytes:
        """The 33 bytes that each of its envelopes begins with, and nothing else holds."""
        return self.envelopes[0][:33]

    def first(self, changes: int) -> Self:
        """The same phone with less to send."""
        return replace(self, envelopes=self.envelopes[:changes])


def a_writer(changes: int) -> Writer:
    """So many entries of a day, each with answers and a note: envelopes of 1,213 bytes."""
    writer = Writer()
    chance = Random(changes)
    for number in range(changes):
        answers = {item: chance.choice(CODES) for item in ITEMS}
        note = {"text": " ".join(chance.choices(VOCABULARY, k=18))}
        day = f"20{number // 360 % 100:02}-{number // 30 % 12 + 1:02}-{number % 28 + 1:02}"
        entry = an_entry(
            f"019ab1c2-0000-7000-8000-{number:012x}", checklist="daily", version=1, zone="Europe/London",
            day=day, note=note, **answers,
        )  # fmt: skip
        writer.envelopes.append(writer.phone.write(entry))
    return writer
