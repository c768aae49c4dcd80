"""Vectors of PROTOCOL 15: what a readable journal says, and what is taken of one from elsewhere."""

import json
from collections.abc import Iterator
from typing import Any

from tests.sync.a_vector import Named, fails, succeeds
from tests.sync.vectors_of_merge import A, B, deletes, sets, text

Said = dict[str, dict[str, Any]]
UUID = "019ab1c2-0000-7000-8000-00000000000a"
LONGEST = 64_512 - len('{"id":"1","kind":"entry","set":{"note":{"text":""}}}')


def vectors() -> Iterator[Named]:
    yield from journals_written()
    yield from journals_read()
    yield from objects_refused()
    yield from files_refused()


def written(objects: Said) -> str:
    """By Python's own JSON, which sorts as RFC 8785 does while names are ASCII."""
    whole = {"format": "plumbline-json", "version": 1, "objects": objects}
    return json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def journals_written() -> Iterator[Named]:
    for name, why, writes, says in (*journals(), *odd_journals()):
        given = {"writes": writes}
        yield succeeds(f"journal_json_{name}", "15", "journal_json", why, given, {"json": says})


Journal = tuple[str, str, dict[str, Any], str]


def journals() -> Iterator[Journal]:
    yield "of_nothing", "an empty journal is a journal", {}, written({})
    yield (
        "of_one_entry",
        "every field as it reads now",
        {
            "entry": {
                UUID: [sets(A, 1, 1, day="2026-11-23", note=text("One.")), sets(A, 2, 2, note=text("Two."))]
            }
        },
        written({"entry": {UUID: {"day": "2026-11-23", "note": text("Two.")}}}),
    )
    yield (
        "of_concurrent_texts",
        "both stand there, the earlier first",
        {"entry": {"1": [sets(A, 1, 2, note=text("Later.")), sets(B, 1, 1, note=text("Earlier."))]}},
        written({"entry": {"1": {"note": text("Earlier.\n\nLater.")}}}),
    )
    yield (
        "of_gone_objects",
        "what is gone is left out, and a kind with nothing left",
        {
            "entry": {"1": [sets(A, 1, 1, x=1), deletes(A, 2, 2)]},
            "contact": {"2": [sets(A, 3, 3, slot="cover")]},
        },
        written({"contact": {"2": {"slot": "cover"}}}),
    )
    yield (
        "of_what_says_nothing",
        "an object without any field says nothing",
        {"consultation": {"1": [sets(A, 1, 1)], "2": [deletes(A, 2, 2)]}},
        written({}),
    )
    yield (
        "of_devices_and_purges",
        "these are of the journal they come from alone",
        {
            "device": {A: [sets(A, 1, 1, name="Phone")]},
            "purge": {"1": [sets(A, 2, 2, changes=[])]},
            "setting": {"nudges": [sets(A, 3, 3, **{"hour.1": "19:00"})]},
        },
        written({"setting": {"nudges": {"hour.1": "19:00"}}}),
    )
    yield (
        "of_kept_counts",
        "a month's counts by domain, one for each purged entry",
        {"counts": {"2026-11": [sets(A, 1, 1, **{"c.00112233aabbccdd": {"self-care": [2, 1, 0, 0]}})]}},
        written({"counts": {"2026-11": {"c.00112233aabbccdd": {"self-care": [2, 1, 0, 0]}}}}),
    )


def odd_journals() -> Iterator[Journal]:
    yield (
        "of_later_kinds",
        "a kind that this version does not know is carried on",
        {"weather": {"1": [sets(A, 1, 1, sky=None, deep=[[{"a": False}]])]}},
        written({"weather": {"1": {"sky": None, "deep": [[{"a": False}]]}}}),
    )
    yield (
        "of_odd_names",
        "sorted by UTF-16 code units, and no name is special",
        {"entry": {"\ufb33": [sets(A, 1, 1, x=1)], "\U0001f600": [sets(A, 2, 1, **{"__proto__": 1})]}},
        '{"format":"plumbline-json","objects":{"entry":{"\U0001f600":{"__proto__":1},"\ufb33":{"x":1}}},"version":1}',
    )
    yield (
        "of_hostile_texts",
        "a text is a text, whatever stands in it",
        {"entry": {"1": [sets(A, 1, 1, note=text('</script><script>alert("\u2028\x00")</script>\\=1+1'))]}},
        '{"format":"plumbline-json","objects":{"entry":{"1":{"note":{"text":'
        '"</script><script>alert(\\"\u2028\\u0000\\")</script>\\\\=1+1"}}}},"version":1}',
    )


def reads(
    name: str, why: str, file: str | bytes, objects: Said, refused: list[list[Any]] | None = None
) -> Named:
    content = file.encode() if isinstance(file, str) else file
    gives = {"json": written(objects), "refused": refused or []}
    return succeeds(f"read_json_{name}", "15", "read_journal_json", why, {"file": content.hex()}, gives)


def journals_read() -> Iterator[Named]:
    one = {"entry": {"1": {"day": "2026-11-23"}}}
    yield reads("as_written", "what was written", written(one), one)
    yield reads("of_nothing", "an empty journal", written({}), {})
    yield reads(
        "with_white_space", "any JSON text of the same", json.dumps(json.loads(written(one)), indent=1), one
    )
    yield reads(
        "with_a_byte_order_mark", "some editors write one", b"\xef\xbb\xbf" + written(one).encode(), one
    )
    yield reads(
        "with_more_members",
        "members that are not known are passed over",
        '{"version":1,"by":"x","objects":{},"format":"plumbline-json"}',
        {},
    )
    yield reads(
        "with_whole_numbers_as_fractions",
        "other programs write 1.0 for 1",
        '{"format":"plumbline-json","version":1,"objects":{"entry":{"1":{"x":1.0,"y":1e2,"z":-0}}}}',
        {"entry": {"1": {"x": 1, "y": 100, "z": 0}}},
    )
    yield reads(
        "with_a_name_twice",
        "the last one counts",
        '{"format":"plumbline-json","version":1,"objects":{"entry":{"1":{"x":1,"x":2}}}}',
        {"entry": {"1": {"x": 2}}},
    )
    yield reads(
        "with_the_longest_text",
        "what just fits a change",
        written({"entry": {"1": {"note": text("x" * LONGEST)}}}),
        {"entry": {"1": {"note": text("x" * LONGEST)}}},
    )
    deepest: Any = 1
    for _ in range(62):
        deepest = [deepest]
    yield reads(
        "nested_64_deep",
        "with the op around it",
        written({"entry": {"1": {"x": deepest}}}),
        {"entry": {"1": {"x": deepest}}},
    )


def objects_refused() -> Iterator[Named]:
    good = {"entry": {"good": {"x": 1}}}
    too_deep: Any = 1
    for _ in range(63):
        too_deep = [too_deep]
    for name, why, kind, id, fields, type in (
        ("a_device", "phones are of their journal alone", "device", A, '{"name":"Spy"}', "row-not-taken"),
        ("a_purge", "nothing is ordered gone by a file", "purge", "1", '{"changes":[]}', "row-not-taken"),
        ("a_text_for_fields", "an object has fields", "entry", "1", '"text"', "malformed-row"),
        ("a_list_for_fields", "an object has fields", "entry", "1", "[1]", "malformed-row"),
        ("no_fields", "it says nothing", "entry", "1", "{}", "malformed-row"),
        ("a_fraction", "numbers are whole", "entry", "1", '{"x":1.5}', "malformed-row"),
        (
            "an_integer_past_the_last",
            "numbers are exact",
            "entry",
            "1",
            '{"x":9007199254740992}',
            "malformed-row",
        ),
        ("a_number_without_end", "numbers are exact", "entry", "1", '{"x":1e400}', "malformed-row"),
        ("a_lone_surrogate", "texts are text", "entry", "1", '{"x":"\\ud800"}', "malformed-row"),
        ("an_empty_id", "an id has 1 to 64 bytes", "entry", "", '{"x":1}', "malformed-row"),
        ("an_id_of_65_bytes", "an id has 1 to 64 bytes", "entry", "i" * 65, '{"x":1}', "malformed-row"),
        ("a_kind_of_65_bytes", "as an id", "k" * 65, "1", '{"x":1}', "malformed-row"),
        (
            "nesting_65_deep",
            "one deeper than a change",
            "entry",
            "1",
            json.dumps({"x": too_deep}),
            "malformed-row",
        ),
        (
            "a_text_too_long",
            "no change holds it",
            "entry",
            "1",
            json.dumps({"note": text("x" * (LONGEST + 1))}),
            "change-too-large",
        ),
    ):
        bad = f"{json.dumps(kind)}:{{{json.dumps(id)}:{fields}}}"
        if kind == "entry":
            objects = f'{{"entry":{{"good":{{"x":1}},{json.dumps(id)}:{fields}}}}}'
        else:
            objects = f'{{"entry":{{"good":{{"x":1}}}},{bad}}}'
        file = f'{{"format":"plumbline-json","version":1,"objects":{objects}}}'
        refused = [[0, kind[:64], id[:64], type, ""]]
        yield reads(f"with_{name}", f"{why}; the others are taken", file, good, refused)
    yield reads(
        "with_text_for_a_kind",
        "all of the kind is one thing that is wrong",
        '{"format":"plumbline-json","version":1,"objects":{"entry":"x"}}',
        {},
        [[0, "entry", "", "malformed-row", ""]],
    )


def files_refused() -> Iterator[Named]:
    whole = written({"entry": {"1": {"day": "2026-11-23"}}}).encode()
    for name, why, file, type in (
        ("empty", "no JSON", b"", "malformed-file"),
        ("cut_short", "nothing is taken of half a file", whole[:-5], "malformed-file"),
        ("with_something_after_it", "one text", whole + b"{}", "malformed-file"),
        ("that_is_no_utf8", "text is UTF-8", whole.replace(b"2026", b"\xff\xfe26"), "malformed-file"),
        ("with_nan", "JSON has none", whole.replace(b'"2026-11-23"', b"NaN"), "malformed-file"),
        (
            "without_objects",
            "nothing could be taken",
            b'{"format":"plumbline-json","version":1}',
            "malformed-file",
        ),
        (
            "of_another_format",
            "another program's",
            b'{"format":"x","version":1,"objects":{}}',
            "not-a-journal-file",
        ),
        ("that_is_a_list", "another program's", b"[]", "not-a-journal-file"),
        (
            "without_version",
            "it is not ours",
            b'{"format":"plumbline-json","objects":{}}',
            "not-a-journal-file",
        ),
        (
            "of_version_2",
            "a newer app wrote it",
            whole.replace(b'"version":1', b'"version":2'),
            "newer-journal-file",
        ),
        ("that_is_fhir", "it is for other programs", b'{"resourceType":"Bundle"}', "not-for-restoring"),
    ):
        yield fails(f"read_json_{name}", "15", "read_journal_json", type, why, {"file": file.hex()})
