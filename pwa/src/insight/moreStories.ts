/** The stories of the other rules; see stories.ts. */
export const moreStories: Readonly<Record<string, string>> = {
  'second-mind': `
    is consult 168
    fires 1 | 6 session-second-mind=soon
    fires 1 | 6 review-stuck=a-while
    fires 4 | 1 session-second-mind=yes; 5 session-second-mind=yes; 9 session-second-mind=yes; 14 session-second-mind=yes
    fires 4 | 6 session-second-mind=yes x4
    fires 4 | 1-2 session-second-mind=soon; 1 say second-mind settled; 8-10 session-second-mind=yes
    fires 2 | 1 review-stuck=not-yet; 21 review-stuck=not-yet
    fires 2 | 6 review-stuck=not-yet x2
    fires 1 | 5 review-stuck=not-yet; 6 review-stuck=a-while
    quiet | 1 session-second-mind=yes; 5 session-second-mind=yes; 9 session-second-mind=yes; 15 session-second-mind=yes
    quiet | 6 session-second-mind=yes x3; 6 session-second-mind=maybe x4; 6 session-second-mind=no x4
    quiet | 1 review-stuck=not-yet; 22 review-stuck=not-yet
    quiet | 6 review-stuck=not-yet; 6 review-stuck=reviewed x2; 6 review-stuck=no x2
    closes consultation | 6 session-second-mind=soon; 7 consult:supervision-consultation
    closes settled | 6 session-second-mind=soon; 7 say second-mind settled
    closes does-not-apply | 6 session-second-mind=soon; 7 say second-mind does-not-apply
    stays | 6 session-second-mind=soon; 7 consult:boundaries
    stays | 6 session-second-mind=soon; 6 say second-mind reached; 7 check
    again 7 | 1 session-second-mind=soon | say second-mind settled`,
  'low-support': `
    is consult 168
    fires 1 | 7 review-own-support=not-enough
    fires 2 | 25 review-connected=bit-alone; 40 review-connected=alone
    fires 2 | 18 consult; 25 review-connected=bit-alone; 40 review-connected=alone
    fires 2 | 40 review-connected=alone x2
    quiet | 19 consult; 25 review-connected=bit-alone; 40 review-connected=alone
    quiet | 24 review-connected=bit-alone; 40 review-connected=alone
    quiet | 40 review-connected=alone; 40 review-connected=somewhat x2; 40 review-connected=well x2
    quiet | 7 review-own-support=mostly; 7 review-own-support=yes; 7 review-own-support=not-safe
    closes consultation | 7 review-own-support=not-enough; 8 consult
    closes settled | 7 review-own-support=not-enough; 8 say low-support settled
    closes does-not-apply | 7 review-own-support=not-enough; 8 say low-support does-not-apply
    closes calm | 7 review-own-support=not-enough; 8 review-connected=well; 9 review-connected=somewhat
    stays | 7 review-own-support=not-enough; 8 review-connected=well
    stays | 7 review-own-support=not-enough; 8 review-connected=well; 9 review-connected=alone; 10 review-connected=well
    stays | 7 review-own-support=not-enough; 7 say low-support reached; 8 check
    again 14 | 1 review-own-support=not-enough | say low-support settled`,
  'energy-sliding': `
    is note never
    fires 6 | 20-31 daily-energy=enough; 57 daily-energy=little; 66-70 daily-energy=little
    fires 6 | 15 daily-energy=enough; 20-30 daily-energy=enough; 65-70 daily-energy=little
    fires 10 | 20-31 daily-energy=enough; 61-64 daily-energy=enough; 65-70 daily-energy=little
    fires 10 | 20-31 daily-energy=plenty; 61-65 daily-energy=enough; 66-70 daily-energy=little
    quiet | 20-31 daily-energy=enough; 56 daily-energy=little; 66-70 daily-energy=little
    quiet | 14 daily-energy=enough; 20-30 daily-energy=enough; 65-70 daily-energy=little
    quiet | 20-31 daily-energy=enough; 66-70 daily-energy=little
    quiet | 20-30 daily-energy=enough; 65-70 daily-energy=little
    quiet | 20-31 daily-energy=enough; 61-65 daily-energy=enough; 66-70 daily-energy=little
    quiet | 20-31 daily-energy=plenty; 61-66 daily-energy=enough; 67-70 daily-energy=little
    closes level | 30-55 daily-energy=enough; 65-70 daily-energy=little; 71-80 daily-energy=enough
    closes does-not-apply | 20-31 daily-energy=enough; 65-70 daily-energy=little; 70 say energy-sliding does-not-apply
    stays | 30-55 daily-energy=enough; 65-70 daily-energy=little; 71-79 daily-energy=enough
    stays | 30-55 daily-energy=enough; 65-70 daily-energy=little; 70 say energy-sliding settled; 71 consult:self-care
    quiet | 10-21 daily-energy=enough; 36-41 daily-energy=little
    fires 6 | 10-21 daily-energy=enough; 37-42 daily-energy=little
    stays | 20-31 daily-energy=enough; 65-70 daily-energy=little; 70 say energy-sliding reached; 71 check
    again 21 | 20-31 daily-energy=enough; 65-70 daily-energy=little | say energy-sliding does-not-apply`,
  'trauma-load': `
    is consult 168
    fires 1 | 6 review-trauma-load=too-much
    fires 1 | 6 review-followed-home=every-day
    fires 4 | 1 review-trauma-load=heavy+review-followed-home=most-days; 22 review-trauma-load=heavy+review-followed-home=most-days
    fires 4 | 6 review-trauma-load=heavy x2; 6 review-followed-home=most-days x2
    fires 4 | 1-2 review-trauma-load=too-much; 1 say trauma-load settled; 15 review-trauma-load=heavy; 15-16 review-followed-home=most-days
    fires 4 | 1-2 review-followed-home=every-day; 1 say trauma-load settled; 15-16 review-trauma-load=heavy; 17 review-followed-home=most-days
    quiet | 1 review-trauma-load=heavy; 2 review-followed-home=most-days; 22 review-followed-home=most-days; 23 review-trauma-load=heavy
    quiet | 1 review-followed-home=most-days; 2 review-trauma-load=heavy; 22 review-trauma-load=heavy; 23 review-followed-home=most-days
    quiet | 6 review-trauma-load=heavy x3; 6 review-followed-home=most-days; 6 review-followed-home=once-twice x2; 6 review-followed-home=rarely x2
    quiet | 6 review-followed-home=most-days x3; 6 review-trauma-load=heavy; 6 review-trauma-load=moderate x2; 6 review-trauma-load=light x2
    closes consultation | 6 review-trauma-load=too-much; 7 consult:self-care
    closes settled | 6 review-trauma-load=too-much; 7 say trauma-load settled
    closes does-not-apply | 6 review-trauma-load=too-much; 7 say trauma-load does-not-apply
    closes calm | 6 review-trauma-load=too-much; 7 review-followed-home=rarely; 8 review-followed-home=once-twice
    stays | 6 review-trauma-load=too-much; 7 review-followed-home=rarely; 7 consult:boundaries
    stays | 6 review-trauma-load=too-much; 6 say trauma-load reached; 7 check
    again 14 | 1 review-trauma-load=too-much | say trauma-load settled`,
  'special-and-drifting': `
    is consult 72
    fires 1 | 7 review-special=shapes
    fires 2 | 1 review-special=noticeably; 21 session-frame=undiscussed
    fires 2 | 1 session-frame=undiscussed; 14 review-special=noticeably
    fires 2 | 7 review-special=noticeably; 7 session-frame=large
    fires 2 | 7 review-special=noticeably; 7 daily-boundary=moment
    fires 2 | 7 review-special=noticeably; 7 daily-boundary=hard-to-explain
    fires 2 | 7 review-special=noticeably; 7 session-whose-need=partly-mine
    fires 2 | 7 review-special=noticeably; 7 session-whose-need=mostly-mine
    fires 2 | 1 review-special=shapes; 1 say special-and-drifting settled; 5 review-special=shapes; 16 session-frame=undiscussed
    quiet | 1 review-special=noticeably; 22 session-frame=undiscussed
    quiet | 1 session-frame=undiscussed; 15 review-special=noticeably
    quiet | 7 review-special=a-little; 7 review-special=no; 7 session-frame=undiscussed
    quiet | 7 review-special=noticeably; 7 session-frame=discussed; 7 session-frame=yes
    quiet | 7 review-special=noticeably; 7 daily-boundary=chosen; 7 daily-boundary=no
    quiet | 7 review-special=noticeably; 7 session-whose-need=mostly-theirs; 7 session-whose-need=theirs
    closes consultation | 7 review-special=shapes; 8 consult:boundaries
    closes settled | 7 review-special=shapes; 8 say special-and-drifting settled
    stays | 7 review-special=shapes; 8 consult:self-care; 8 say special-and-drifting does-not-apply
    hides boundary-drift | 1 session-frame=undiscussed; 2 daily-boundary=moment; 3 review-special=noticeably; 4 session-frame=undiscussed
    stays | 7 review-special=shapes; 7 say special-and-drifting reached; 8 check
    again 7 | 1 review-special=shapes | say special-and-drifting settled`,
  'tired-and-slipping': `
    is consult 168
    fires 5 | 1 daily-energy=little; 1 daily-privacy=near; 4 daily-energy=nothing; 7 daily-energy=little; 7 session-frame=undiscussed
    fires 5 | 1-3 daily-energy=little; 3 daily-privacy=near x2
    fires 5 | 1-3 daily-energy=little; 3 daily-privacy=possibly x2
    fires 5 | 1-3 daily-energy=little; 3 daily-privacy=yes x2
    fires 5 | 1-3 daily-energy=little; 3 daily-boundary=moment x2
    fires 5 | 1-3 daily-energy=little; 3 daily-boundary=hard-to-explain x2
    fires 5 | 1-3 daily-energy=little; 3 session-frame=undiscussed x2
    fires 5 | 1-3 daily-energy=little; 3 session-frame=large x2
    fires 5 | 1-3 daily-energy=little; 3 session-within-competence=edge x2
    fires 5 | 1-3 daily-energy=little; 3 session-within-competence=past x2
    fires 5 | 1-3 daily-energy=little; 3 session-honest-note=leave-out x2
    fires 5 | 1-3 daily-energy=little; 3 session-honest-note=not-at-all x2
    quiet | 1 daily-energy=little; 4 daily-energy=little; 8 daily-energy=little; 8 daily-privacy=near x2
    quiet | 1 daily-privacy=near; 6-8 daily-energy=little; 8 daily-privacy=near
    quiet | 3 daily-energy=little x3; 3 daily-privacy=near x2
    quiet | 1-2 daily-energy=little; 2 daily-privacy=near x2; 3 daily-energy=enough; 4 daily-energy=plenty
    quiet | 1-3 daily-energy=little; 3 daily-privacy=near; 3 daily-privacy=no
    quiet | 1-3 daily-energy=little; 3 daily-boundary=moment; 3 daily-boundary=chosen; 3 daily-boundary=no
    quiet | 1-3 daily-energy=little; 3 session-frame=undiscussed; 3 session-frame=discussed; 3 session-frame=yes
    quiet | 1-3 daily-energy=little; 3 daily-privacy=near; 3 session-within-competence=stretch; 3 session-within-competence=within
    quiet | 1-3 daily-energy=little; 3 daily-privacy=near; 3 session-honest-note=later; 3 session-honest-note=yes
    closes consultation | 1-3 daily-energy=little; 3 daily-privacy=near x2; 4 consult:self-care
    closes settled | 1-3 daily-energy=little; 3 daily-privacy=near x2; 4 say tired-and-slipping settled
    closes does-not-apply | 1-3 daily-energy=little; 3 daily-privacy=near x2; 4 say tired-and-slipping does-not-apply
    closes calm | 1-3 daily-energy=little; 3 daily-privacy=near x2; 4-5 daily-energy=enough; 6 daily-energy=plenty
    stays | 1-3 daily-energy=little; 3 daily-privacy=near x2; 4-5 daily-energy=plenty; 5 consult:boundaries
    stays | 1-3 daily-energy=little; 3 daily-privacy=near x2; 3 say tired-and-slipping reached; 4 check
    again 14 | 1-3 daily-energy=little; 3 daily-privacy=near x2 | say tired-and-slipping settled`,
  'mixed-interests': `
    is consult 336
    fires 1 | 3 daily-interest=yes
    fires 1 | 3 review-interests=yes
    fires 1 | 3 review-whose-interests=not-clear
    fires 2 | 1 daily-interest=not-sure; 31 review-roles=not-reviewed
    fires 2 | 3 daily-interest=not-sure x2
    fires 2 | 3 review-interests=not-sure x2
    fires 2 | 3 review-whose-interests=blurred x2
    fires 1 | 2 daily-interest=not-sure; 3 daily-interest=yes
    fires 1 | 2 review-interests=not-sure; 3 review-interests=yes
    fires 1 | 2 review-whose-interests=blurred; 3 review-whose-interests=not-clear
    quiet | 1 daily-interest=not-sure; 32 review-roles=not-reviewed
    quiet | 3 daily-interest=not-sure; 3 daily-interest=noticed x2; 3 daily-interest=no x2
    quiet | 3 review-interests=not-sure; 3 review-interests=noticed x2; 3 review-interests=no x2
    quiet | 3 review-whose-interests=blurred; 3 review-whose-interests=mostly x2; 3 review-whose-interests=clear x2
    quiet | 3 review-whose-interests=blurred; 3 review-whose-interests=does-not-apply x2
    quiet | 3 review-roles=not-reviewed; 3 review-roles=reviewed x2; 3 review-roles=no x2; 3 review-roles=complicating x2
    closes consultation | 3 daily-interest=yes; 4 consult:conflicts-of-interest
    closes settled | 3 daily-interest=yes; 4 say mixed-interests settled
    closes does-not-apply | 3 daily-interest=yes; 4 say mixed-interests does-not-apply
    stays | 3 daily-interest=yes; 4 consult:boundaries
    stays | 3 daily-interest=yes; 3 say mixed-interests reached; 4 check
    again 28 | 1 daily-interest=yes | say mixed-interests settled`,
  'consultation-overdue': `
    is consult 168
    fires 1 | 29 session-second-mind=soon; 36 today
    fires 1 | 29 session-risk=now; 36 today
    fires 1 | 5 consult; 20 session-second-mind=soon; 36 today
    quiet | 29 session-second-mind=soon; 35 today
    quiet | 5 consult; 20 session-second-mind=soon; 35 today
    quiet | 20 session-second-mind=soon; 25 consult; 36 today
    quiet | 1 review-up-to-date=behind; 8 review-up-to-date=behind; 35 today
    quiet | 60 today
    closes consultation | 29 session-second-mind=soon; 36 consult
    closes nothing-open | 29 session-second-mind=soon; 36 say second-mind settled
    closes does-not-apply | 29 session-second-mind=soon; 36 say consultation-overdue does-not-apply
    stays | 29 session-second-mind=soon; 36 say consultation-overdue settled; 37 check
    fires 1 | 29 session-second-mind=soon; 36 say consultation-overdue does-not-apply; 50 today
    rests | 29 session-second-mind=soon; 36 say consultation-overdue does-not-apply; 49 today
    stays | 29 session-second-mind=soon; 36 say consultation-overdue reached; 37 check`,
  'quiet-after-signal': `
    is note never
    fires 1 | 20 session-second-mind=soon; 28 today
    fires 1 | 20 session-risk=now; 25 say danger-now reached; 29 today
    quiet | 20 session-second-mind=soon; 27 today
    quiet | 20 session-risk=now; 25 say danger-now reached; 28 today
    quiet | 20 session-second-mind=soon; 21 check; 28 check; 30 today
    quiet | 1 review-up-to-date=behind; 8 review-up-to-date=behind; 34 today
    quiet | 60 today
    closes check | 20 session-second-mind=soon; 28 check
    closes nothing-open | 20 session-second-mind=soon; 28 say second-mind settled
    closes does-not-apply | 20 session-second-mind=soon; 28 say quiet-after-signal does-not-apply
    stays | 20 session-second-mind=soon; 28 say quiet-after-signal settled; 29 consult
    fires 1 | 20 session-second-mind=soon; 28 say quiet-after-signal does-not-apply; 49 today
    rests | 20 session-second-mind=soon; 28 say quiet-after-signal does-not-apply; 48 today
    fires 1 | 1 session-second-mind=soon; 16 today
    quiet | 1 session-second-mind=soon; 15 today
    stays | 20 session-risk=now; 28 say quiet-after-signal reached; 28 consult:supervision-consultation`,
  'paperwork-behind': `
    is note never
    fires 2 | 1 review-up-to-date=behind; 16 review-up-to-date=far-behind
    quiet | 1 review-up-to-date=behind; 17 review-up-to-date=behind
    quiet | 1 review-up-to-date=behind; 8 review-up-to-date=nearly x2; 15 review-up-to-date=behind
    quiet | 8 review-up-to-date=yes x2
    closes calm | 1 review-up-to-date=behind; 8 review-up-to-date=behind; 15 review-up-to-date=nearly
    closes calm | 1 review-up-to-date=behind; 8 review-up-to-date=behind; 15 review-up-to-date=yes
    closes does-not-apply | 1-2 review-up-to-date=behind; 3 say paperwork-behind does-not-apply
    stays | 1-2 review-up-to-date=behind; 3 review-up-to-date=far-behind; 3 say paperwork-behind settled
    stays | 1-2 review-up-to-date=behind; 3 say paperwork-behind reached; 3 consult:professional-conduct; 4 check
    again 28 | 1-2 review-up-to-date=behind | say paperwork-behind does-not-apply`,
  'act-now-follow-up': `
    is consult 72
    fires 1 | 1 session-risk=now; 1 say danger-now reached; 2 today
    quiet | 1 session-risk=now; 1 say danger-now reached
    quiet | 1 session-risk=now; 2 today
    quiet | 1 session-second-mind=soon; 1 say second-mind settled; 2 today
    closes consultation | 1 session-risk=now; 1 say danger-now reached; 2 consult
    closes settled | 1 session-risk=now; 1 say danger-now reached; 2 say act-now-follow-up settled
    closes does-not-apply | 1 session-risk=now; 1 say danger-now reached; 2 say act-now-follow-up does-not-apply
    stays | 1 session-risk=now; 1 say danger-now reached; 2 say act-now-follow-up reached; 3 check
    rests | 1 session-risk=now; 1 say danger-now reached; 2 say act-now-follow-up settled; 30 today`,
  'action-open': `
    is note never
    fires 0 | 3 step 10; 17 today
    quiet | 3 step 10; 16 today
    quiet | 3 step 10; 12 outcome; 17 today
    quiet | 3 consult; 40 today
    closes outcome | 3 step 10; 17 outcome
    closes settled | 3 step 10; 17 say action-open settled
    closes does-not-apply | 3 step 10; 17 say action-open does-not-apply
    stays | 3 step 10; 17 check; 18 consult
    rests | 3 step 10; 17 say action-open settled; 40 today
    stays | 3 step 10; 17 say action-open reached; 18 consult:supervision-consultation`,
  'no-consultation-lately': `
    is note never
    fires 0 | 10 consult; 46 today
    fires 0 | 21 today
    quiet | 10 consult; 45 today
    quiet | 20 today
    quiet | 10 consult; 40 session-second-mind=soon; 46 today
    quiet | 10 consult; 38 review-up-to-date=behind; 45 review-up-to-date=behind; 46 today
    quiet | 10 consult; 45 session-risk=now; 45 say danger-now reached; 46 today
    closes consultation | 10 consult; 46 consult
    closes settled | 10 consult; 46 say no-consultation-lately settled
    closes does-not-apply | 10 consult; 46 say no-consultation-lately does-not-apply
    stays | 10 consult; 46 say no-consultation-lately reached; 47 check
    fires 0 | 10 consult; 46 say no-consultation-lately does-not-apply; 81 today
    rests | 10 consult; 46 say no-consultation-lately does-not-apply; 80 today`,
}
