"""The hostile server of a run, and a scene for each kind of phone, put back before each test."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.adversary.hostile_server import HostileServer
from tests.adversary.kinds import KINDS
from tests.adversary.scene import Scene


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileServer]:
    one = HostileServer.at(tmp_path_factory.mktemp("server"))
    yield one
    one.stop()


@pytest.fixture(scope="module", params=KINDS)
def made(request: Any, server: HostileServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    one = Scene.of(request.param, server, tmp_path_factory.mktemp(request.param))
    yield one
    one.close()


@pytest.fixture
def scene(made: Scene) -> Scene:
    made.again()
    return made
