"""What can be wrong with what others sent, as named errors (PROTOCOL 3, 4, 7, 8, 14).

Each has a stable `type`; the words for people stand in the catalogue under the same type.
"""

from typing import ClassVar


class Problem(Exception):
    """Anything that PROTOCOL names. Carries no secret and nothing that was read."""

    type: ClassVar[str]

    def __str__(self) -> str:
        detail = super().__str__()
        return f"{self.type}: {detail}" if detail else self.type


class BadCertificate(Problem):
    """A device's certificate is not of this root: leave the device out (3.2)."""

    type = "bad-certificate"


class PassphraseTooLong(Problem):
    """Over 1,024 bytes in normal form: ask for a shorter one (3.3)."""

    type = "passphrase-too-long"


class PassphraseEmpty(Problem):
    """Nothing but white space: ask again (3.3)."""

    type = "passphrase-empty"


class UnsafeLock(Problem):
    """Argon2id parameters outside the bounds: never stretch with them (3.3)."""

    type = "unsafe-lock"


class WrongSecret(Problem):
    """The lock does not open with this secret: ask again, never lock out (3.3)."""

    type = "wrong-secret"


class MalformedLock(Problem):
    """A lock whose parts have the wrong size: try another lock (3.3)."""

    type = "malformed-lock"


class MalformedRecoveryCode(Problem):
    """Not 36 symbols of the alphabet: show where (3.3)."""

    type = "malformed-recovery-code"


class MistypedRecoveryCode(Problem):
    """The checksum does not fit, so a symbol is wrong: ask to compare with the paper (3.3)."""

    type = "mistyped-recovery-code"


class UnusableVaultKey(Problem):
    """This platform cannot use the vault's private key: a new journal takes another root (3.1)."""

    type = "unusable-vault-key"


class BadHistory(Problem):
    """The root before does not open under this one, or is another: older changes stay closed (3.4)."""

    type = "bad-history"


class BadPairingBox(Problem):
    """What was put there for the new phone is not for it: begin again (3.5)."""

    type = "bad-pairing-box"


class BadPairingOpening(Problem):
    """What came as the new phone's opening is not what its code bound it to: begin again (3.5)."""

    type = "bad-pairing-opening"


class MalformedPairingLink(Problem):
    """Not a code that another phone shows for pairing (3.5)."""

    type = "malformed-pairing-link"


class ChangeTooLarge(Problem):
    """A plaintext over 65,535 bytes: keep it on the screen, ask to shorten it (4)."""

    type = "change-too-large"


class UnknownVersion(Problem):
    """Written by a newer Plumbline: keep it, update, read again (4)."""

    type = "unknown-version"


class MalformedEnvelope(Problem):
    """Not an envelope by its size, or a line of a file that holds none (4, 14)."""

    type = "malformed-envelope"


class WrongAccount(Problem):
    """A change of another account's journal (4)."""

    type = "wrong-account"


class UnknownDevice(Problem):
    """Signed by a device that this journal does not know (4)."""

    type = "unknown-device"


class BadSignature(Problem):
    """Altered after it was signed, or signed by another key (4)."""

    type = "bad-signature"


class ChainBroken(Problem):
    """Does not follow the device's head: something is missing, repeated or forked (4)."""

    type = "chain-broken"


class UnknownEpoch(Problem):
    """Sealed under a root that is not held here (4)."""

    type = "unknown-epoch"


class CannotOpen(Problem):
    """HPKE does not open: sealed to another vault (4)."""

    type = "cannot-open"


class MalformedChange(Problem):
    """Opened, but what is inside is not a change: a fault of the writer (4, 4.1)."""

    type = "malformed-change"


class LogShortened(Problem):
    """The server's log is shorter than it was: it went back to an older state, or hides changes (3.5, 7)."""

    type = "log-shortened"


class LogGap(Problem):
    """The server's numbering skips or repeats, or what it says is there is not sent (7)."""

    type = "log-gap"


class DeviceCopied(Problem):
    """The log has what this device never wrote in its own name: it was restored or copied (7)."""

    type = "device-copied"


class ClosedDeviceWrote(Problem):
    """A change beyond the closing of a device that was removed (3.4, 7)."""

    type = "closed-device-wrote"


class OwnChangeLost(Problem):
    """The server took a change of this device and no longer has it (7)."""

    type = "own-change-lost"


class EpochRolledBack(Problem):
    """The vault is at an earlier epoch than it was (7)."""

    type = "epoch-rolled-back"


class DeviceWithheld(Problem):
    """A device that was known is no longer named, or under another key (7)."""

    type = "device-withheld"


class SeenMissing(Problem):
    """A change names another as seen that the log does not have: it was cut or is withheld (7)."""

    type = "seen-missing"


class UnorderedPurge(Problem):
    """A change was purged that no device asked to purge (7)."""

    type = "unordered-purge"


class BadSnapshot(Problem):
    """A snapshot that cannot be used, for whatever reason: fold the changes instead (8)."""

    type = "bad-snapshot"


class SnapshotDiffers(Problem):
    """A snapshot and the log do not say the same: the changes count (8)."""

    type = "snapshot-differs"


class NotAJournalFile(Problem):
    """The first line is not a journal's (14)."""

    type = "not-a-journal-file"


class NewerJournalFile(Problem):
    """A format version of the future: update first (14)."""

    type = "newer-journal-file"


class NoSuchLock(Problem):
    """The file has no lock of the kind asked for: try the other kind (14)."""

    type = "no-such-lock"


class FileCutShort(Problem):
    """The last line is missing or does not agree: what stands before it was read (14)."""

    type = "file-cut-short"


class MalformedAnswer(Problem):
    """A server's answer that is not of its form, or beyond a limit: take nothing from it (6, 7)."""

    type = "malformed-answer"


class FileTooLarge(Problem):
    """Larger than any journal can be: not read at all (15)."""

    type = "file-too-large"


class MalformedFile(Problem):
    """It begins as a file of ours and was cut or altered: nothing of it is taken (15)."""

    type = "malformed-file"


class CompressedFile(Problem):
    """Compressed: what it would grow to cannot be known, so it is never unpacked here (15)."""

    type = "compressed-file"


class NotForRestoring(Problem):
    """A file for people or for other programs, which does not hold a journal (15)."""

    type = "not-for-restoring"


class SealedToAKey(Problem):
    """An age file that no passphrase opens (15)."""

    type = "sealed-to-a-key"


class MalformedRow(Problem):
    """One object or row of a readable file that cannot be what it says: the others are taken (15)."""

    type = "malformed-row"


class RowNotTaken(Problem):
    """An object that belongs to the journal it comes from, and to no other (15)."""

    type = "row-not-taken"
