from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.app.phones import PATIENCE_S, PIXEL, Chromium, chromium
from tests.app.places import Place
from tests.app.profiles import Profile

expect.set_options(timeout=PATIENCE_S * 1000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def shared_place(tmp_path_factory: pytest.TempPathFactory, sqlite: Path) -> Iterator[Place]:
    """One server for tests that leave it running."""
    place = Place(tmp_path_factory.mktemp("place"), migrated=sqlite)
    yield place
    place.stop()


@pytest.fixture(scope="module")
def sync_place(tmp_path_factory: pytest.TempPathFactory, sqlite: Path) -> Iterator[Place]:
    """One for each file of tests that register: a server takes twenty accounts a day from one address."""
    place = Place(tmp_path_factory.mktemp("sync-place"), migrated=sqlite)
    yield place
    place.stop()


@pytest.fixture
def place(tmp_path: Path, sqlite: Path) -> Iterator[Place]:
    """A server of the test's own, which it may stop."""
    own = Place(tmp_path, migrated=sqlite)
    yield own
    own.stop()


@pytest.fixture
def origin(shared_place: Place) -> str:
    return shared_place.origin


@pytest.fixture
def phone(browser: Any) -> Iterator[Chromium]:
    """A fresh Chromium at phone size, nothing stored."""
    one = Chromium(browser.new_context(**PIXEL).new_page())
    yield one
    one.close()


@pytest.fixture
def profile(tmp_path: Path, browser: Any) -> Iterator[Profile]:
    """A Chromium of its own, which may be closed, killed and started again."""
    one = Profile(tmp_path / "profile", browser)
    yield one
    one.kill()
