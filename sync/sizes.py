"""Every number of the wire: field sizes, padding steps, limits (PROTOCOL 3 to 10, 13)."""

from typing import Final

# 3. Keys and locks, in bytes
ROOT_BYTES: Final = 32
ACCOUNT_BYTES: Final = 16
DEVICE_BYTES: Final = 16
LOCK_ID_BYTES: Final = 16
SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
WRAPPED_BYTES: Final = NONCE_BYTES + ROOT_BYTES + TAG_BYTES
PUBLIC_KEY_BYTES: Final = 32
CERTIFICATE_BYTES: Final = 32
PASSPHRASE_BYTES_MAX: Final = 1024
RECOVERY_SECRET_BYTES: Final = 20
RECOVERY_CODE_SYMBOLS: Final = 36
AUTH_BYTES: Final = 32
AUTH_KEPT_BYTES: Final = NONCE_BYTES + AUTH_BYTES + TAG_BYTES
HISTORY_BYTES: Final = NONCE_BYTES + ROOT_BYTES + TAG_BYTES  # 3.4

# 3.3 Argon2id: we write the least that a reader accepts; the most keeps a hostile file from hanging a phone
MEMORY_KIB: Final = 65_536
PASSES: Final = 3
LANES: Final = 1
MEMORY_KIB_MAX: Final = 1_048_576
PASSES_MAX: Final = 16
LANES_MAX: Final = 4

# 4. The envelope, in bytes
VERSION: Final = 1
HEADER_BYTES: Final = 77
ENC_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
CHANGE_ID_BYTES: Final = 32
PADDING_STEPS: Final = (1024, 2048, 4096, 8192, 16384, 32768, 65536)
ENVELOPE_OVERHEAD_BYTES: Final = HEADER_BYTES + ENC_BYTES + TAG_BYTES + SIGNATURE_BYTES
ENVELOPE_SIZES: Final = tuple(step + ENVELOPE_OVERHEAD_BYTES for step in PADDING_STEPS)
PLAINTEXT_BYTES_MAX: Final = PADDING_STEPS[-1] - 1  # one byte is the 0x80 that ends it
EPOCH_MAX: Final = 2**32 - 1
INTEGER_MAX: Final = 2**53 - 1  # counters and values: what a JavaScript number holds exactly
NAME_BYTES_MAX: Final = 64  # kind and id of an op
NESTING_MAX: Final = 64
DEVICE_NAME_CHARACTERS_MAX: Final = 64

# 6. The log
STUB_BYTES: Final = HEADER_BYTES + CHANGE_ID_BYTES
BATCH_ENVELOPES_MAX: Final = 100
BATCH_BYTES_MAX: Final = 1_048_576
PAGE_CHANGES_MAX: Final = 1_000
PAGE_BYTES_MAX: Final = 4_194_304
PURGE_CHANGES_MAX: Final = 1_000
PURGE_CHANGES: Final = 500  # what we name in one purge: 1,000 do not fit a change

# 3.5 Pairing, in bytes
PAIRING_ID_BYTES: Final = 16
OPENING_BYTES: Final = 32
SEQ_BYTES: Final = 8
BOX_BYTES: Final = ENC_BYTES + ROOT_BYTES + SEQ_BYTES + TAG_BYTES
DIGITS: Final = 6
PAIRING_MINUTES_MAX: Final = 10

# 4.1 The clock
AHEAD_MS_MAX: Final = 86_400_000  # a clock of another device that is further ahead is not met
COUNT_MAX: Final = 0xFFFF
TIME_MS_MAX: Final = 253_402_300_799_999  # 9999-12-31T23:59:59.999Z

# 8. Snapshots, in bytes
SNAPSHOT_HEADER_BYTES: Final = 45
SNAPSHOT_STEP_BYTES: Final = 65_536
STATE_BYTES_MAX: Final = 256 * 1024 * 1024
SNAPSHOT_BYTES_MAX: Final = 16_777_216
# The state wraps a change's values in at most this many more arrays and objects than the change did.
STATE_NESTING_MAX: Final = NESTING_MAX + 8

# 9. Signing in
CHALLENGE_BYTES: Final = 72
SESSION_BYTES: Final = 32
NAME_CHARACTERS_MIN: Final = 3
NAME_CHARACTERS_MAX: Final = 32
HANDLE_CHARACTERS_MAX: Final = NAME_CHARACTERS_MAX + 7  # a hyphen and up to six digits

# 10. Nudges
NUDGE_BYTES: Final = 1_024  # the payload of a slot, whatever it says
NUDGE_STEP_BYTES: Final = 256  # what is sealed in it, padded
NUDGE_SEALED_BYTES: Final = 4 + NONCE_BYTES + NUDGE_STEP_BYTES + TAG_BYTES
SLOTS_MAX: Final = 32
SLOT_DAYS_MAX: Final = 15
WINDOW_MINUTES: Final = 15  # the least
WINDOW_MINUTES_MAX: Final = 240
ENDPOINT_CHARACTERS_MAX: Final = 2_048
PUSH_POINT_BYTES: Final = 65  # p256dh, and an application server key
PUSH_AUTH_BYTES: Final = 16

# 13, 14. Accounts and journal files
ACCOUNT_BYTES_MAX: Final = 67_108_864  # of envelopes and stubs; ACCOUNT_BYTES is the size of an id
DEVICES_MAX: Final = 8
LOCKS_MAX: Final = 8
FILE_CHANGES_MAX: Final = 1_000_000
FILE_LINE_BYTES_MAX: Final = 131_072

# 15. Readable files
READABLE_BYTES_MAX: Final = 67_108_864
READABLE_PARTS_MAX: Final = 2_000_000  # commas and opening brackets: what parsing takes grows with them
OP_BYTES_MAX: Final = 64_512  # of an op with one field: the rest of a plaintext is for `at` and `seen`
AGE_HEADER_BYTES_MAX: Final = 4_096
WORK_FACTOR: Final = 17  # log2 of scrypt's N: 128 MiB
WORK_FACTOR_MAX: Final = 18  # what `age` itself writes: 256 MiB
