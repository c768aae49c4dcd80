/**
 * What each rule says of itself, as short lives (the lines are told in cast.ts): written from the words of the rules,
 * each limit at the number and one past it.
 *
 * `fires 2` is open on the last day, on two answers; `quiet` was never raised; `rests` was, and is not open; `closes
 * calm` was closed by that; `stays` is still open; `hides x` fires and leaves rule x quiet; `again 14` fires, is
 * closed by what is said, and opens anew after 14 days and no earlier.
 */
export const stories: Readonly<Record<string, string>> = {
  'danger-now': `
    is act-now 0
    fires 1 | 1 session-risk=now
    fires 1 | 1 daily-safety=now
    quiet | 1 session-risk=unsure; 1 session-risk=handled; 1 session-risk=no
    quiet | 1 daily-safety=unsure; 1 daily-safety=plan; 1 daily-safety=no
    closes reached | 1 session-risk=now; 1 say danger-now reached
    stays | 1 session-risk=now; 1 say danger-now settled; 2 say danger-now does-not-apply
    stays | 1 session-risk=now; 2 consult:professional-conduct; 60 today
    hides safety-unsure | 1 session-risk=now+daily-safety=unsure
    stays | 1 session-risk=now; 2 check
    again 0 | 1 session-risk=now | say danger-now reached`,
  'own-crisis': `
    is act-now 0
    fires 1 | 7 review-own-support=not-safe
    quiet | 7 review-own-support=not-enough; 7 review-own-support=mostly; 7 review-own-support=yes
    closes reached | 7 review-own-support=not-safe; 7 say own-crisis reached
    stays | 7 review-own-support=not-safe; 7 say own-crisis settled; 8 consult:self-care; 60 today
    hides low-support | 1 review-connected=alone; 8 review-own-support=not-safe+review-connected=alone
    stays | 7 review-own-support=not-safe; 7 say own-crisis does-not-apply; 8 check
    again 0 | 1 review-own-support=not-safe | say own-crisis reached`,
  'not-fit-for-work': `
    is act-now 24
    fires 1 | 3 daily-fit=no
    fires 1 | 3 review-habits=around-work
    quiet | 3 daily-fit=partly; 3 daily-fit=mostly; 3 daily-fit=yes
    quiet | 3 review-habits=more; 3 review-habits=a-little; 3 review-habits=no
    closes consultation | 3 daily-fit=no; 3 consult:self-care
    closes reached | 3 daily-fit=no; 3 say not-fit-for-work reached
    stays | 3 daily-fit=no; 3 say not-fit-for-work settled; 4 consult:boundaries
    hides worn-down | 1 daily-energy=nothing; 2 daily-energy=nothing; 3 daily-fit=no+daily-energy=nothing
    stays | 3 daily-fit=no; 3 say not-fit-for-work does-not-apply; 4 check
    again 1 | 1 daily-fit=no | say not-fit-for-work reached`,
  'acted-on-a-pull': `
    is act-now 24
    fires 1 | 5 session-pull=acted
    quiet | 5 session-pull=strong; 5 session-pull=noticed; 5 session-pull=no
    closes consultation | 5 session-pull=acted; 6 consult:boundaries
    stays | 5 session-pull=acted; 6 consult:self-care; 6 say acted-on-a-pull settled; 60 today
    stays | 5 session-pull=acted; 6 say acted-on-a-pull reached; 6 say acted-on-a-pull does-not-apply
    hides pull-and-secrecy | 5 session-pull=acted+session-honest-note=not-at-all
    hides special-and-drifting | 3 review-special=noticeably; 5 session-pull=acted+session-frame=undiscussed
    stays | 5 session-pull=acted; 6 check
    again 0 | 1 session-pull=acted | consult:boundaries`,
  'pull-and-secrecy': `
    is act-now 24
    fires 2 | 5 session-pull=strong; 11 session-honest-note=not-at-all
    fires 2 | 5 session-pull=acted; 11 daily-hard-to-tell=left-out
    fires 2 | 5 session-honest-note=not-at-all; 11 session-pull=strong
    fires 3 | 5 session-pull=strong; 9 daily-hard-to-tell=matters; 11 session-honest-note=leave-out
    fires 3 | 5 daily-hard-to-tell=matters; 8 session-honest-note=leave-out; 11 session-pull=strong
    fires 3 | 9 session-pull=strong; 9 session-honest-note=leave-out x2
    fires 3 | 9 session-pull=strong; 9 daily-hard-to-tell=matters x2
    fires 2 | 8 session-honest-note=leave-out; 9 session-pull=strong; 9 session-honest-note=not-at-all
    fires 2 | 8 daily-hard-to-tell=matters; 9 session-pull=strong; 9 daily-hard-to-tell=left-out
    quiet | 5 session-pull=strong; 12 session-honest-note=not-at-all
    quiet | 5 session-honest-note=not-at-all; 12 session-pull=strong
    quiet | 5 daily-hard-to-tell=matters; 8 session-honest-note=leave-out; 12 session-pull=strong
    quiet | 9 session-pull=strong; 9 daily-hard-to-tell=matters
    quiet | 9 session-pull=strong; 9 session-honest-note=leave-out
    quiet | 9 session-pull=noticed; 9 session-pull=no; 9 session-honest-note=not-at-all
    quiet | 9 session-pull=strong; 9 session-honest-note=later x3; 9 session-honest-note=yes x3
    quiet | 9 session-pull=strong; 9 daily-hard-to-tell=small x3; 9 daily-hard-to-tell=no x3
    closes consultation | 9 session-pull=strong; 9 session-honest-note=not-at-all; 9 consult:boundaries
    stays | 9 session-pull=strong; 9 session-honest-note=not-at-all; 9 say pull-and-secrecy settled
    stays | 9 session-pull=strong; 9 session-honest-note=not-at-all; 9 consult:supervision-consultation
    hides strong-pull | 5 session-honest-note=not-at-all; 9 session-pull=strong
    hides hard-to-share | 5 session-pull=strong; 9 session-honest-note=not-at-all
    stays | 9 session-pull=strong; 9 session-honest-note=not-at-all; 9 say pull-and-secrecy reached; 9 say pull-and-secrecy does-not-apply; 10 check
    again 7 | 1 session-pull=strong; 1 session-honest-note=not-at-all | consult:boundaries`,
  'privacy-slip': `
    is consult 24
    fires 1 | 4 daily-privacy=possibly
    fires 1 | 4 daily-privacy=yes
    fires 1 | 4 review-talked-with-care=several
    fires 3 | 1 daily-privacy=near; 15 daily-privacy=near; 30 daily-privacy=near
    fires 3 | 4 daily-privacy=near x3
    fires 1 | 2-3 daily-privacy=near; 4 daily-privacy=possibly
    fires 1 | 2-3 daily-privacy=near; 4 daily-privacy=yes
    quiet | 1 daily-privacy=near; 15 daily-privacy=near; 31 daily-privacy=near
    quiet | 4 daily-privacy=near x2; 4 daily-privacy=no x3
    quiet | 4 review-talked-with-care=once x3; 4 review-talked-with-care=mostly; 4 review-talked-with-care=yes
    closes consultation | 4 daily-privacy=yes; 5 consult:confidentiality
    closes settled | 4 daily-privacy=yes; 5 say privacy-slip settled
    closes does-not-apply | 4 daily-privacy=yes; 5 say privacy-slip does-not-apply
    stays | 4 daily-privacy=yes; 5 consult:boundaries; 5 say privacy-slip reached
    stays | 4 daily-privacy=yes; 5 check
    again 7 | 1 daily-privacy=possibly | say privacy-slip settled`,
  'safety-unsure': `
    is consult 24
    fires 1 | 2 session-risk=unsure
    fires 1 | 2 daily-safety=unsure
    quiet | 2 session-risk=handled; 2 session-risk=no; 2 session-risk=now
    quiet | 2 daily-safety=plan; 2 daily-safety=no; 2 daily-safety=now
    closes consultation | 2 session-risk=unsure; 2 consult:professional-conduct
    closes settled | 2 session-risk=unsure; 2 say safety-unsure settled
    stays | 2 session-risk=unsure; 2 say safety-unsure does-not-apply; 3 consult:self-care
    stays | 2 session-risk=unsure; 2 say safety-unsure reached; 3 check
    again 1 | 1 session-risk=unsure | say safety-unsure settled`,
  'beyond-competence': `
    is consult 168
    fires 1 | 6 session-within-competence=past
    fires 3 | 1 session-within-competence=edge; 8 session-within-competence=edge; 14 session-within-competence=edge
    fires 3 | 6 session-within-competence=edge x3
    fires 3 | 1-2 session-within-competence=past; 1 say beyond-competence settled; 15 session-within-competence=edge x2
    quiet | 1 session-within-competence=edge; 8 session-within-competence=edge; 15 session-within-competence=edge
    quiet | 6 session-within-competence=edge x2; 6 session-within-competence=stretch x3
    quiet | 6 session-within-competence=within x3
    closes consultation | 6 session-within-competence=past; 7 consult:competence
    closes settled | 6 session-within-competence=past; 7 say beyond-competence settled
    closes does-not-apply | 6 session-within-competence=past; 7 say beyond-competence does-not-apply
    stays | 6 session-within-competence=past; 7 consult:boundaries
    stays | 6 session-within-competence=past; 6 say beyond-competence reached; 7 check
    again 14 | 1 session-within-competence=past | say beyond-competence settled`,
  'strong-pull': `
    is consult 72
    fires 1 | 6 session-pull=strong
    quiet | 2 session-pull=noticed; 8 session-pull=noticed; 14 session-pull=noticed; 14 session-pull=no
    quiet | 6 session-pull=acted
    closes consultation | 6 session-pull=strong; 7 consult:boundaries
    closes settled | 6 session-pull=strong; 7 say strong-pull settled
    closes does-not-apply | 6 session-pull=strong; 7 say strong-pull does-not-apply
    stays | 6 session-pull=strong; 7 consult:self-care
    stays | 6 session-pull=strong; 6 say strong-pull reached; 7 check
    again 14 | 1 session-pull=strong | say strong-pull settled`,
  'hard-to-share': `
    is consult 168
    fires 1 | 6 session-honest-note=not-at-all
    fires 1 | 6 daily-hard-to-tell=left-out
    fires 2 | 1 daily-hard-to-tell=matters; 8 session-honest-note=leave-out
    fires 2 | 6 session-honest-note=leave-out x2
    fires 2 | 6 daily-hard-to-tell=matters x2
    fires 1 | 5 session-honest-note=leave-out; 6 session-honest-note=not-at-all
    fires 1 | 5 daily-hard-to-tell=matters; 6 daily-hard-to-tell=left-out
    quiet | 1 daily-hard-to-tell=matters; 9 session-honest-note=leave-out
    quiet | 6 daily-hard-to-tell=matters; 6 daily-hard-to-tell=small x3; 6 daily-hard-to-tell=no x3
    quiet | 6 session-honest-note=leave-out; 6 session-honest-note=later x3; 6 session-honest-note=yes x3
    closes consultation | 6 daily-hard-to-tell=left-out; 7 consult:supervision-consultation
    closes settled | 6 daily-hard-to-tell=left-out; 7 say hard-to-share settled
    closes does-not-apply | 6 daily-hard-to-tell=left-out; 7 say hard-to-share does-not-apply
    stays | 6 daily-hard-to-tell=left-out; 7 consult:boundaries
    stays | 6 daily-hard-to-tell=left-out; 6 say hard-to-share reached; 7 check
    again 14 | 1 daily-hard-to-tell=left-out | say hard-to-share settled`,
  'carrying-it-alone': `
    is consult 72
    fires 1 | 7 review-carrying-alone=matters
    fires 2 | 1 review-carrying-alone=small; 21 review-carrying-alone=small
    fires 2 | 7 review-carrying-alone=small x2
    fires 1 | 6 review-carrying-alone=small; 7 review-carrying-alone=matters
    quiet | 1 review-carrying-alone=small; 22 review-carrying-alone=small
    quiet | 7 review-carrying-alone=small; 7 review-carrying-alone=shared x2; 7 review-carrying-alone=no x2
    closes consultation | 7 review-carrying-alone=matters; 8 consult:professional-conduct
    closes settled | 7 review-carrying-alone=matters; 8 say carrying-it-alone settled
    closes does-not-apply | 7 review-carrying-alone=matters; 8 say carrying-it-alone does-not-apply
    stays | 7 review-carrying-alone=matters; 8 consult:self-care
    stays | 7 review-carrying-alone=matters; 7 say carrying-it-alone reached; 8 check
    again 14 | 1 review-carrying-alone=matters | say carrying-it-alone settled`,
  'consent-gap': `
    is consult 336
    fires 2 | 1 session-agreed=unclear; 14 session-agreed=not-agreed
    fires 2 | 5 session-agreed=unclear x2
    fires 2 | 1 review-agreements=some-not; 62 review-agreements=not-sure
    fires 2 | 5 review-agreements=some-not x2
    quiet | 1 session-agreed=unclear; 15 session-agreed=unclear
    quiet | 5 session-agreed=unclear; 5 session-agreed=mostly x2; 5 session-agreed=yes x2
    quiet | 1 review-agreements=some-not; 63 review-agreements=not-sure
    quiet | 5 review-agreements=some-not; 5 review-agreements=most x2; 5 review-agreements=all x2
    quiet | 5 review-agreements=some-not; 5 session-agreed=unclear
    closes consultation | 1 session-agreed=unclear x2; 2 consult:informed-consent
    closes settled | 1 session-agreed=unclear x2; 2 say consent-gap settled
    closes calm | 1 session-agreed=unclear x2; 2-3 session-agreed=yes; 4-5 session-agreed=mostly
    stays | 1 session-agreed=unclear x2; 2-4 session-agreed=yes
    stays | 1 session-agreed=unclear x2; 2-4 session-agreed=yes; 5 session-agreed=unclear; 6 session-agreed=yes
    stays | 1 session-agreed=unclear x2; 2 say consent-gap does-not-apply; 2 consult:boundaries
    stays | 1 session-agreed=unclear x2; 1 say consent-gap reached; 2 check
    again 14 | 1 session-agreed=unclear x2 | say consent-gap settled`,
  'cultural-repair': `
    is consult 168
    fires 1 | 8 session-culture=hurt
    fires 4 | 1 session-culture=missed; 10 session-culture=missed; 20 session-culture=missed; 30 session-culture=missed
    fires 4 | 8 session-culture=missed x4
    fires 4 | 1-2 session-culture=hurt; 1 say cultural-repair settled; 15-17 session-culture=missed
    fires 2 | 1 review-repair=not-yet; 21 review-repair=not-yet
    fires 2 | 8 review-repair=not-yet x2
    quiet | 1 session-culture=missed; 10 session-culture=missed; 20 session-culture=missed; 31 session-culture=missed
    quiet | 8 session-culture=missed x3; 8 session-culture=some x4; 8 session-culture=yes x4
    quiet | 1 review-repair=not-yet; 22 review-repair=not-yet
    quiet | 8 review-repair=not-yet; 8 review-repair=begun x2; 8 review-repair=repaired x2
    quiet | 8 review-repair=nothing-known x2
    closes consultation | 8 session-culture=hurt; 9 consult:cultural-sensitivity
    closes settled | 8 session-culture=hurt; 9 say cultural-repair settled
    closes does-not-apply | 8 session-culture=hurt; 9 say cultural-repair does-not-apply
    stays | 8 session-culture=hurt; 9 consult:boundaries
    stays | 8 session-culture=hurt; 8 say cultural-repair reached; 9 check
    again 14 | 1 session-culture=hurt | say cultural-repair settled`,
  'boundary-drift': `
    is consult 168
    fires 1 | 3 daily-boundary=hard-to-explain
    fires 1 | 3 session-frame=large
    fires 1 | 3 session-whose-need=mostly-mine
    fires 1 | 3 review-roles=complicating
    fires 3 | 1 session-frame=undiscussed; 7 daily-boundary=moment; 14 session-whose-need=partly-mine
    fires 3 | 3 session-frame=undiscussed x3
    fires 3 | 1-2 session-frame=large; 1 say boundary-drift settled; 15 session-frame=undiscussed x2
    fires 3 | 1-2 daily-boundary=hard-to-explain; 1 say boundary-drift settled; 15 daily-boundary=moment x2
    fires 3 | 1-2 session-whose-need=mostly-mine; 1 say boundary-drift settled; 15 session-whose-need=partly-mine x2
    quiet | 1 session-frame=undiscussed; 7 daily-boundary=moment; 15 session-whose-need=partly-mine
    quiet | 3 session-frame=undiscussed x2; 3 session-frame=discussed x3; 3 session-frame=yes x3
    quiet | 3 daily-boundary=moment x2; 3 daily-boundary=chosen x3; 3 daily-boundary=no x3
    quiet | 3 session-whose-need=partly-mine x2; 3 session-whose-need=mostly-theirs x3; 3 session-whose-need=theirs x3
    quiet | 3 review-roles=not-reviewed x3; 3 review-roles=reviewed x3; 3 review-roles=no x3
    closes consultation | 3 session-frame=large; 4 consult:boundaries
    closes settled | 3 session-frame=large; 4 say boundary-drift settled
    closes does-not-apply | 3 session-frame=large; 4 say boundary-drift does-not-apply
    stays | 3 session-frame=large; 4 consult:self-care
    stays | 3 session-frame=large; 3 say boundary-drift reached; 4 check
    again 7 | 1 session-frame=large | say boundary-drift settled`,
  'worn-down': `
    is consult 168
    fires 1 | 3 daily-fit=partly
    fires 1 | 3 review-habits=more
    fires 3 | 1 daily-energy=nothing; 5 daily-energy=nothing; 10 daily-energy=nothing
    fires 6 | 1 daily-energy=little; 3 daily-energy=nothing; 5-7 daily-energy=little; 14 daily-energy=nothing
    fires 4 | 1 daily-steady=wobbly; 4 daily-steady=unsteady; 7 daily-steady=wobbly; 10 daily-steady=unsteady
    quiet | 1 daily-energy=nothing; 5 daily-energy=nothing; 11 daily-energy=nothing
    quiet | 1-2 daily-energy=nothing; 3 daily-energy=little; 4 daily-energy=nothing
    quiet | 1 daily-energy=little; 3 daily-energy=little; 5-7 daily-energy=little; 15 daily-energy=little
    quiet | 1-5 daily-energy=little; 6 daily-energy=enough; 7 daily-energy=little
    quiet | 1-5 daily-energy=little; 6 daily-energy=plenty; 7 daily-energy=little
    quiet | 1-2 daily-energy=nothing; 3-8 daily-energy=enough; 9-14 daily-energy=plenty
    quiet | 1 daily-steady=wobbly; 4 daily-steady=wobbly; 7 daily-steady=wobbly; 11 daily-steady=wobbly
    quiet | 1-3 daily-steady=wobbly; 4 daily-steady=mostly; 5 daily-steady=wobbly
    quiet | 1-3 daily-steady=unsteady; 4 daily-steady=steady; 5 daily-steady=wobbly
    quiet | 3 daily-fit=mostly; 3 daily-fit=yes; 3 daily-fit=no
    quiet | 3 review-habits=a-little; 3 review-habits=no; 3 review-habits=around-work
    closes consultation | 3 daily-fit=partly; 4 consult:self-care
    closes settled | 3 daily-fit=partly; 4 say worn-down settled
    closes does-not-apply | 3 daily-fit=partly; 4 say worn-down does-not-apply
    closes calm | 3 daily-fit=partly; 4 daily-energy=plenty; 5 daily-energy=enough; 6 daily-energy=plenty
    stays | 3 daily-fit=partly; 4-5 daily-energy=plenty; 5 consult:boundaries
    stays | 3 daily-fit=partly; 4-5 daily-energy=plenty; 6 daily-energy=little; 7 daily-energy=plenty
    stays | 3 daily-fit=partly; 3 say worn-down reached; 4 check
    again 10 | 1 daily-fit=partly | say worn-down settled`,
}
