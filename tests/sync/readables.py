"""Journals as they leave, as hypothesis strategies: well-formed ones, and what else a change may hold."""

from typing import Any

from hypothesis import strategies as st

from tests.sync.a_readable import CHECKLIST
from tests.sync.histories import any_text, any_value

hostile = st.sampled_from(
    [
        "=HYPERLINK(1)", "'+1", "\r\n", "a,b;c\t\"d\"", "</script>", "# x", "> y\n- z", "1. a",
        "\u202e\x00", "\ufeff", "\uff1d1", "`a` *b* _c_ [d](e)", " both ends ",
        "Caf\u00e9 \U0001f331", "'", '"',
    ]
)  # fmt: skip
some_text = hostile | any_text
words = some_text.map(lambda text: {"text": text})
ids = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
days = st.dates().map(lambda day: day.isoformat())


def fields(**known: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of these fields, each as it should be or as it should not, and one that nobody knows."""
    mixed = {name: it | any_value for name, it in known.items()}
    return st.fixed_dictionaries({"other": any_value}, optional=mixed)


entries = fields(
    checklist=st.sampled_from(["calm", "daily", "gone"]), version=st.sampled_from([1, 2]), day=days,
    zone=st.just("Europe/Lisbon"), authored=days.map(lambda day: f"{day}T18:00:00Z"), note=words,
    **{"answer.calm": st.sampled_from(["yes", "no", "two words"]), "answer.why": some_text},
    **{"answer.": some_text},
)  # fmt: skip
consultations = fields(
    date=days, minutes=st.integers(0, 1440), kind=some_text, name=words, learned=words,
    when=days.map(lambda day: f"{day}T13:00"), **{"set-agenda": st.booleans(), "domain.a": st.booleans()},
    **{"closes.b": st.booleans(), "closes.c d": st.booleans(), "for.": st.booleans()},
)  # fmt: skip
own = st.just({"version.2": {**CHECKLIST, "version": 2}}) | st.dictionaries(
    st.sampled_from(["version.1", "version.3"]), any_value, min_size=1
)
texts_only = st.dictionaries(
    st.sampled_from(["title", "step.facts", "prompt.x", "day"]), words | days, min_size=1
)


def by_id(of: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(ids, of, min_size=1, max_size=4)


journals: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "entry": by_id(entries),
        "consultation": by_id(consultations),
        "checklist": by_id(own),
        "worksheet": by_id(texts_only),
        "reflection": by_id(texts_only),
        "weather": by_id(st.dictionaries(any_text, any_value, min_size=1, max_size=3)),
    },
)
