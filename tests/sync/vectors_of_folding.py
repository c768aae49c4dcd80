"""Vectors of PROTOCOL 5: sets of changes and their state."""

import json
from collections.abc import Iterator
from hashlib import sha256

from tests.sync.a_vector import Named, b64, succeeds
from tests.sync.seeded import ROOT, SeededPhone, a_change, an_op
from tests.sync.vectors_of_merge import at, deletes, sets, text


def vectors() -> Iterator[Named]:
    alma, tablet = SeededPhone("Alma's phone"), SeededPhone("Alma's tablet")
    a, b = alma.device.hex(), tablet.device.hex()
    one = alma.write(
        a_change([an_op("1", x=1), {"kind": "setting", "id": "hour", "set": {"value": 4}}], at(1))
    )
    two = tablet.write(a_change([an_op("1", x=2, note=text("Caf\u00e9 \U0001f331"))], at(2), {a: 1}))
    three = alma.write(a_change([{"kind": "entry", "id": "1", "delete": True, "why": "x"}], at(3)))
    four = alma.write(
        a_change([{"kind": "entry", "id": "2", "archive": {"b": 1, "a": 2}, "at": "lost"}], at(4), {b: 1})
    )
    state = {
        "heads": {a: [3, sha256(four).hexdigest()], b: [1, sha256(two).hexdigest()]},
        "objects": {
            "entry": {
                "1": sorted(
                    [
                        sets(a, 1, 1, x=1),
                        {**deletes(a, 2, 3), "why": "x"},
                        sets(b, 1, 2, {a: 1}, x=2, note=text("Caf\u00e9 \U0001f331")),
                    ],
                    key=lambda write: (write["device"], write["counter"]),
                ),
                "2": [{"device": a, "counter": 3, "at": at(4), "seen": {b: 1}, "archive": {"b": 1, "a": 2}}],
            },
            "setting": {"hour": [sets(a, 1, 1, value=4)]},
        },
    }
    canonical = json.dumps(state, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    for how, order in {
        "in_order": (one, two, three, four),
        "backwards": (four, three, two, one),
        "with_repeats": (two, one, two, four, one, three, three),
    }.items():
        given = {"roots": {"1": ROOT.hex()}, "envelopes": [b64(envelope) for envelope in order]}
        why = "the same set gives the same bytes, in any order and with any repeats"
        yield succeeds(f"fold_{how}", "5", "fold", why, given, {"canonical": canonical})
    nothing = {"roots": {"1": ROOT.hex()}, "envelopes": []}
    yield succeeds(
        "fold_nothing", "5", "fold", "the empty state", nothing, {"canonical": '{"heads":{},"objects":{}}'}
    )
