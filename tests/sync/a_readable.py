"""A small journal whose readable files are written out in the vectors (PROTOCOL 15)."""

from typing import Any

from tests.sync.vectors_of_merge import text

ENTRY = {
    "checklist": "calm",
    "version": 1,
    "day": "2026-11-23",
    "zone": "Europe/Lisbon",
    "authored": "2026-11-23T18:00:00Z",
    "answer.calm": "yes",
    "answer.other": "odd",
    "note": text("=HYPERLINK(1)"),
}
CHECKLIST = {
    "id": "calm",
    "version": 1,
    "title": "Calm",
    "item": [
        {
            "linkId": "calm",
            "domain": "own",
            "text": "Was I calm, really?",
            "type": "choice",
            "answerOption": [
                {"code": "yes", "display": "Yes, quite", "ordinal": 0},
                {"code": "no", "display": "No", "ordinal": 3},
            ],
        },
        {
            "linkId": "why",
            "domain": "own",
            "text": "Why?",
            "type": "choice",
            "enableWhen": [{"question": "calm", "operator": "=", "answer": "no"}],
            "answerOption": [
                {"code": "a-lot", "display": "A lot", "ordinal": None},
                {"code": "b", "display": "B", "ordinal": None},
            ],
        },
    ],
}
TALK = {
    "date": "2026-11-24",
    "minutes": 50,
    "kind": "supervision",
    "domain.boundaries": True,
    "domain.self-care": True,
    "set-agenda": False,
    "learned": text('He said "wait",\nthen nothing.'),
    "closes.b": True,
    "closes.a": False,
    "name": text("-1"),
    "agenda.facts": text("Left out."),
}
ENTRY_HEADINGS = (
    "entry,day,zone,authored,checklist,version,question,question in words,answer,answer in words,note"
)
TALK_HEADINGS = (
    "consultation,date,minutes,kind,mode,role,name,direction,set-agenda,domain,question,options,learned,goal,action,"
    "action-by,outcome,benefit,hours-for,evidence,de-identified,closes,stays-open,for,when,zone,length,contact"
)
MARK = "\ufeff"


def journal(**objects: Any) -> dict[str, Any]:
    return {"objects": objects, "checklists": [CHECKLIST]}
