"""Vectors of PROTOCOL 15: how a file is told by its beginning, and what an age header asks for."""

from collections.abc import Iterator

from tests.sync.a_vector import Named, fails, succeeds


def vectors() -> Iterator[Named]:
    yield from kinds()
    yield from ages()
    yield from passphrases()


def kinds() -> Iterator[Named]:
    for name, beginning, kind in (
        ("json", b'{"format":"plumbline-json",', "json"),
        ("json_with_space", b'\xef\xbb\xbf \r\n{"objects"', "json"),
        ("journal", b'{"format":"plumbline-journal","version":1', "journal"),
        ("journal_named_later", b'{"format":"plumbline-json"}\n"plumbline-journal"', "json"),
        ("age", b"age-encryption.org/v1\n-> scrypt", "age"),
        ("age_of_a_later_version", b"age-encryption.org/v2\n", "age"),
        ("entries", b"\xef\xbb\xbfentry,day", "table"),
        ("entries_quoted", b'"entry";"day"', "table"),
        ("consultations", b"consultation\tdate", "table"),
    ):
        given = {"beginning": beginning.hex()}
        yield succeeds(f"file_kind_{name}", "15", "file_kind", "by its beginning", given, {"kind": kind})
    for name, beginning, type in (
        ("of_nothing", b"", "not-a-journal-file"),
        ("of_a_letter", b"Dear mother,", "not-a-journal-file"),
        ("of_another_table", b"entries,day", "not-a-journal-file"),
        ("of_a_pdf", b"%PDF-1.7", "not-a-journal-file"),
        ("of_gzip", b"\x1f\x8b\x08\x00", "compressed-file"),
        ("of_zip", b"PK\x03\x04", "compressed-file"),
        ("of_zstandard", b"\x28\xb5\x2f\xfd\x00", "compressed-file"),
    ):
        given = {"beginning": beginning.hex()}
        yield fails(f"file_kind_{name}", "15", "file_kind", type, "by its beginning", given)


SALT = "y0LR9z9y8QtkxT6t4Uo/2A"
BODY = "LBnD5lnvoQe2yOJvGZ5U2S3LzF3Ygb4dHwsv8NsCcTA"


def ages() -> Iterator[Named]:
    def header(*stanzas: str, version: str = "v1", end: str = "--- x\n") -> str:
        return f"age-encryption.org/{version}\n" + "".join(f"-> {it}\n{BODY}\n" for it in stanzas) + end

    for factor in (1, 17, 18):
        given = {"file": header(f"scrypt {SALT} {factor}")}
        yield succeeds(
            f"age_work_factor_of_{factor}",
            "15",
            "age_work_factor",
            "as the header says",
            given,
            {"work_factor": factor},
        )
    for name, why, file, type in (
        ("of_19", "more than a phone has", header(f"scrypt {SALT} 19"), "unsafe-lock"),
        ("of_63", "it would never end", header(f"scrypt {SALT} 63"), "unsafe-lock"),
        ("of_9999", "it would never end", header(f"scrypt {SALT} 9999"), "unsafe-lock"),
        ("of_0", "no work factor", header(f"scrypt {SALT} 0"), "malformed-file"),
        ("of_five_digits", "no work factor", header(f"scrypt {SALT} 10000"), "malformed-file"),
        ("with_a_leading_zero", "no work factor", header(f"scrypt {SALT} 017"), "malformed-file"),
        ("in_words", "no work factor", header(f"scrypt {SALT} many"), "malformed-file"),
        ("without_one", "a stanza has both", header(f"scrypt {SALT}"), "malformed-file"),
        ("with_another_argument", "a stanza has both", header(f"scrypt {SALT} 17 x"), "malformed-file"),
        ("with_a_short_salt", "16 bytes", header(f"scrypt {SALT[:-1]} 17"), "malformed-file"),
        (
            "of_two_passphrases",
            "a passphrase is alone",
            header(f"scrypt {SALT} 17", f"scrypt {SALT} 17"),
            "malformed-file",
        ),
        (
            "beside_a_key",
            "a passphrase is alone",
            header(f"scrypt {SALT} 17", f"X25519 {BODY}"),
            "malformed-file",
        ),
        ("of_a_key", "no passphrase opens it", header(f"X25519 {BODY}"), "sealed-to-a-key"),
        ("of_nothing", "nothing opens it", header(), "malformed-file"),
        ("without_an_end", "cut short", header(f"scrypt {SALT} 17", end=""), "malformed-file"),
        ("past_4096_bytes", "no such header is ours", header(*[f"scrypt {SALT} 17"] * 60), "malformed-file"),
        (
            "of_version_2",
            "a newer age wrote it",
            header(f"scrypt {SALT} 17", version="v2"),
            "newer-journal-file",
        ),
        ("of_another_file", "it is not age", "Dear mother,\n---", "malformed-file"),
    ):
        yield fails(f"age_work_factor_{name}", "15", "age_work_factor", type, why, {"file": file})


def passphrases() -> Iterator[Named]:
    for name, why, typed, normal in (
        ("as_typed", "nothing else is changed", "Caf\u00e9  \u2122 lantern", "Caf\u00e9  \u2122 lantern"),
        ("decomposed", "one form of each letter", "Cafe\u0301", "Caf\u00e9"),
        ("with_white_space", "keyboards add it", " \u00a0lantern\n", "lantern"),
        ("of_1024_bytes", "the longest", "x" * 1024, "x" * 1024),
    ):
        gives = {"normal_form": normal.encode().hex()}
        yield succeeds(f"age_passphrase_{name}", "15", "age_normal_form", why, {"passphrase": typed}, gives)
    for name, typed, type in (
        ("of_white_space", " \u2003", "passphrase-empty"),
        ("of_1025_bytes", "x" * 1025, "passphrase-too-long"),
    ):
        yield fails(f"age_passphrase_{name}", "15", "age_normal_form", type, "a limit", {"passphrase": typed})
