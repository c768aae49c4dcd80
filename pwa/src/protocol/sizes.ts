/** Every number of the wire: field sizes, padding steps, limits (PROTOCOL 3, 4, 8, 13). */
export const VERSION = 1

export const ACCOUNT_BYTES = 16
export const DEVICE_BYTES = 16
export const LOCK_BYTES = 16
export const ROOT_BYTES = 32
export const CERTIFICATE_BYTES = 32
export const PUBLIC_KEY_BYTES = 32
export const SIGNATURE_BYTES = 64
export const CHANGE_ID_BYTES = 32

export const NONCE_BYTES = 12
export const TAG_BYTES = 16
export const WRAPPED_BYTES = NONCE_BYTES + ROOT_BYTES + TAG_BYTES
export const SALT_BYTES = 16

export const PASSPHRASE_BYTES_MAX = 1024
export const MEMORY_KIB = { min: 65_536, max: 1_048_576 } as const
export const PASSES = { min: 3, max: 16 } as const
export const LANES = { min: 1, max: 4 } as const
export const RECOVERY_SECRET_BYTES = 20
export const RECOVERY_SYMBOLS = 36

export const HEADER_BYTES = 77
export const ENC_BYTES = 32
export const COUNTER_MAX = Number.MAX_SAFE_INTEGER
export const EPOCH_MAX = 0xffff_ffff
export const PADDED_BYTES = [1024, 2048, 4096, 8192, 16_384, 32_768, 65_536] as const
export const ENVELOPE_OVERHEAD_BYTES = HEADER_BYTES + ENC_BYTES + TAG_BYTES + SIGNATURE_BYTES
export const ENVELOPE_BYTES = PADDED_BYTES.map((padded) => padded + ENVELOPE_OVERHEAD_BYTES)
export const PLAINTEXT_BYTES_MAX = 65_535
export const NAME_BYTES_MAX = 64
export const NESTING_MAX = 64 // arrays and objects inside an op; deeper could end a reader's stack

export const SNAPSHOT_HEADER_BYTES = 45
export const SNAPSHOT_STEP_BYTES = 65_536
export const SNAPSHOT_INFLATED_BYTES_MAX = 268_435_456

export const DEVICES_MAX = 8
export const LOCKS_MAX = 8
export const JOURNAL_CHANGES_MAX = 1_000_000
export const JOURNAL_LINE_BYTES_MAX = 131_072
