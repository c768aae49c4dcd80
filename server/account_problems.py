"""What can go wrong with accounts, their locks, devices, epochs and pairings (PROTOCOL 9)."""

from http import HTTPStatus

from server.problems import Problem


class SignInFailed(Problem):
    """Wrong handle, secret, passkey, key or challenge: which one is not told. The person tries again."""

    type = "sign-in-failed"
    status = HTTPStatus.UNAUTHORIZED
    title = "That did not sign in."


class AccountExists(Problem):
    """This journal has an account here already, with other keys. The phone signs in to it."""

    type = "account-exists"
    status = HTTPStatus.CONFLICT
    title = "This journal has an account here already."


class NoSuchSession(Problem):
    """This account has no session of that id; it has ended already."""

    type = "no-such-session"
    status = HTTPStatus.NOT_FOUND
    title = "There is no such session."


class NoSuchLock(Problem):
    """This account has no lock of that id. The phone asks for the vault again."""

    type = "no-such-lock"
    status = HTTPStatus.NOT_FOUND
    title = "There is no such lock."


class LastLock(Problem):
    """A passphrase or a passkey, and a recovery code, always stay: set another one first."""

    type = "last-lock"
    status = HTTPStatus.CONFLICT
    title = "A journal keeps a passphrase or a passkey, and a recovery code."


class TooManyLocks(Problem):
    """Eight locks are there already. The person takes one away first."""

    type = "too-many-locks"
    status = HTTPStatus.CONFLICT
    title = "This journal has as many locks as it can have."


class LockExists(Problem):
    """Another lock has this passkey already. The phone makes a passkey of its own for each lock."""

    type = "lock-exists"
    status = HTTPStatus.CONFLICT
    title = "This passkey belongs to another lock."


class TooManyDevices(Problem):
    """Eight phones are there already. The person removes one first."""

    type = "too-many-devices"
    status = HTTPStatus.CONFLICT
    title = "This journal has as many phones as it can have."


class DeviceExists(Problem):
    """The id is another key's, or that of a device that was removed. The phone makes a new id and key."""

    type = "device-exists"
    status = HTTPStatus.CONFLICT
    title = "This phone is registered already."


class EpochMoved(Problem):
    """Devices or epoch are not those the phone knew; `epoch` is the account's. It fetches the vault."""

    type = "epoch-moved"
    status = HTTPStatus.CONFLICT
    title = "The journal's keys have changed in the meantime."


class LogMoved(Problem):
    """A device that is to go has another head; `device` and `head` say which. Pull, then close it there."""

    type = "log-moved"
    status = HTTPStatus.CONFLICT
    title = "The phone that is to be removed has written something more."


class NoSuchPairing(Problem):
    """Nobody waits under this id: it has run out, or is another's. The new phone shows a new code."""

    type = "no-such-pairing"
    status = HTTPStatus.NOT_FOUND
    title = "No phone is waiting under this code."


class PairingTaken(Problem):
    """Another box or opening is there already: somebody read this code too. The new phone shows a new one."""

    type = "pairing-taken"
    status = HTTPStatus.CONFLICT
    title = "This code has been used already."
