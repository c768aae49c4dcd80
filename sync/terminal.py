"""What the commands share: asking for secrets, saying what happened in plain words, and how they end."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from sync.client import Refused, Unreachable
from sync.core import LIES, AnotherJournal, MustBeOpen, NoServer, NotWhole
from sync.exchange import OnPage
from sync.locks import read_recovery_code
from sync.phone import Phone
from sync.phone_file import NotAPhone
from sync.problems import DeviceCopied, MalformedAnswer, MalformedRecoveryCode, Problem
from sync.readable import WORDS, clean
from sync.unlocking import Passphrase, RecoveryCode, Secret

# 0 is all well. Click itself ends with 2 when a command is mistyped.
PARTLY, NOTHING, NO_ANSWER, LIE, COPIED = 1, 2, 3, 4, 5
EXIT_CODES = """\b
Exit codes:
  0  all is well
  1  some of it could not be read
  2  nothing could be opened or done: a wrong secret, a wrong file, a mistyped command
  3  the server did not answer, or refused
  4  the server does not tell the truth, or what it keeps was altered
  5  this phone was copied or restored: open it, and it goes on as a new one"""
REFUSALS = {
    "sign-in-failed": "the server does not know this handle with this secret, or this phone was removed",
    "not-signed-in": "this phone is signed out: sign in again",
    "too-many-requests": "that was tried too often: try again later",
    "too-many-devices": "there are eight phones already: remove one first",
    "quota-reached": "the account is full: purge what is no longer needed",
    "last-lock": "one way in has to stay",
    "epoch-moved": "another phone has changed the keys just now: pull, and try again",
    "log-moved": "a phone wrote at the same moment: try again",
    "no-such-pairing": "this code is not valid any more: begin again on the new phone",
    "pairing-taken": "another phone has answered this code already",
}
Command = TypeVar("Command", bound=Callable[..., Any])
said = Console(stderr=True, soft_wrap=True)


def takes_phone(command: Command) -> Command:
    """`--phone FILE`: where this phone lives."""
    return click.option(
        "--phone", "path", type=click.Path(dir_okay=False, path_type=Path), envvar="PLUMBLINE_PHONE",
        default=Path(click.get_app_dir("plumbline")) / "phone.sqlite", show_default=True,
        help="The file that this phone is kept in.",
    )(command)  # fmt: skip


def takes_server(command: Command) -> Command:
    """`SERVER`: its origin, which is scheme and host, without what a browser puts behind them."""

    def origin(_context: click.Context, _argument: click.Parameter, typed: str) -> str:
        found = re.fullmatch(r"(https?://[^/?#\s]+)/*", typed)
        if found is None:
            raise click.BadParameter("write it as https://your.server, with nothing behind it")
        return found[1]

    return click.argument("server", callback=origin)(command)


def takes_secret(command: Command) -> Command:
    """`--passphrase-stdin` and `--recovery-code-stdin`; without them a terminal is asked."""
    command = click.option(
        "--recovery-code-stdin", "secret_kind", flag_value="recovery", help="Read the code from stdin."
    )(command)
    return click.option(
        "--passphrase-stdin", "secret_kind", flag_value="passphrase", help="Read the passphrase from stdin."
    )(command)


def may_unlock(command: Command) -> Command:
    """The same, and `--unlock` to be asked; without any of them the phone stays locked."""
    return click.option("--unlock", "secret_kind", flag_value="asked", help="Ask for the secret.")(
        takes_secret(command)
    )


def secret_of(kind: str | None, question: str = "Passphrase or recovery code") -> Secret:
    """The secret, from stdin when its kind was named, else asked for; nothing typed is shown."""
    if kind in ("passphrase", "recovery"):
        typed = line_of_stdin()
        return Passphrase(typed) if kind == "passphrase" else RecoveryCode(typed)
    return secret_of_file(None, question)


def secret_of_file(kind: str | None, question: str) -> Secret:
    """What opens a file: the next line of stdin, or asked for; a recovery code is told by its form."""
    from_stdin = kind in ("passphrase", "recovery")
    typed = line_of_stdin() if from_stdin else click.prompt(question, hide_input=True, err=True)
    return RecoveryCode(typed) if _is_recovery_code(typed) else Passphrase(typed)


def new_passphrase_of(kind: str | None, question: str) -> Passphrase:
    """A passphrase that is to be set: the next line of stdin, or typed twice."""
    if kind in ("passphrase", "recovery"):
        return Passphrase(line_of_stdin())
    return Passphrase(click.prompt(question, hide_input=True, confirmation_prompt=True, err=True))


def line_of_stdin() -> str:
    """One line, its end left out; further white space is the normal form's to fold."""
    return sys.stdin.buffer.readline().decode(errors="replace").rstrip("\r\n")


@contextmanager
def opened(path: Path, secret_kind: str | None) -> Iterator[Phone]:
    """The phone of this file, unlocked when a secret is to be had; what goes wrong ends the command."""
    with ending():
        if not path.exists():
            stop_with("there is no phone in this file yet: sign in first", NOTHING)
        phone = Phone.at(path)
        if secret_kind is not None:
            phone.unlock(secret_of(secret_kind))
        yield phone
        phone.close()


@contextmanager
def ending() -> Iterator[None]:
    """What is raised inside, said in plain words, with the exit code that it has."""
    try:
        yield
    except DeviceCopied as problem:
        stop_for(problem, COPIED)
    except MalformedAnswer as problem:
        stop_for(problem, NO_ANSWER)
    except Problem as problem:
        stop_for(problem, LIE if problem.type in LIES else NOTHING)
    except Refused as refused:
        told = REFUSALS.get(refused.type) or str(refused.members.get("title") or "the server refused")
        stop_with(clean(f"{told.rstrip('.')} ({refused.type})"), NO_ANSWER)
    except Unreachable:
        stop_with("the server does not answer: nothing is lost, try again later", NO_ANSWER)
    except NoServer:
        stop_with("this phone is signed out: sign in first", NOTHING)
    except MustBeOpen:
        stop_with(
            "the journal has newer keys: unlock it with the newest passphrase or recovery code", NOTHING
        )
    except NotWhole:
        stop_with("what this phone began with is not filled up yet: `pull --unlock` first", NOTHING)
    except NotAPhone:
        stop_with("this file is no phone: name another one with --phone", NOTHING)
    except AnotherJournal:
        stop_with("this file holds another journal: name another one with --phone", NOTHING)


@contextmanager
def progress(words: str) -> Iterator[OnPage]:
    """A bar on the terminal for what takes long; nothing where there is no terminal."""
    columns = TextColumn(words), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=said, transient=True, disable=not said.is_terminal) as bar:
        task = bar.add_task(words, total=None)
        yield lambda seq, head: bar.update(task, completed=seq, total=head)


def stop_for(problem: Problem, code: int) -> NoReturn:
    """Say the problem, what it means when it is a lie, and end."""
    say(f"{_capital(WORDS[problem.type])} ({problem.type}).")
    if code == LIE:
        say("All that this phone has is kept, and nothing more is taken from this server. You can export the")
        say("journal, look again later with `check`, or sign out.")
    sys.exit(code)


def stop_with(words: str, code: int) -> NoReturn:
    """Say it, and end."""
    say(f"{_capital(words)}.")
    sys.exit(code)


def say(words: str) -> None:
    """Words for the person, beside what a program would read."""
    said.print(words, markup=False, highlight=False)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _is_recovery_code(typed: str) -> bool:
    """Whether it was meant as one: a mistyped code is still a code, and no passphrase looks like it."""
    try:
        read_recovery_code(typed)
    except MalformedRecoveryCode:
        return False
    except Problem:
        return True
    return True
