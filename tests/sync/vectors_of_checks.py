"""Vectors of PROTOCOL 7, after the last page: what the server took, the vault, what was seen, purges."""

from collections.abc import Iterator

from tests.sync.a_vector import Named, b64, fails, succeeds
from tests.sync.seeded import SeededPhone, devices_of, seed

ALMA, TABLET = SeededPhone("Alma's phone"), SeededPhone("Alma's tablet")
A, B, C = ALMA.device.hex(), TABLET.device.hex(), SeededPhone("Alma's old phone").device.hex()
HEADS = {A: [7, seed("a head").hex()], B: [3, seed("another head").hex()]}


def vectors() -> Iterator[Named]:
    yield from taken()
    yield from rolled_back()
    yield from seen()
    yield from ordered()


def taken() -> Iterator[Named]:
    for how, device, counter in (("all", A, 7), ("less", A, 3), ("nothing", C, 0)):
        given = {"heads": HEADS, "device": device, "taken": counter}
        why = "the log holds what the server said it took"
        yield succeeds(f"own_changes_taken_{how}", "7", "must_have_own", why, given, {})
    for how, device, counter in (("one_more", A, 8), ("and_none_held", C, 1)):
        given = {"heads": HEADS, "device": device, "taken": counter}
        why = "the server took it and no longer has it"
        yield fails(f"own_changes_taken_{how}", "7", "must_have_own", "own-change-lost", why, given)


def rolled_back() -> Iterator[Named]:
    both, one = devices_of(ALMA, TABLET), devices_of(ALMA)
    swapped = {**both, B: ALMA.public_key.hex()}
    for how, before, after in (
        ("the_same", (2, both), (2, both)),
        ("one_epoch_on", (1, both), (2, both)),
        ("with_another_device", (1, one), (1, both)),
        ("for_the_first_time", (0, {}), (1, one)),
    ):
        why = "a vault goes on, and names all it named"
        yield succeeds(f"vault_{how}", "7", "must_not_roll_back", why, vaults(before, after), {})
    for how, before, after, problem in (
        ("one_epoch_back", (2, both), (1, both), "epoch-rolled-back"),
        ("one_epoch_back_without_a_device", (2, both), (1, one), "epoch-rolled-back"),
        ("without_a_device", (1, both), (2, one), "device-withheld"),
        ("with_another_key", (1, both), (1, swapped), "device-withheld"),
    ):
        why = "no epoch goes back, no device is dropped or renamed"
        yield fails(f"vault_{how}", "7", "must_not_roll_back", problem, why, vaults(before, after))


def vaults(before: tuple[int, object], after: tuple[int, object]) -> dict[str, object]:
    return {
        "before": {"epoch": before[0], "devices": before[1]},
        "after": {"epoch": after[0], "devices": after[1]},
    }


def seen() -> Iterator[Named]:
    own = {"device": B, "counter": 5}
    for how, seens, by in (
        ("nothing", [{}], None),
        ("all_there_is", [{A: 7}, {B: 3}, {A: 1, B: 3}], None),
        ("what_is_not_pushed_yet", [{B: 5}], own),
    ):
        given = {"heads": HEADS, "seens": seens, "own": by}
        yield succeeds(f"seen_{how}", "7", "must_not_miss", "the log has all that was read", given, {})
    for how, seens, by, problem in (
        ("one_more", [{A: 7}, {A: 8}], None, "seen-missing"),
        ("of_a_device_without_changes", [{C: 1}], None, "seen-missing"),
        ("one_more_of_another", [{A: 8}], own, "seen-missing"),
        ("beyond_the_own_head", [{B: 6}], own, "device-copied"),
    ):
        given = {"heads": HEADS, "seens": seens, "own": by}
        why = "somebody read what the log does not show"
        yield fails(f"seen_{how}", "7", "must_not_miss", problem, why, given)


def ordered() -> Iterator[Named]:
    id, other = seed("purged").hex(), seed("another").hex()
    stub = [b64(ALMA.header(4, seed("before"))), id]
    for how, stubs, purged in (
        ("none", [], []),
        ("all", [stub], [[B, 1, other], [A, 4, id]]),
        ("and_not_done_yet", [], [[A, 4, id]]),
    ):
        given = {"stubs": stubs, "purged": purged}
        why = "every stub is named by a purge"
        yield succeeds(f"purges_ordered_{how}", "7", "must_be_ordered", why, given, {})
    for how, purged in (
        ("none", []),
        ("of_another_device", [[B, 4, id]]),
        ("of_another_counter", [[A, 5, id]]),
        ("of_another_change", [[A, 4, other]]),
    ):
        given = {"stubs": [stub], "purged": purged}
        why = "by device, counter and id"
        yield fails(f"purge_ordered_{how}", "7", "must_be_ordered", "unordered-purge", why, given)
