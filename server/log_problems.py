"""What can be wrong with what is sent to the log, or asked of it (PROTOCOL 6)."""

from http import HTTPStatus

from server.problems import Problem


class UnknownVersion(Problem):
    """A change of a version this server does not speak. The phone keeps it until the server is newer."""

    type = "unknown-version"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This change is of a version the server does not know."


class MalformedEnvelope(Problem):
    """Not a change by its size. The sender is at fault."""

    type = "malformed-envelope"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This is not a change."


class WrongAccount(Problem):
    """A change of another journal than the one signed in to. The sender is at fault."""

    type = "wrong-account"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This change is of another account."


class WrongDevice(Problem):
    """Of another device than the session's, or of a closed one past its end. The sender is at fault."""

    type = "wrong-device"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This device may not add to the log from here."


class UnknownEpoch(Problem):
    """Sealed under a root the account does not have yet. The phone tells the server of the epoch first."""

    type = "unknown-epoch"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This change is of an epoch the account does not have."


class ChainGap(Problem):
    """Changes before this one are missing here. The phone sends again from `head`, which the server has."""

    type = "chain-gap"
    status = HTTPStatus.CONFLICT
    title = "Changes are missing before this one."


class ChainForked(Problem):
    """Two changes claim one counter: this phone was copied or restored. It goes on as a new device."""

    type = "chain-forked"
    status = HTTPStatus.CONFLICT
    title = "The log holds another change in this place."


class BadSignature(Problem):
    """Not signed by its device, or altered after. The phone looks at what it keeps; the log is as it was."""

    type = "bad-signature"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The signature does not verify."


class QuotaReached(Problem):
    """The account holds `bytes_max` bytes and no more. The phone keeps what waits, and says so."""

    type = "quota-reached"
    status = HTTPStatus.FORBIDDEN
    title = "The account is full."


class MalformedSnapshot(Problem):
    """A snapshot of another version, epoch, size or place than can be. The phone makes another later."""

    type = "malformed-snapshot"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This is not a snapshot of this log."


class NoSnapshot(Problem):
    """No snapshot is held. The phone folds the changes instead."""

    type = "no-snapshot"
    status = HTTPStatus.NOT_FOUND
    title = "There is no snapshot."
