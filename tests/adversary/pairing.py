"""Both sides of a pairing, on phones of both kinds; what a server does that has photographed the code."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sync.client import Refused, Server
from sync.core import Parts
from sync.pairing import Boxed, Invited, read_pairing_link, seal_box
from sync.phone import Phone
from sync.problems import Problem
from sync.values import bytes_to_b64
from sync.welcome import Guest, Host
from tests.adversary.asked import Answer, Asked
from tests.adversary.hostile_server import Honest, Lie
from tests.adversary.node import Node
from tests.adversary.phones import APhone
from tests.adversary.python_phone import PythonPhone, said
from tests.adversary.typescript_phone import TypeScriptPhone

Told = dict[str, Any]


class Newcomer(Protocol):
    """A phone that shows a code. Digits are six characters; another text is the problem that it names."""

    def announce(self, origin: str) -> str:
        """The link of its code."""

    def compare(self) -> str | None:
        """Its digits, or nothing while there is no box."""

    def enter(self) -> str | None:
        """Joins, when the person said that the digits are the same; gives the problem that it names."""


@dataclass
class PythonNewcomer:
    path: Path
    guest: Guest = field(init=False)

    def announce(self, origin: str) -> str:
        self.guest = Guest(Server(origin), Parts())
        return self.guest.announce()

    def compare(self) -> str | None:
        return digits_or_problem(self.guest.digits)

    def enter(self) -> str | None:
        return said(lambda: Phone.enter(self.guest, self.path))


@dataclass
class TypeScriptNewcomer:
    node: Node

    def announce(self, origin: str) -> str:
        return str(self.node.ask("announce", origin=origin))

    def compare(self) -> str | None:
        return str(self.node.ask("compare"))

    def enter(self) -> str | None:
        problem: str | None = self.node.ask("enter")
        return problem


@dataclass
class LettingIn:
    """A phone of either kind that has read the code and put its box."""

    phone: APhone
    link: str
    host: Host | None = None

    def __post_init__(self) -> None:
        if isinstance(self.phone, PythonPhone):
            self.host = self.phone.phone.let_in(self.link)
        else:
            assert isinstance(self.phone, TypeScriptPhone)
            self.phone.node.ask("letIn", link=self.link, code=self.phone.code)

    def compare(self) -> str | None:
        """Its digits, or nothing while there is no opening."""
        if self.host is not None:
            return digits_or_problem(self.host.digits)
        assert isinstance(self.phone, TypeScriptPhone)
        return str(self.phone.node.ask("compare"))

    def confirm(self) -> None:
        """The person says that the digits are the same."""
        if self.host is not None:
            self.host.confirm()
        else:
            assert isinstance(self.phone, TypeScriptPhone)
            self.phone.node.ask("confirm")


def digits_or_problem(look: Callable[[], str | None]) -> str | None:
    try:
        return look()
    except (Problem, Refused) as problem:
        return problem.type


def a_box_of(phone: PythonPhone, link: str) -> Told:
    """What somebody puts into a pairing who has photographed its code and has a journal of their own."""
    keyring = phone.phone.core.keys()
    invited = Invited(keyring.account, keyring.epoch)
    box = seal_box(Boxed(keyring.root, 0), invited, read_pairing_link(link))
    return {"account": keyring.account.hex(), "epoch": keyring.epoch, "box": bytes_to_b64(box)}


def telling(rewrite: Callable[[Told], Told]) -> Lie:
    """Says of every pairing what this makes of the truth."""

    def lie(asked: Asked, honest: Honest) -> Answer:
        answer = honest(asked)
        is_pairing = asked.method == "GET" and asked.path.startswith("/api/pairings/")
        return answer.saying(rewrite(answer.says)) if is_pairing and answer.is_good else answer

    return lie


def with_box(box: Told) -> Lie:
    """Another box from the first."""
    return telling(lambda told: told | box if "box" in told else told)


def with_box_once_opened(box: Told) -> Lie:
    """Another box as soon as the opening is known, and the digits said to be the same."""
    return telling(lambda told: told | box | {"state": "confirmed"} if "opening" in told else told)


def with_another_opening() -> Lie:
    """Another opening than the new phone's."""
    other = {"opening": bytes_to_b64(os.urandom(32))}
    return telling(lambda told: told | other if "opening" in told else told)


def without_opening() -> Lie:
    """The opening is kept back."""

    def kept_back(told: Told) -> Told:
        return {name: value for name, value in told.items() if name != "opening"} | {"state": "sealed"}

    return telling(lambda told: kept_back(told) if "opening" in told else told)


def openings_in(heard: list[Asked]) -> list[str]:
    """Every opening that a phone has shown."""
    return [json.loads(asked.body)["opening"] for asked in heard if asked.path.endswith("/opening")]


def with_box_for_nobody() -> Lie:
    """A box that nothing opens."""
    return with_box({"box": bytes_to_b64(bytes(88))})
