"""What the command line does not bring back: what is past its time, and what is no journal inside."""

import json
import os
from pathlib import Path

import pytest

from sync.age_file import seal_backup
from sync.journal_json import write_journal_json
from sync.kept_counts import counts_field
from tests.sync.test_commands import run
from tests.sync.test_leaving_commands import BACKUP, STDIN, a_phone, restored, said_by, secrets

pytestmark = pytest.mark.promise(7)


def test_what_is_past_its_time_here_stays_out(tmp_path: Path) -> None:
    phone, at = a_phone(tmp_path)
    phone.write({"kind": "setting", "id": "retention", "set": {"value": 12, "agreed": 12}})
    phone.write({"kind": "counts", "id": "2001-10", "set": {counts_field("counted"): {}}})
    phone.close()
    before = said_by(at)
    old = {"entry": {"counted": {"day": "2001-10-31"}}, "signal": {"said": {"day": "2001-10-31"}}}
    new = {"signal": {"later": {"day": "2999-01-01"}}}
    (tmp_path / "old.json").write_bytes(write_journal_json(old))
    (tmp_path / "mixed.json").write_bytes(
        write_journal_json({**old, "signal": old["signal"] | new["signal"]})
    )

    nothing = run("restore", tmp_path / "old.json", "--yes", *at, STDIN, typed=secrets())

    assert nothing.returncode == 0
    assert "2 objects are older than details are kept here, and stay out." in nothing.stdout
    assert "Nothing else is missing here." in nothing.stdout
    assert said_by(at) == before
    some = run("restore", tmp_path / "mixed.json", "--yes", *at, STDIN, typed=secrets())
    assert "1 object to add" in some.stdout
    assert json.loads(said_by(at))["objects"]["signal"] == new["signal"]


@pytest.mark.parametrize("inside", [b"entry,day\r\n", b'{"format":"plumbline-journal","version":1}\n'])
def test_only_json_in_a_backup_is_for_restoring(tmp_path: Path, inside: bytes) -> None:
    (tmp_path / "away.age").write_bytes(seal_backup(inside, BACKUP, os.urandom))

    back, _ = restored(tmp_path, tmp_path / "away.age", BACKUP)

    assert (back.returncode, "(not-for-restoring)" in back.stderr) == (2, True)
