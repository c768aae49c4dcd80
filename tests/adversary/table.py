"""What each kind of phone said to each lie, as a table at the end of the run."""

from collections import defaultdict

import pytest

from tests.adversary.kinds import KINDS


class Lies:
    """Collects `record_property("lie", [name, kind, said])` of the tests that held."""

    def __init__(self) -> None:
        self.said: dict[str, dict[str, str]] = defaultdict(dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, value in report.user_properties:
            if name == "lie" and report.when == "call":
                lie, kind, said = value
                self.said[lie][kind] = said if report.passed else f"{said} (fails)"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.said:
            return
        terminalreporter.section("a lying server: what each phone said")
        terminalreporter.line(row("lie", dict(zip(KINDS, KINDS, strict=True))))
        for lie, said in self.said.items():
            terminalreporter.line(row(lie, said))


def row(lie: str, said: dict[str, str]) -> str:
    return f"{lie:<40}" + "".join(f"{said.get(kind, '-'):<32}" for kind in KINDS).rstrip()
