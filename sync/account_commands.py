"""Commands for the account: sign in and out, phones, pairing, locks."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import click
from rich.console import Console
from rich.table import Table

from sync.client import Server, Unreachable
from sync.core import Parts
from sync.phone import Phone
from sync.readable import clean
from sync.sizes import RECOVERY_SECRET_BYTES
from sync.terminal import (
    NOTHING,
    ending,
    may_unlock,
    new_passphrase_of,
    opened,
    say,
    secret_of,
    stop_with,
    takes_phone,
    takes_secret,
    takes_server,
)
from sync.unlocking import RecoveryCode
from sync.welcome import Guest

SECONDS_BETWEEN_LOOKS = 1.0
Answer = TypeVar("Answer")


@click.command("sign-in")
@takes_server
@click.argument("handle")
@click.option("--name", default="", help="What the other phones call this one.")
@takes_phone
@takes_secret
def sign_in(server: str, handle: str, name: str, path: Path, secret_kind: str | None) -> None:
    """Sign in at SERVER (https://…) as HANDLE: this becomes one more phone of the journal."""
    with ending():
        phone = Phone.sign_in(path, Server(server), handle, secret_of(secret_kind), name)
        click.echo(f"Signed in as {clean(phone.standing.vault.handle)}. This phone is kept in {path}.")
        phone.close()


@click.command("sign-out")
@takes_phone
def sign_out(path: Path) -> None:
    """End the session. The journal stays in this file."""
    with opened(path, None) as phone:
        phone.sign_out()
        click.echo("Signed out. What this phone holds stays with it.")


@click.command("delete-account")
@takes_phone
@takes_secret
@click.option("--yes", is_flag=True, help="Do not ask again.")
def delete_account(path: Path, secret_kind: str | None, yes: bool) -> None:
    """Delete everything that the server has of this journal. What is in this file stays."""
    with opened(path, None) as phone:
        if not yes:
            click.confirm("Everything on the server goes, for all phones. Delete it", abort=True, err=True)
        phone.delete_account(secret_of(secret_kind))
        click.echo("The server has nothing more of this journal. This file has it still.")


@click.command()
@takes_phone
@may_unlock
def devices(path: Path, secret_kind: str | None) -> None:
    """List the phones of the journal; their names only with a secret."""
    with opened(path, secret_kind) as phone:
        phone.fetch_vault()
        names = phone.device_names() if phone.is_open else {}
        table = Table("phone", "name", "added", "last seen", "", box=None)
        for device in phone.devices():
            is_this = device.id == phone.standing.device
            note = "removed" if device.closing else "this phone" if is_this else ""
            told = (names.get(device.id.hex(), ""), device.added_at[:10], device.last_seen_at[:10])
            table.add_row(device.id.hex(), *map(clean, told), note)
        Console(soft_wrap=True, markup=False, highlight=False).print(table)


@click.command("remove-device")
@click.argument("device")
@takes_phone
@takes_secret
def remove_device(device: str, path: Path, secret_kind: str | None) -> None:
    """Let the phone DEVICE (its id, or the beginning of it) go: it reads and writes nothing from now on.

    Makes new keys. Your passphrase stays, your recovery code is a new one: write it down.
    """
    proof = secret_of(secret_kind)
    if isinstance(proof, RecoveryCode):
        passphrase = new_passphrase_of(secret_kind, "Passphrase for the new keys")
    else:
        passphrase = proof
    code = RecoveryCode.of(os.urandom(RECOVERY_SECRET_BYTES))
    with opened(path, None) as phone:
        phone.unlock(proof)
        phone.sync()
        live = [one.id.hex() for one in phone.devices() if not one.closing]
        found = [id for id in live if id.startswith(device)]
        if len(found) != 1:
            stop_with("no phone in use, or more than one, begins like this: see `devices`", NOTHING)
        if found[0] == phone.standing.device.hex():
            stop_with("this is this phone itself: remove it from another one", NOTHING)
        say("Your new recovery code, which takes the place of the old one when the phone is removed:")
        click.echo(code.text)
        phone.remove_device(found[0], proof, passphrase, code)
        click.echo("Removed.")


@click.command("new-passphrase")
@takes_phone
@takes_secret
def new_passphrase(path: Path, secret_kind: str | None) -> None:
    """Set a new passphrase. Asks for a secret that opens now, then for the new one."""
    proof = secret_of(secret_kind)
    passphrase = new_passphrase_of(secret_kind, "New passphrase")
    with opened(path, None) as phone:
        phone.unlock(proof)
        phone.set_lock(proof, passphrase)
        click.echo("The new passphrase is set, for all phones.")


@click.command("new-recovery-code")
@takes_phone
@takes_secret
def new_recovery_code(path: Path, secret_kind: str | None) -> None:
    """Make a new recovery code. Asks for a secret that opens now; the old code ends."""
    proof = secret_of(secret_kind)
    code = RecoveryCode.of(os.urandom(RECOVERY_SECRET_BYTES))
    with opened(path, None) as phone:
        phone.unlock(proof)
        say("Your new recovery code, which takes the place of the old one when it is set:")
        click.echo(code.text)
        phone.set_lock(proof, code)
        click.echo("The new recovery code is set, for all phones.")


@click.command()
@takes_server
@click.option("--name", default="", help="What the other phones call this one.")
@takes_phone
def pair(server: str, name: str, path: Path) -> None:
    """Become a new phone of a journal, let in by another phone: no secret is typed here."""
    with ending():
        if path.exists():
            stop_with(f"there is a phone in {path} already", NOTHING)
        guest = Guest(Server(server), Parts())
        say("On the other phone, let this one in with:")
        click.echo(guest.announce())
        if not are_same(soon(guest.digits), "Does the other phone show the same"):
            stop_with("this phone has joined nothing", NOTHING)
        say("Waiting for your yes on the other phone.")
        phone = soon(lambda: Phone.enter(guest, path, name))
        click.echo(f"Let in. This phone is kept in {path}.")
        phone.close()


@click.command("let-in")
@click.argument("link")
@takes_phone
@takes_secret
def let_in(link: str, path: Path, secret_kind: str | None) -> None:
    """Let in the new phone that shows LINK."""
    with opened(path, secret_kind or "asked") as phone:
        host = phone.let_in(link)
        say("Waiting for the new phone. Control-C ends it, and lets nobody in.")
        if not are_same(soon(host.digits), "Does the new phone show the same"):
            host.refuse()
            stop_with("nobody was let in", NOTHING)
        host.confirm()
        click.echo("Let in.")


def soon(look: Callable[[], Answer | None]) -> Answer:
    """What a look gives once it gives something; the server may be away for a while. Control-C ends it."""
    while True:
        with suppress(Unreachable):
            if (found := look()) is not None:
                return found
        time.sleep(SECONDS_BETWEEN_LOOKS)


def are_same(digits: str, question: str) -> bool:
    """Whether the person sees these six digits on the other phone too."""
    click.echo(digits)
    return click.confirm(question, err=True)
