"""What is sent: real changes, sealed before the clock runs."""

from dataclasses import dataclass, field, replace
from typing import Self

from tests.sync.cast import Journal, Phone, an_entry

NOTE = "The second hour ran over again. I noticed that I did not want to end it. Ask about it on Friday."
ANSWERS = {
    f"answer.{link_id}": "some"
    for link_id in ("hurry", "sleep", "limits", "wish", "avoid", "touch", "money", "alone")
}


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
    for number in range(changes):
        entry = an_entry(
            f"019ab1c2-0000-7000-8000-{number:012x}", checklist="daily", version=1, zone="Europe/London",
            day=f"20{number // 360 % 100:02}-{number // 30 % 12 + 1:02}-{number % 28 + 1:02}",
            note={"text": NOTE}, **ANSWERS,
        )  # fmt: skip
        writer.envelopes.append(writer.phone.write(entry))
    return writer
