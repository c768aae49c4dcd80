"""What was saved without a network is sent when it is back, by the service worker, with every page closed."""

from pathlib import Path

import pytest

from tests.app.phones import Chromium, ask_until, wait_for, wait_until
from tests.app.places import Place
from tests.app.said import say
from tests.app.syncing import save_check_with, wait_synced
from tests.app.test_sync import a_python_phone, notes, with_sync

ASKED = "const { sync } = await navigator.serviceWorker.ready; return (await sync.getTags()).length > 0"
NOTE = "Saved in the train, and the phone put away at once."


@pytest.mark.promise(3)
def test_a_closed_app_sends_once_a_network_is_there(
    phone: Chromium, sync_place: Place, tmp_path: Path
) -> None:
    handle, _ = with_sync(phone, sync_place)
    python = a_python_phone(sync_place, tmp_path, handle)
    context = phone.page.context
    context.set_offline(True)
    save_check_with(phone, NOTE)
    wait_for(phone, say("state.waiting"))
    wait_until(phone, ASKED, wanted="the browser was asked to send")
    phone.page.close()
    blank = context.new_page()

    context.set_offline(False)
    ask_until(lambda: blank.title() or python.sync() > 0, "nothing was sent while the app was closed")

    assert notes(python) == [NOTE]
    again = Chromium(blank)
    again.open(sync_place.origin + "/")
    wait_for(again, say("today.daily"))
    wait_synced(again)
    assert python.sync() == 0, "it was sent twice"
