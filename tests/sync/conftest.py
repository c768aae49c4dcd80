"""The one thing that is too slow to build for each test: a server, which a file's tests share by accounts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.phones import Cast, Place, a_place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with a_place(tmp_path_factory.mktemp("place")) as place:
        yield place


@pytest.fixture
def alma(tmp_path: Path, place: Place) -> Iterator[Cast]:
    cast = Cast(tmp_path, place)
    yield cast
    cast.close()
