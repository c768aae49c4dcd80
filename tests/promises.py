"""The eight promises: each is kept by tests, and the run ends with a line for each.

A test says `@pytest.mark.promise(3)`. A promise without a test fails the run, unless its part of the product
is still to be built: then it stands in LATER.
"""

from collections import Counter

import pytest

TEXTS = {
    1: "A check-in is saved offline and without unlocking; only reading needs the key",
    2: "Our server never sees an answer, a note, or why a nudge was sent",
    3: "Nothing saved is lost: crash, full disk, dead network, two tabs, two phones",
    4: "A lying server that drops, reorders, forks or rolls back data is found out",
    5: "A group, and our server, learn sums over at least five people, nothing else",
    6: "No client is identifiable in it; the app warns before such text is saved",
    7: "Leave with everything, in open formats, or erase everything",
    8: "A therapist is never shamed, alarmed or nagged",
}
NUMBERS = tuple(TEXTS)
# Groups are still to be built.
LATER = frozenset({5})


def is_whole(session: pytest.Session) -> bool:
    """Whether all tests were to run, and not those of a few files or names."""
    config = session.config
    return not config.option.keyword and config.args == config.getini("testpaths")


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
        if is_whole(session) and any(self.state(number) == "without a test" for number in NUMBERS):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("promises")
        for number in NUMBERS:
            tests = self.held[number] + self.broken[number]
            state = f"{tests} test{'' if tests == 1 else 's'}, {self.state(number)}"
            terminalreporter.line(f"promise {number}  {TEXTS[number]}: {state}")
