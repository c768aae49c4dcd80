/** Every number of the wire: field sizes, padding steps, limits (PROTOCOL 3 to 10, 13). */

// 3. Keys and locks, in bytes
export const ROOT_BYTES = 32
export const ACCOUNT_BYTES = 16
export const DEVICE_BYTES = 16
export const LOCK_ID_BYTES = 16
export const SALT_BYTES = 16
export const NONCE_BYTES = 12
export const TAG_BYTES = 16
export const WRAPPED_BYTES = NONCE_BYTES + ROOT_BYTES + TAG_BYTES
export const PUBLIC_KEY_BYTES = 32
export const CERTIFICATE_BYTES = 32
export const PASSPHRASE_BYTES_MAX = 1024
export const RECOVERY_SECRET_BYTES = 20
export const RECOVERY_CODE_SYMBOLS = 36
export const AUTH_BYTES = 32
export const AUTH_KEPT_BYTES = NONCE_BYTES + AUTH_BYTES + TAG_BYTES
export const HISTORY_BYTES = NONCE_BYTES + ROOT_BYTES + TAG_BYTES // 3.4

// 3.3 Argon2id: what we write is the least a reader accepts; the most keeps a hostile file from exhausting a phone
export const MEMORY_KIB = 65_536
export const PASSES = 3
export const LANES = 1
export const MEMORY_KIB_MAX = 1_048_576
export const PASSES_MAX = 16
export const LANES_MAX = 4

// 4. The envelope, in bytes
export const VERSION = 1
export const HEADER_BYTES = 77
export const ENC_BYTES = 32
export const SIGNATURE_BYTES = 64
export const CHANGE_ID_BYTES = 32
export const PADDING_STEPS = [1024, 2048, 4096, 8192, 16_384, 32_768, 65_536] as const
export const ENVELOPE_OVERHEAD_BYTES = HEADER_BYTES + ENC_BYTES + TAG_BYTES + SIGNATURE_BYTES
export const ENVELOPE_SIZES = /* @__PURE__ */ PADDING_STEPS.map((step) => step + ENVELOPE_OVERHEAD_BYTES)
export const PLAINTEXT_BYTES_MAX = 65_535 // one byte is the 0x80 that ends it
export const EPOCH_MAX = 0xffff_ffff
export const INTEGER_MAX = Number.MAX_SAFE_INTEGER // counters and values: what a number holds exactly
export const NAME_BYTES_MAX = 64 // kind and id of an op
export const NESTING_MAX = 64 // arrays and objects; deeper could end a reader's stack
export const DEVICE_NAME_CHARACTERS_MAX = 64

// 6. The log
export const STUB_BYTES = HEADER_BYTES + CHANGE_ID_BYTES
export const BATCH_ENVELOPES_MAX = 100
export const BATCH_BYTES_MAX = 1_048_576
export const PAGE_CHANGES_MAX = 1_000
export const PAGE_BYTES_MAX = 4_194_304
export const PURGE_CHANGES_MAX = 1_000
export const PURGE_CHANGES = 500 // what we name in one purge: 1,000 do not fit a change

// 3.5 Pairing, in bytes
export const PAIRING_ID_BYTES = 16
export const OPENING_BYTES = 32
export const SEQ_BYTES = 8
export const BOX_BYTES = ENC_BYTES + ROOT_BYTES + SEQ_BYTES + TAG_BYTES
export const DIGITS = 6
export const PAIRING_MINUTES_MAX = 10

// 4.1 The clock
export const AHEAD_MS_MAX = 86_400_000 // a clock of another device that is further ahead is not met
export const COUNT_MAX = 0xffff
export const TIME_MS_MAX = 253_402_300_799_999 // 9999-12-31T23:59:59.999Z

// 8. Snapshots, in bytes
export const SNAPSHOT_HEADER_BYTES = 45
export const SNAPSHOT_STEP_BYTES = 65_536
export const STATE_BYTES_MAX = 268_435_456
export const SNAPSHOT_BYTES_MAX = 16_777_216

// 9. Signing in
export const CHALLENGE_BYTES = 72
export const SESSION_BYTES = 32
export const NAME_CHARACTERS_MIN = 3
export const NAME_CHARACTERS_MAX = 32
export const HANDLE_CHARACTERS_MAX = NAME_CHARACTERS_MAX + 7 // a hyphen and up to six digits

// 10. Nudges
export const NUDGE_BYTES = 1024 // the payload of a slot, whatever it says
export const NUDGE_STEP_BYTES = 256 // what is sealed in it, padded
export const NUDGE_SEALED_BYTES = 4 + NONCE_BYTES + NUDGE_STEP_BYTES + TAG_BYTES
export const SLOTS_MAX = 32
export const SLOT_DAYS_MAX = 15
export const WINDOW_MINUTES = 15 // the least
export const WINDOW_MINUTES_MAX = 240
export const PUSH_POINT_BYTES = 65 // p256dh, and an application server key
export const PUSH_AUTH_BYTES = 16

// 13, 14. Accounts and journal files
export const ACCOUNT_BYTES_MAX = 67_108_864 // of envelopes and stubs; ACCOUNT_BYTES is the size of an id
export const DEVICES_MAX = 8
export const LOCKS_MAX = 8
export const FILE_CHANGES_MAX = 1_000_000
export const FILE_LINE_BYTES_MAX = 131_072

// 15. Readable files
export const READABLE_BYTES_MAX = 67_108_864
export const READABLE_PARTS_MAX = 2_000_000 // commas and opening brackets: what parsing takes grows with them
export const OP_BYTES_MAX = 64_512 // of an op with one field: the rest of a plaintext is for `at` and `seen`
export const AGE_HEADER_BYTES_MAX = 4096
export const WORK_FACTOR = 17 // log2 of scrypt's N: 128 MiB
export const WORK_FACTOR_MAX = 18 // what `age` itself writes: 256 MiB
