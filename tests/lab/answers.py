"""How often each answer is given: assumptions, not data, in per cent, in the order of the checklist.

No study has counted how therapists answer such questions from day to day. What is known of a subject is
named beside it; the numbers are ours. The calm ones were set before any rule was changed. With the rules of
the first draft they gave 3.4 consultation cards a month, two thirds of them on an answer that asks for one,
where the draft's own first simulation had 3.5 and 63 %. From then on they were left alone.

A state names only the questions that it changes. These are a person and a week in the middle: people
differ, and weeks do (models.HABITS).

What is named: CALM, therapists' calmness and fatigue in 1,172 sessions (2024). COOK, Cook et al.,
intentional nondisclosure in supervision. EDW17, Seeking help for psychological distress (2017). GG93, GG98,
Gutheil & Gabbard on boundaries. HEN15, Hensel et al., secondary traumatic stress. HOOK13, Hook et al.,
cultural humility. NGS03, Norris, Gutheil & Strasburger. OST24, Ostergard et al., deterioration (2024).
OWEN14, Owen et al., microaggressions. POPE86, Pope, Tabachnick & Keith-Spiegel. SHELTON-CH, Boundary
Violation Cycle. SIM18, Simionato & Simpson, burnout. ST98, Sherman & Thelen, distress and impairment. VH04,
Van Horne, board discipline. YAGER, Sleepy psychotherapists (2021).
"""

from collections.abc import Mapping

Shares = Mapping[str, float]

CALM: dict[str, Shares] = {
    # Calm before a session goes with a good one; one tired day means little (CALM): both are common here.
    "daily-steady": {"steady": 52, "mostly": 40, "wobbly": 7, "unsteady": 1},
    "daily-energy": {"plenty": 26, "enough": 54, "little": 17, "nothing": 3},
    # Distress is common among therapists, impairment is not (ST98).
    "daily-fit": {"yes": 78, "mostly": 20.5, "partly": 1.4, "no": 0.1},
    # Breaches are a twentieth of what boards discipline (VH04); near misses are an assumption.
    "daily-privacy": {"no": 94.8, "near": 4, "possibly": 0.9, "yes": 0.3},
    # A chosen crossing is ordinary work (GG98).
    "daily-boundary": {"no": 82, "chosen": 14, "moment": 3.4, "hard-to-explain": 0.6},
    "daily-interest": {"no": 93, "noticed": 5, "not-sure": 1.6, "yes": 0.4},
    # Nearly everyone holds something back from a supervisor, half of them something entirely (COOK).
    "daily-hard-to-tell": {"no": 78, "small": 17.8, "matters": 3.4, "left-out": 0.8},
    "daily-safety": {"no": 84, "plan": 14.4, "unsure": 1.5, "now": 0.1},
    "session-within-competence": {"within": 75, "stretch": 20, "edge": 4.4, "past": 0.6},
    "session-agreed": {"yes": 66, "mostly": 29, "unclear": 4.5, "not-agreed": 0.5},
    "session-frame": {"yes": 86, "discussed": 10.3, "undiscussed": 3.3, "large": 0.4},
    # 87 in 100 have felt it in their life (POPE86): noticed often, strong seldom.
    "session-pull": {"no": 80, "noticed": 18.5, "strong": 1.48, "acted": 0.02},
    "session-whose-need": {"theirs": 55, "mostly-theirs": 38, "partly-mine": 6, "mostly-mine": 1},
    # Half of clients of colour tell of a hurt (OWEN14); therapists see few of them (HOOK13).
    "session-culture": {"yes": 55, "some": 38.5, "missed": 6, "hurt": 0.5},
    "session-honest-note": {"yes": 86, "later": 11, "leave-out": 2.5, "not-at-all": 0.5},
    "session-risk": {"no": 86, "handled": 12.6, "unsure": 1.35, "now": 0.05},
    "session-second-mind": {"no": 60, "maybe": 28, "yes": 10.5, "soon": 1.5},
    "review-talked-with-care": {"yes": 80, "mostly": 17, "once": 2.5, "several": 0.5},
    "review-special": {"no": 56, "a-little": 35, "noticeably": 8, "shapes": 1},
    # Therapists see one in eight of those who get worse (OST24): stuck work is seldom reported.
    "review-stuck": {"no": 52, "reviewed": 35, "not-yet": 11, "a-while": 2},
    "review-repair": {"nothing-known": 84, "repaired": 9, "begun": 4.5, "not-yet": 2.5},
    "review-up-to-date": {"yes": 46, "nearly": 35, "behind": 16, "far-behind": 3},
    "review-carrying-alone": {"no": 73, "shared": 20, "small": 5.8, "matters": 1.2},
    "review-enough-consultation": {"yes": 50, "mostly": 35, "less": 12, "much-less": 3},
    # The share of trauma in a caseload weighs a little, support takes some of it away (HEN15).
    "review-trauma-load": {"light": 40, "moderate": 44, "heavy": 15, "too-much": 1},
    "review-followed-home": {"rarely": 52, "once-twice": 38, "most-days": 9, "every-day": 1},
    "review-connected": {"well": 46, "somewhat": 40, "bit-alone": 12, "alone": 2},
    "review-own-support": {"yes": 62, "mostly": 34, "not-enough": 3.95, "not-safe": 0.05},
    "review-protected": {"yes": 50, "mostly": 38, "gap": 9, "gap-waiting": 3},
    "review-agreements": {"all": 50, "most": 36, "some-not": 10, "not-sure": 4},
    "review-roles": {"no": 72, "reviewed": 21, "not-reviewed": 6, "complicating": 1},
    "review-learned": {"yes": 40, "a-little": 40, "meant-to": 14, "no": 6},
    "review-assumption": {"several": 30, "once": 50, "not-sure": 12, "no": 8},
    "review-brought": {"all": 30, "most": 48, "some": 16, "little": 4, "does-not-apply": 2},
    "review-habits": {"no": 70, "a-little": 26, "more": 3.9, "around-work": 0.1},
    "review-interests": {"no": 83, "noticed": 13, "not-sure": 2.8, "yes": 1.2},
    "review-whose-interests": {
        "clear": 70,
        "mostly": 21,
        "blurred": 3.6,
        "not-clear": 0.9,
        "does-not-apply": 4.5,
    },
}

# Over half of therapists are worn out to some degree (SIM18); tired people may slip more (YAGER).
STRAINED: dict[str, Shares] = {
    "daily-steady": {"steady": 14, "mostly": 46, "wobbly": 33, "unsteady": 7},
    "daily-energy": {"plenty": 3, "enough": 27, "little": 52, "nothing": 18},
    "daily-fit": {"yes": 38, "mostly": 53, "partly": 8.5, "no": 0.5},
    "daily-privacy": {"no": 89, "near": 8.5, "possibly": 2, "yes": 0.5},
    "daily-boundary": {"no": 73, "chosen": 17, "moment": 9, "hard-to-explain": 1},
    "session-within-competence": {"within": 62, "stretch": 27, "edge": 10, "past": 1},
    "session-honest-note": {"yes": 75, "later": 19, "leave-out": 5, "not-at-all": 1},
    "session-second-mind": {"no": 45, "maybe": 32, "yes": 19, "soon": 4},
    "review-up-to-date": {"yes": 20, "nearly": 34, "behind": 34, "far-behind": 12},
    "review-trauma-load": {"light": 14, "moderate": 43, "heavy": 37, "too-much": 6},
    "review-followed-home": {"rarely": 16, "once-twice": 43, "most-days": 34, "every-day": 7},
    "review-connected": {"well": 22, "somewhat": 40, "bit-alone": 29, "alone": 9},
    "review-own-support": {"yes": 30, "mostly": 47, "not-enough": 22.5, "not-safe": 0.5},
    "review-habits": {"no": 45, "a-little": 39, "more": 15.5, "around-work": 0.5},
}

# A client felt to be special, limits that move, denial and silence (NGS03, GG93, SHELTON-CH). Because of
# the denial three sessions in four still look as they should.
DRIFTING: dict[str, Shares] = {
    "daily-boundary": {"no": 62, "chosen": 18, "moment": 17, "hard-to-explain": 3},
    "daily-hard-to-tell": {"no": 62, "small": 24, "matters": 11, "left-out": 3},
    "session-frame": {"yes": 63, "discussed": 14, "undiscussed": 21, "large": 2},
    "session-pull": {"no": 52, "noticed": 40, "strong": 7.5, "acted": 0.5},
    "session-whose-need": {"theirs": 28, "mostly-theirs": 42, "partly-mine": 26, "mostly-mine": 4},
    "session-honest-note": {"yes": 68, "later": 20, "leave-out": 10, "not-at-all": 2},
    "review-special": {"no": 22, "a-little": 38, "noticeably": 34, "shapes": 6},
    "review-roles": {"no": 58, "reviewed": 22, "not-reviewed": 16, "complicating": 4},
}

# A crisis of one's own is the first risk that consultants name (NGS03); many who need help do not ask
# (EDW17).
IN_CRISIS: dict[str, Shares] = {
    **STRAINED,
    "daily-steady": {"steady": 4, "mostly": 20, "wobbly": 46, "unsteady": 30},
    "daily-energy": {"plenty": 1, "enough": 12, "little": 45, "nothing": 42},
    "daily-fit": {"yes": 12, "mostly": 48, "partly": 32, "no": 8},
    "daily-safety": {"no": 72, "plan": 19, "unsure": 8, "now": 1},
    "session-risk": {"no": 76, "handled": 18, "unsure": 5.5, "now": 0.5},
    "review-own-support": {"yes": 8, "mostly": 30, "not-enough": 50, "not-safe": 12},
    "review-habits": {"no": 30, "a-little": 36, "more": 30, "around-work": 4},
}

ANSWERS: dict[str, dict[str, Shares]] = {
    "calm": CALM,
    "strained": STRAINED,
    "drifting": DRIFTING,
    "in-crisis": IN_CRISIS,
}
