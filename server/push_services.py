"""Which push services are sent to: asked when an endpoint is put and before each message (PROTOCOL 10.4).

An endpoint is an address that a phone names and that this server will post to. So its host is one of a few,
and the address that the name stands for is looked at as well: names can be made to point inside a network.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from sync.sizes import ENDPOINT_CHARACTERS_MAX

ALWAYS = ("fcm.googleapis.com", "updates.push.services.mozilla.com")
FAMILIES = ("push.apple.com", "notify.windows.com")
WINDOWS = "*.notify.windows.com"
# One label before it, no more: `fcm.googleapis.com.notify.windows.com` is nobody's.
OF_A_FAMILY = re.compile(rf"[a-z0-9-]{{1,63}}\.({'|'.join(map(re.escape, FAMILIES))})")
# Read once, and by this alone: what two readers take apart differently could be two addresses.
ENDPOINT = re.compile(r"(https?)://([a-z0-9.-]{1,253}|\[::1\])(?::([1-9][0-9]{0,4}))?/[!-\"$-\[\]-~]*")
ORIGIN = re.compile(r"(https?)://([a-z0-9.-]{1,253}|\[::1\])(?::([1-9][0-9]{0,4}))?")
NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}")
THIS_MACHINE = ("127.0.0.1", "[::1]", "localhost")
OF_A_NETWORK = ("local", "localhost", "internal", "lan", "home", "arpa")
USUAL_PORTS = {"https": "443", "http": "80"}
NAT64 = ip_network("64:ff9b::/96")  # an IPv4 address that is reached by IPv6 alone (RFC 6052)


class NotAnEndpoint(ValueError):
    """Not of the form of an endpoint."""


class NotAllowed(ValueError):
    """An endpoint, but not of a push service that is sent to."""


@dataclass(frozen=True)
class PushService:
    """One that is sent to. name: for the log. origin: what a token is for. is_here: on this machine."""

    name: str
    origin: str
    is_here: bool = False


def service_of(endpoint: str, added: Collection[str]) -> PushService:
    """Whose endpoint it is. added: origins beside the usual ones. Raises NotAnEndpoint, NotAllowed."""
    parts = ENDPOINT.fullmatch(endpoint) if len(endpoint) <= ENDPOINT_CHARACTERS_MAX else None
    if parts is None:
        raise NotAnEndpoint
    scheme, host, port = parts.groups()
    origin = origin_of(scheme, host, port)
    if origin in added:
        return PushService(origin, origin, is_here=scheme == "http")
    family = OF_A_FAMILY.fullmatch(host)
    if origin != f"https://{host}" or not (host in ALWAYS or family):
        raise NotAllowed
    return PushService(host if family is None else f"*.{family[1]}", origin)


def origin_of(scheme: str, host: str, port: str | None) -> str:
    usual = port in (None, USUAL_PORTS[scheme])
    return f"{scheme}://{host}" if usual else f"{scheme}://{host}:{port}"


def read_added(text: str, *, production: bool) -> frozenset[str]:
    """The origins of a setting, apart from each other by spaces. Raises ValueError with what is wrong."""
    return frozenset(read_origin(one, production=production) for one in text.split())


def read_origin(text: str, *, production: bool) -> str:
    parts = ORIGIN.fullmatch(text)
    if parts is None:
        raise ValueError(f"{text} is no origin: write https://push.example.org")
    scheme, host, port = parts.groups()
    if scheme == "http":
        if production or host not in THIS_MACHINE:
            raise ValueError(f"{text}: http is for a push service on your own machine, with PRODUCTION=no")
    elif not NAME.fullmatch(host) or host.rsplit(".", 1)[1] in OF_A_NETWORK:
        raise ValueError(f"{text}: https needs a host's full name, one that is known outside of a network")
    return origin_of(scheme, host, port)


def may_reach(service: PushService, address: str) -> bool:
    """Whether a name may stand for this address: a public one, or of this machine for what runs on it."""
    found = ip_address(address.partition("%")[0])
    return found.is_loopback if service.is_here else is_public(found)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is on the internet; an IPv4 address in the dress of an IPv6 one is judged as what it is."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address.sixtofour is not None or address.teredo is not None:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
