"""`python -m sync`: a journal file read without the app, and a phone in Python that checks its server."""

import click

from sync import (
    account_commands,
    file_commands,
    leaving_commands,
    log_commands,
    month_commands,
    purge_commands,
    record_commands,
)
from sync.terminal import EXIT_CODES

COMMANDS = (
    file_commands.open,
    file_commands.verify,
    month_commands.month,
    record_commands.record,
    account_commands.sign_in,
    log_commands.pull,
    log_commands.check,
    log_commands.show,
    log_commands.write,
    log_commands.watch,
    leaving_commands.export,
    leaving_commands.backup,
    leaving_commands.restore,
    purge_commands.purge,
    account_commands.devices,
    account_commands.remove_device,
    account_commands.pair,
    account_commands.let_in,
    account_commands.new_passphrase,
    account_commands.new_recovery_code,
    account_commands.sign_out,
    account_commands.delete_account,
)


@click.group(epilog=EXIT_CODES)
def sync() -> None:
    """Read a Plumbline journal file, or be a phone of the journal that verifies all the server says.

    `open`, `verify`, `month` and `record` need no server and no network. All others begin with `sign-in` or
    `pair`.
    """


for command in COMMANDS:
    sync.add_command(command)

if __name__ == "__main__":
    sync(prog_name="python -m sync")
