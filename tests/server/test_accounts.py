"""Turning sync on, and deleting the account with everything of it."""

import os
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from server.db import db
from server.models import Account
from tests.server.people import NOON, a_journal, a_lock, a_person, a_stranger, b64, problem


def test_turning_sync_on_gives_a_handle_and_a_session(app: Flask) -> None:
    alma = a_journal(app, "Alma.B_2")

    response = alma.phone.asks("POST", "/accounts", json=alma.body)

    assert response.status_code == 201
    told = response.json
    assert told is not None
    assert re.fullmatch(r"alma\.b_2-[0-9]{4}", told.pop("handle"))
    assert told == {"account": alma.account.hex(), "device": alma.phone.id.hex(), "epoch": 1}
    assert alma.phone.gets("/vault")["devices"][0]["id"] == alma.phone.id.hex()
    assert alma.phone.asks("DELETE", f"/locks/{alma.recovery['id']}").json["type"] == "last-lock"  # type: ignore[index]
