"""The eight promises: each is kept by tests, and the run ends with a line for each.

A test says `@pytest.mark.promise(3)`. A promise without a test fails the run, unless its part of the product
is still to be built: then it stands in LATER.
"""

from collections import Counter

import pytest

TEXTS = {
    1: "Only you can read what you write",
    2: "What leaves the screen is sealed: no server, disk or wire holds a readable word",
    3: "Nothing you wrote is lost or altered unseen",
    4: "A group sees sums over many, never a person",
    5: "A nudge tells nobody else anything",
    6: "No client is in it",
    7: "You can leave with everything, without us",
    8: "You are never shamed, scored or alarmed",
}
NUMBERS = tuple(TEXTS)
# Groups and nudges are still to be built.
LATER = frozenset({4, 5})


class Promises:
    """Counts, for each promise, the tests that hold and those that do not."""

    def __init__(self) -> None:
        self.held: Counter[int] = Counter()
        self.broken: Counter[int] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, number in report.user_properties:
            if name == "promise" and report.failed:
                self.broken[number] += 1
            elif name == "promise" and report.when == "call" and report.passed:
                self.held[number] += 1

    def state(self, number: int) -> str:
        if self.broken[number]:
            return "broken"
        if self.held[number]:
            return "kept"
        return "later" if number in LATER else "without a test"

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a whole run that leaves a promise without a test; a run of a few files asks nothing."""
        whole = not session.config.option.keyword and session.config.args == session.config.getini(
            "testpaths"
        )
        if whole and any(self.state(number) == "without a test" for number in NUMBERS):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("promises")
        for number in NUMBERS:
            tests = self.held[number] + self.broken[number]
            state = f"{tests} test{'' if tests == 1 else 's'}, {self.state(number)}"
            terminalreporter.line(f"promise {number}  {TEXTS[number]}: {state}")
