"""No test is skipped, focused or asleep."""

import re
from pathlib import Path

import pytest

from tests.house.places import files, name

# Written apart, so that this file does not find itself.
PYTHON = re.compile(
    "|".join(
        [
            r"\bsk" + r"ip(if)?\(",
            r"mark\.sk" + "ip",
            r"\bxf" + "ail",
            "import" + "orskip",
            r"time\.sl" + "eep",
        ]
    )
)
TYPESCRIPT = re.compile(r"\b(test|it|describe|suite)\.(only|skip|todo|skipIf|runIf|fails)\b")


@pytest.mark.parametrize("path", files("tests/**/*.py"), ids=name)
def test_no_python_test_is_skipped_or_asleep(path: Path) -> None:
    assert not PYTHON.search(path.read_text(encoding="utf-8"))


def test_no_typescript_test_is_skipped_or_focused() -> None:
    found = [name(path) for path in files("pwa/**/*.test.ts") if TYPESCRIPT.search(path.read_text("utf-8"))]

    assert found == []
