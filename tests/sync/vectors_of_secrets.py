"""Vectors of what a person types (PROTOCOL 3.3): passphrases, the cost of stretching, recovery codes."""

import hashlib
from collections.abc import Iterator

from tests.sync.a_vector import Named, fails, succeeds
from tests.sync.seeded import seed

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET = seed("recovery secret", 20)
PASSPHRASE = "garden lantern river seven thimble oak"


def vectors() -> Iterator[Named]:
    yield from passphrases()
    yield from costs()
    yield from recovery_codes()


def passphrases() -> Iterator[Named]:
    normal = {
        "composed": ("caf\u00e9 au lait", "café au lait", "already NFKC"),
        "decomposed": ("cafe\u0301 au lait", "café au lait", "another keyboard writes the accent apart"),
        "with_ligature": ("\ufb01ddle", "fiddle", "NFKC, not NFC"),
        "full_width": ("\uff47\uff41rden", "garden", "NFKC, not NFC"),
        "with_white_space": ("  garden \t lantern\n", "garden lantern", "phone keyboards add spaces"),
        "with_no_break_space": (
            "garden\u00a0\u3000lantern\u2003",
            "garden lantern",
            "NFKC makes spaces of them",
        ),
        "with_next_line": (
            "garden\u0085lantern",
            "garden lantern",
            "U+0085 is white space, though not to JavaScript",
        ),
        "with_line_separator": ("garden\u2028lantern", "garden lantern", "U+2028 is white space"),
        "with_ogham_space": ("garden\u1680lantern", "garden lantern", "U+1680 is white space"),
        "with_unit_separator": (
            "garden\u001flantern",
            "garden\u001flantern",
            "no white space, though so to Python",
        ),
        "with_byte_order_mark": ("\ufeffgarden", "\ufeffgarden", "no white space, though so to JavaScript"),
        "with_zero_width_space": ("gar\u200bden", "gar\u200bden", "no white space"),
        "with_capitals": ("Garden", "Garden", "capitals stay"),
        "of_one_byte": ("g", "g", "the least"),
        "of_1024_bytes": ("g" * 1024, "g" * 1024, "the limit"),
        "of_1024_bytes_in_white_space": (" " * 9 + "g" * 1024 + "\n", "g" * 1024, "measured in normal form"),
    }
    for how, (passphrase, form, why) in normal.items():
        given, gives = {"passphrase": passphrase}, {"normal_form": form.encode().hex()}
        yield succeeds(f"passphrase_{how}", "3.3", "normal_form", why, given, gives)
    refused = {
        "empty": ("", "passphrase-empty"),
        "of_white_space": (" \u00a0\u2003\t", "passphrase-empty"),
        "of_1025_bytes": ("g" * 1025, "passphrase-too-long"),
        "of_513_two_byte_letters": ("\u00e9" * 513, "passphrase-too-long"),
    }
    for how, (passphrase, problem) in refused.items():
        why = "bytes of UTF-8 in normal form are counted, 1 to 1,024"
        yield fails(f"passphrase_{how}", "3.3", "normal_form", problem, why, {"passphrase": passphrase})


def costs() -> Iterator[Named]:
    for how, (memory_kib, passes, lanes) in {
        "least": (65536, 3, 1),
        "most_memory": (1048576, 3, 1),
        "most_passes": (65536, 16, 1),
        "most_lanes": (65536, 3, 4),
    }.items():
        given = {"memory_kib": memory_kib, "passes": passes, "lanes": lanes}
        yield succeeds(f"argon2_cost_{how}", "3.3", "check_cost", "at the limit", given, {})
    for how, (memory_kib, passes, lanes) in {
        "too_little_memory": (65535, 3, 1),
        "too_few_passes": (65536, 2, 1),
        "no_lane": (65536, 3, 0),
        "too_much_memory": (1048577, 3, 1),
        "too_many_passes": (65536, 17, 1),
        "too_many_lanes": (65536, 3, 5),
    }.items():
        given = {"memory_kib": memory_kib, "passes": passes, "lanes": lanes}
        why = "one past the limit: refused before any stretching"
        yield fails(f"argon2_cost_{how}", "3.3", "check_cost", "unsafe-lock", why, given)


def recovery_code(secret: bytes) -> str:
    digest = hashlib.sha256(b"plumbline/1 recovery" + secret).digest()
    bits = "".join(f"{byte:08b}" for byte in secret) + "".join(f"{byte:08b}" for byte in digest)[:20]
    symbols = "".join(SYMBOLS[int(bits[at : at + 5], 2)] for at in range(0, 180, 5))
    return "-".join(symbols[at : at + 4] for at in range(0, 36, 4))


def recovery_codes() -> Iterator[Named]:
    for how, secret in {"": SECRET, "_of_zeros": bytes(20), "_of_ones": b"\xff" * 20}.items():
        why = "160 bits and a checksum of 20, most significant bit first"
        given, gives = {"secret": secret.hex()}, {"code": recovery_code(secret)}
        yield succeeds(f"recovery_code_written{how}", "3.3", "write_recovery_code", why, given, gives)
    code, zeros = recovery_code(SECRET), recovery_code(bytes(20))
    read = {
        "": (code, SECRET),
        "_small": (code.lower(), SECRET),
        "_without_hyphens": (code.replace("-", ""), SECRET),
        "_with_white_space": (f" {code.replace('-', ' ')}\u2003\n", SECRET),
        "_with_o_for_0": (zeros.replace("0", "O", 5).replace("0", "o", 3), bytes(20)),
        "_with_i_and_l_for_1": (with_i_and_l(recovery_code(ONES)), ONES),
    }
    for how, (text, secret) in read.items():
        why = "as a person may type it"
        yield succeeds(
            f"recovery_code_read{how}",
            "3.3",
            "read_recovery_code",
            why,
            {"code": text},
            {"secret": secret.hex()},
        )
    typo = code[:-1] + SYMBOLS[(SYMBOLS.index(code[-1]) + 1) % 32]
    swapped = code[1] + code[0] + code[2:]
    refused = {
        "with_a_wrong_symbol": (typo, "mistyped-recovery-code"),
        "with_two_symbols_swapped": (swapped, "mistyped-recovery-code"),
        "with_u": ("U" + code[1:], "malformed-recovery-code"),
        "with_a_symbol_too_few": (code[:-1], "malformed-recovery-code"),
        "with_a_symbol_too_many": (code + "0", "malformed-recovery-code"),
        "with_long_s": ("\u017f" + code[1:], "malformed-recovery-code"),
        "with_dotless_i": ("\u0131" + code[1:], "malformed-recovery-code"),
        "with_an_emoji": ("\U0001f331" + code[1:], "malformed-recovery-code"),
        "with_a_dash": (code.replace("-", "\u2013"), "malformed-recovery-code"),
        "empty": ("", "malformed-recovery-code"),
    }
    for how, (text, problem) in refused.items():
        why = "a slip of the pen is told from what is no code"
        yield fails(f"recovery_code_{how}", "3.3", "read_recovery_code", problem, why, {"code": text})


# A secret whose code begins with ones, to be typed as I and L.
ONES = int("00001" * 8 + "0" * 120, 2).to_bytes(20)


def with_i_and_l(code: str) -> str:
    return code.replace("1", "I", 2).replace("1", "l", 2).replace("1", "i", 1).replace("1", "L", 1)
