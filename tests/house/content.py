"""What a person can read: the catalogue of words, and the texts of content."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.house.places import HOUSE, files

CONTENT = HOUSE / "pwa/content"
READ_BY_PEOPLE = {"text", "display", "title", "why", "followUp"}


def content(name: str) -> Any:
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def catalogue() -> dict[str, str]:
    """Every text of the app, by its id."""
    words: dict[str, str] = content("words/en.json")
    return words


def app_sources() -> dict[Path, str]:
    """The app's own code and what its build reads, tests left out."""
    found = files("pwa/src/**/*.ts", "pwa/src/**/*.svelte", "pwa/build/*.ts", "pwa/public/*.js")
    return {path: path.read_text(encoding="utf-8") for path in found if not path.name.endswith(".test.ts")}


def problem_types() -> set[str]:
    """What can go wrong in the app, from the lists and classes of each room."""
    lists = files("pwa/src/*/problems.ts")
    text = "\n".join(path.read_text(encoding="utf-8") for path in lists)
    listed = re.findall(r"^  '([a-z-]+)',", text, re.M)
    return {*listed, *re.findall(r"readonly type = '([a-z-]+)'", text)}


def actions() -> set[str]:
    """The next steps that a rule may offer, as the language of rules lists them."""
    language = (HOUSE / "pwa/src/insight/language.ts").read_text(encoding="utf-8")
    listed = language.split("export const actions = [")[1].split("] as const")[0]
    domains = {f"read-learn:{domain['id']}" for domain in content("domains.json")["domains"]}
    return {*re.findall(r"^  '([a-z-]+)',", listed, re.M)} | domains


def checklist_texts(value: Any, name: str = "") -> Iterator[str]:
    """Every text of a checklist that stands on a screen."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from checklist_texts(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from checklist_texts(inner, name)
    elif isinstance(value, str) and name in READ_BY_PEOPLE:
        yield value
