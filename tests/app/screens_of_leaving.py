"""The screens on which the way back is tried: part of the walk through all of them."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from tests.app.flows import go_back
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say
from tests.app.syncing import PASSPHRASE


def rehearsing(phone: Chromium, file: Path) -> Iterator[tuple[str, Page]]:
    """From Take it with you, and back."""
    page = phone.page
    tap(phone, say("rehearse.title"))
    wait_for(phone, say("rehearse.code.title"))
    yield "settings, the way back", page
    with page.expect_file_chooser() as chooser:
        tap(phone, say("leave.open.choose"))
    chooser.value.set_files(file)
    page.locator("form input[type=password]").fill(PASSPHRASE)
    tap(phone, say("leave.open.read"))
    wait_for(phone, say("rehearse.file.opens", holds="\0").split("\0")[0])
    yield "settings, the way back, tried", page
    go_back(phone)
