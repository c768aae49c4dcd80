"""What is done with the vectors of readable files (PROTOCOL 15)."""

from typing import Any

from sync import age_file, fhir, file_kinds, markdown, merge, month, spreadsheets
from sync import journal_json as readable
from sync import restoring as restore
from sync.definitions import definitions_in
from sync.kept_counts import counts_of, counts_to_write
from sync.merge import State
from sync.month import scales_in
from sync.purging import going_by
from sync.retention import agreed_from
from sync.trends import scales_of
from sync.written_anew import written_anew

Given = dict[str, Any]


def journal_json(given: Given) -> Given:
    state = a_state(given["writes"])
    return {"json": readable.write_journal_json(readable.objects_of(state)).decode()}


def read_journal_json(given: Given) -> Given:
    return read_to_json(readable.read_journal_json(bytes.fromhex(given["file"])))


def entries_csv(given: Given) -> Given:
    objects = given["objects"]
    return {"csv": spreadsheets.entries_table(objects, definitions(given)).decode()}


def consultations_csv(given: Given) -> Given:
    return {"csv": spreadsheets.consultations_table(given["objects"]).decode()}


def read_csv(given: Given) -> Given:
    return read_to_json(spreadsheets.read_spreadsheet(given["csv"].encode()))


def journal_markdown(given: Given) -> Given:
    return {"markdown": markdown.journal_markdown(given["objects"], definitions(given))}


def fhir_bundle(given: Given) -> Given:
    return {"bundle": fhir.fhir_bundle(given["objects"], definitions(given)).decode()}


def file_kind(given: Given) -> Given:
    return {"kind": file_kinds.kind_of(bytes.fromhex(given["beginning"]))}


def age_work_factor(given: Given) -> Given:
    return {"work_factor": age_file.work_factor_of(given["file"].encode())}


def age_normal_form(given: Given) -> Given:
    return {"normal_form": age_file.normal_form(given["passphrase"]).encode().hex()}


def kept_counts(given: Given) -> Given:
    scales = scales_of({"checklists": given["checklists"]}, [])
    counts = counts_of(given["id"], given["fields"], scales)
    return {"counts": counts and dict(zip(("month", "field", "value"), counts, strict=True))}


def purging(given: Given) -> Given:
    state = a_state(given["writes"])
    scales = scales_in(month.objects_of(state), {})
    goings = going_by(state, given["kept_from"], scales)
    goes: Given = {}
    for it in goings.objects:
        goes.setdefault(it.kind, {})[it.id] = [it.month, it.leaves_record]
    anew: Given = {}
    for at, ops in written_anew(state, goings):
        for op in ops:
            verb = {name: value for name, value in op.items() if name not in ("kind", "id")}
            anew.setdefault(at, {}).setdefault(op["kind"], {})[op["id"]] = verb
    places = [f"{device} {counter}" for device, counter in sorted(goings.places)]
    return {"goes": goes, "places": places, "anew": anew, "counts": counts_to_write(state, goings, scales)}


def restoring(given: Given) -> Given:
    seen = looked_at(given)
    says = {"entries": seen.entries, "here": seen.here, "first": seen.first, "last": seen.last}
    return {**says, "past": seen.past, "missing": list(seen.missing)}


def restoring_changes(given: Given) -> Given:
    made = restore.batches(looked_at(given).missing)
    return {"ops": [[[op["kind"], op["id"], sorted(op["set"])] for op in batch] for batch in made]}


def looked_at(given: Given) -> restore.Preview:
    file, here = given["file"], a_state(given["here"])
    if "json" in file:
        rows = restore.rows_of(readable.read_journal_json(file["json"].encode()).objects)
    else:
        rows = restore.rows_in(a_state(file["writes"]))
    return restore.preview(rows, here, agreed_from(here, given["today"]))


def a_state(objects: Given) -> State:
    return State(
        {},
        {
            kind: {id: tuple(map(merge.read_write, writes)) for id, writes in by_id.items()}
            for kind, by_id in objects.items()
        },
    )


def definitions(given: Given) -> Any:
    return definitions_in(given["objects"], {"checklists": given["checklists"]})


def read_to_json(read: readable.Read) -> Given:
    refused = [[it.line, it.kind, it.id, it.type, it.field] for it in read.refused]
    return {"json": readable.write_journal_json(read.objects).decode(), "refused": refused}


DEEDS = (
    journal_json, read_journal_json, entries_csv, consultations_csv, read_csv, journal_markdown,
    fhir_bundle, kept_counts, file_kind, age_work_factor, age_normal_form, purging, restoring,
    restoring_changes,
)  # fmt: skip
