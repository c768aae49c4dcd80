"""What phones of both kinds give a server, on each database: nothing can be read, or told by its size."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from server.config import Settings
from sync.chain import Header, sign
from sync.envelope import pad
from sync.sizes import ENVELOPE_SIZES
from sync.unlocking import Passphrase, RecoveryCode
from sync.values import canonical
from tests import traffic
from tests.adversary.hostile_server import HostileServer
from tests.adversary.phones import APhone, a_note, a_phone
from tests.adversary.python_phone import PASSPHRASE, PythonPhone
from tests.adversary.scene import CLEOS_CODE, CODE, begun
from tests.app.flows import ALARMING, CALM
from tests.recorded import FOLDER, Recorded
from tests.sync.cast import a_daily_check, an_entry

CANARY = traffic.CANARY


@dataclass
class Watched:
    """A server of which everything is kept: what it hears and says, and what it holds."""

    server: HostileServer
    settings: Settings
    heard: Path

    def exchanges(self) -> list[bytes]:
        return [path.read_bytes() for path in self.heard.iterdir()]

    def traces(self) -> dict[str, list[str]]:
        """The secrets that stand in it, by where."""
        held = traffic.dump(self.settings.database_url)
        return {
            "traffic": traffic.found_in(b"\n".join(self.exchanges())),
            "database": traffic.found_in(held),
        }

    def sizes(self) -> list[int]:
        """Of all envelopes that the server took."""
        return [size for one in self.exchanges() for size in traffic.sizes_in(one).elements()]


@pytest.fixture
def watched(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    # Searched here, and not with all other traffic when the run ends: one test sends what must be found.
    monkeypatch.delenv(FOLDER, raising=False)
    server = HostileServer(settings)
    heard = tmp_path / "heard"
    heard.mkdir()
    server.app.wsgi_app = Recorded(server.app.wsgi_app, heard)  # type: ignore[method-assign]
    yield Watched(server, settings, heard)
    server.stop()


@pytest.fixture
def tablet(watched: Watched, tmp_path: Path) -> Iterator[PythonPhone]:
    one, _ = begun(tmp_path / "tablet.sqlite", CODE, watched.server)
    yield one
    one.close()


@pytest.fixture
def phone(watched: Watched, tablet: PythonPhone, tmp_path: Path) -> Iterator[APhone]:
    one = a_phone("typescript", tmp_path, CODE)
    assert one.sign_in(watched.server.origin, tablet.phone.standing.vault.handle) is None
    yield one
    one.close()


@pytest.mark.promise(2)
def test_a_server_holds_and_hears_nothing_readable(
    watched: Watched, tablet: PythonPhone, phone: APhone
) -> None:
    for one in (phone, tablet):
        for op in everything(one):
            one.put(op)
        assert one.sync() is None
    tablet.phone.purge(a_note(1)["id"])
    assert tablet.sync() is None
    tablet.phone.make_snapshot()
    new = RecoveryCode(CLEOS_CODE)
    tablet.phone.remove_device(phone.device.hex(), tablet.code, Passphrase(PASSPHRASE), new)

    assert watched.traces() == {"traffic": [], "database": []}
    assert len(watched.sizes()) > 2 * len(list(everything(tablet)))
    assert set(watched.sizes()) <= set(ENVELOPE_SIZES)


@pytest.mark.promise(2)
def test_calm_and_alarming_checks_look_alike(watched: Watched, tablet: PythonPhone, phone: APhone) -> None:
    checks = [check(checklist, answers[checklist]) for checklist in CALM for answers in (CALM, ALARMING)]

    for one in (phone, tablet):
        for op in checks:
            one.put(op)
        assert one.sync() is None

    assert watched.sizes() == [ENVELOPE_SIZES[0]] * 2 * len(checks)


@pytest.mark.promise(2)
def test_the_search_finds_what_was_not_sealed(watched: Watched, tablet: PythonPhone) -> None:
    standing = tablet.phone.standing
    content = canonical({"at": standing.clock, "seen": {}, "ops": list(everything(tablet))})
    link = Header(standing.account, standing.device, 1, standing.head.counter + 1, standing.head.id)
    unsealed = sign(link.pack() + bytes(32) + pad(content) + bytes(16), standing.key())

    tablet.phone.server.send([unsealed])

    found = {CANARY, '"kind":"entry"', '"kind":"checklist"', '"kind":"setting"', '"ops":[', "daily-steady"}
    for place, secrets in watched.traces().items():
        assert found <= set(secrets), place


def everything(phone: APhone) -> Iterator[dict[str, Any]]:
    """One of each that a phone may write, with what is looked for in it."""
    yield a_note(1, f"A long day, {CANARY} and all.")
    yield check("daily", ALARMING["daily"])
    yield an_entry(f"{CANARY}-entry", **{f"answer.{CANARY}-item": f"{CANARY}-code"})
    yield {"kind": "checklist", "id": f"{CANARY}-checklist", "set": {"title": {"text": CANARY}}}
    yield {"kind": "setting", "id": f"{CANARY}-setting", "set": {"value": CANARY}}
    yield {"kind": "device", "id": phone.device.hex(), "set": {"name": {"text": f"{CANARY} phone"}}}


def check(checklist: str, answers: dict[str, str]) -> dict[str, Any]:
    """A whole check-in without a note."""
    op: dict[str, Any] = a_daily_check(**answers)
    op["set"]["checklist"] = checklist
    return op
