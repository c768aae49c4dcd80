"""All rooms of the API, in the order in which its page shows them."""

from flask_smorest import Api

from server.api import (
    accounts,
    changes,
    devices,
    erasures,
    nudges,
    pairings,
    sessions,
    snapshots,
    status,
    vault,
)

ROOMS = (status, accounts, sessions, vault, devices, pairings, changes, snapshots, nudges, erasures)


def register(api: Api) -> None:
    for room in ROOMS:
        api.register_blueprint(room.blueprint)
