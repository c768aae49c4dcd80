"""A phone joins: once, up to eight of them, and never in the place of another."""

from flask import Flask

from tests.server.people import APhone, a_person, a_stranger, problem


def test_a_phone_that_joins_is_bound(app: Flask) -> None:
    alma = a_person(app)

    phone = alma.another_phone()

    vault = phone.gets("/vault")
    assert {device["id"] for device in vault["devices"]} == {alma.phone.id.hex(), phone.id.hex()}
    assert vault["version"] == 2
    assert phone.signs_in_by_key().status_code == 201


def test_joining_again_after_a_lost_reply_changes_nothing(app: Flask) -> None:
    alma = a_person(app)
    phone = alma.another_phone()

    again = phone.asks("POST", "/devices", json=phone.as_device())

    assert again.status_code == 201
    assert again.json["version"] == 2  # type: ignore[index]


def test_no_phone_takes_the_place_of_another(app: Flask) -> None:
    alma = a_person(app)
    phone = a_stranger(app)
    phone.signs_in(alma.passphrase, alma.handle)

    response = phone.asks("POST", "/devices", json=phone.as_device(id=alma.phone.id.hex()))

    assert problem(response) == (409, "device-exists")
    told = alma.phone.gets("/vault")["devices"]
    assert told[0]["public_key"] == alma.body["devices"][0]["public_key"]


def test_eight_phones_are_the_most(app: Flask) -> None:
    alma = a_person(app)

    phones = [alma.another_phone() for _ in range(7)]
    ninth = a_stranger(app)
    ninth.signs_in(alma.passphrase, alma.handle)

    assert problem(ninth.asks("POST", "/devices", json=ninth.as_device())) == (409, "too-many-devices")
    assert (
        alma.phone.asks(
            "POST", "/epochs", json=alma.begins_epoch(stays=[alma.phone, *phones[1:]], goes=phones[:1])
        ).status_code
        == 200
    )
    newer = APhone(alma.phone.client)
    assert newer.asks("POST", "/devices", json=newer.as_device(2)).status_code == 201


def test_a_phone_of_an_older_epoch_does_not_join(app: Flask) -> None:
    alma = a_person(app)
    phone = a_stranger(app)
    phone.signs_in(alma.passphrase, alma.handle)

    response = phone.asks("POST", "/devices", json=phone.as_device(2))

    assert problem(response) == (409, "epoch-moved")
    assert response.json["epoch"] == 1  # type: ignore[index]


def test_a_copied_phone_starts_as_another_device(app: Flask) -> None:
    alma = a_person(app)
    copied = APhone(alma.phone.client, account=alma.account)

    assert copied.asks("POST", "/devices", json=copied.as_device()).status_code == 201

    [own] = [one for one in copied.gets("/sessions")["sessions"] if one["current"]]
    assert own["device"] == copied.id.hex()


def test_a_stranger_cannot_register_a_phone(app: Flask) -> None:
    a_person(app)
    stranger = a_stranger(app)

    assert problem(stranger.asks("POST", "/devices", json=stranger.as_device())) == (401, "not-signed-in")
