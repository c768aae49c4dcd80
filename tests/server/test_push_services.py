"""Where this server sends to: a short list, in one spelling, and never into a network."""

import pytest

from server.push_services import (
    NotAllowed,
    NotAnEndpoint,
    PushService,
    may_reach,
    read_added,
    service_of,
)

FCM = "https://fcm.googleapis.com/fcm/send/dQw4w9WgXcQ:APA91b"
OWN = frozenset(
    {"https://push.praxis-alma.net", "https://push.praxis-alma.net:8443", "http://127.0.0.1:9101"}
)
PUBLIC, HERE = PushService("a", "https://a"), PushService("b", "http://b", is_here=True)


@pytest.mark.parametrize(
    ("endpoint", "name", "origin"),
    [
        (FCM, "fcm.googleapis.com", "https://fcm.googleapis.com"),
        ("https://fcm.googleapis.com:443/wp/a", "fcm.googleapis.com", "https://fcm.googleapis.com"),
        (
            "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
            "updates.push.services.mozilla.com",
            "https://updates.push.services.mozilla.com",
        ),
        ("https://web.push.apple.com/QGu", "*.push.apple.com", "https://web.push.apple.com"),
        ("https://api2.push.apple.com/QGu", "*.push.apple.com", "https://api2.push.apple.com"),
        (
            "https://wns2-par02p.notify.windows.com/w/?token=BQY%3d",
            "*.notify.windows.com",
            "https://wns2-par02p.notify.windows.com",
        ),
        ("https://push.praxis-alma.net/x", "https://push.praxis-alma.net", "https://push.praxis-alma.net"),
        (
            "https://push.praxis-alma.net:8443/x",
            "https://push.praxis-alma.net:8443",
            "https://push.praxis-alma.net:8443",
        ),
    ],
)
def test_endpoints_of_the_four_services_are_sent_to(endpoint: str, name: str, origin: str) -> None:
    assert service_of(endpoint, OWN) == PushService(name, origin)


def test_a_push_service_on_this_machine_is_known_as_one() -> None:
    assert service_of("http://127.0.0.1:9101/push/a", OWN).is_here


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/a",
        "https://fcm.googleapis.com:8443/fcm/send/a",
        "https://fcm.googleapis.com:80/fcm/send/a",
        "https://fcm.googleapis.com.evil.tld/fcm/send/a",
        "https://evil-fcm.googleapis.com/a",
        "https://fcm.googleapis.com./a",
        "https://xfcm.googleapis.com/a",
        "https://push.apple.com/a",
        "https://notify.windows.com/a",
        "https://a.b.push.apple.com/a",
        "https://fcm.googleapis.com.notify.windows.com/a",
        "https://evilpush.apple.com/a",
        "https://.push.apple.com/a",
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/a",
        "https://2130706433/a",
        "https://0x7f.1/a",
        "https://[::1]/a",
        "https://localhost/a",
        "http://127.0.0.1:9102/push/a",
        "http://localhost:9101/push/a",
        "https://127.0.0.1:9101/push/a",
        "https://xn--fcm-googleapis-com.evil.tld/a",
    ],
)
def test_no_other_host_is_sent_to(endpoint: str) -> None:
    with pytest.raises(NotAllowed):
        service_of(endpoint, OWN)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "fcm.googleapis.com/a",
        "https://fcm.googleapis.com",
        "https:/fcm.googleapis.com/a",
        "https://fcm.googleapis.com@evil.tld/a",
        "https://alma:hush@fcm.googleapis.com/a",
        "https://fcm.googleapis.com\\@evil.tld/a",
        "https://fcm.googleapis.com/a#b",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/a\n",
        "https://fcm.googleapis.com/\r\nHost: evil.tld",
        "https://fcm.googleapis.com:0443/a",
        "https://fcm.googleapis.com:/a",
        "https://FCM.googleapis.com/a",
        "https://fcm。googleapis.com/a",
        "https://fcm.googleapis.com/ä",
        "HTTPS://fcm.googleapis.com/a",
        "ftp://fcm.googleapis.com/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ],
)
def test_what_is_spelled_otherwise_is_no_endpoint(endpoint: str) -> None:
    with pytest.raises(NotAnEndpoint):
        service_of(endpoint, OWN)


def test_an_endpoint_has_2048_characters_at_most() -> None:
    start = "https://fcm.googleapis.com/"

    assert service_of(start.ljust(2_048, "a"), ()).name == "fcm.googleapis.com"
    with pytest.raises(NotAnEndpoint):
        service_of(start.ljust(2_049, "a"), ())


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "142.250.74.10", "2a00:1450:4001:82f::200a", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_a_name_may_stand_for_a_public_address(address: str) -> None:
    assert may_reach(PUBLIC, address)
    assert not may_reach(HERE, address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:a00:1::",
        "2002:808:808::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "ff02::1",
        "2001:db8::1",
    ],
)
def test_no_name_may_stand_for_a_private_address(address: str) -> None:
    assert not may_reach(PUBLIC, address)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1"])
def test_a_service_on_this_machine_is_reached_there_alone(address: str) -> None:
    assert may_reach(HERE, address)
    assert not may_reach(HERE, "10.0.0.1")


def test_added_services_are_read_as_origins() -> None:
    ours = "https://push.praxis-alma.net:443  https://up.example.org:8443"

    assert read_added(f" {ours} http://localhost:80 http://[::1]:9101 ", production=False) == {
        "https://push.praxis-alma.net",
        "https://up.example.org:8443",
        "http://localhost",
        "http://[::1]:9101",
    }
    assert read_added("", production=True) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:9101",
        "http://localhost:9101",
        "http://[::1]:9101",
        "http://push.praxis-alma.net",
        "https://127.0.0.1:9101",
        "https://10.0.0.1",
        "https://[::1]",
        "https://localhost",
        "https://push",
        "https://push.local",
        "https://push.internal",
        "https://push.praxis-alma.net/",
        "https://*.praxis-alma.net",
        "https://a@push.praxis-alma.net",
        "push.praxis-alma.net",
        "https://good.praxis-alma.net,https://other.praxis-alma.net",
        "*",
    ],
)
def test_in_production_only_public_https_may_be_added(text: str) -> None:
    with pytest.raises(ValueError, match=r"origin|http"):
        read_added(text, production=True)


@pytest.mark.parametrize("text", ["http://push.praxis-alma.net", "http://10.0.0.1", "https://localhost"])
def test_at_home_plain_http_stays_on_this_machine(text: str) -> None:
    with pytest.raises(ValueError, match="http"):
        read_added(text, production=False)
