"""The words on the screen, from the same catalogue as the app: a test names a text by its id."""

import json
from pathlib import Path

CONTENT = Path(__file__).parents[2] / "pwa" / "content"
WORDS: dict[str, str] = json.loads((CONTENT / "words" / "en.json").read_text())
CHECKLISTS = {one["id"]: one for one in json.loads((CONTENT / "checklists.json").read_text())["checklists"]}


def say(word: str, **values: object) -> str:
    text = WORDS[word]
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text
