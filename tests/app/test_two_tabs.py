"""Two tabs and the service worker writing at once make one unbroken chain, which Python checks."""

from functools import partial
from typing import Any

import pytest

from sync.chain import AccountId, DeviceId, Header, Trusted, trust
from tests.app.flows import arrive
from tests.app.phones import PIXEL, Chromium, ask_until
from tests.app.said import say
from tests.app.stored import envelopes, stored

ALL = 200
BY_WORKER = 80

# What a thumb does, over and over: a short day from Today to saved. Counts what the app says is saved.
SHORT_DAYS = """const [pages, open, save, saved] = given
const shown = (said) => [...document.querySelectorAll('button, a')].find((one) =>
  one.checkVisibility() && !one.disabled && one.textContent.trim().startsWith(said))
const until = async (question) => {
  for (;;) {
    const answer = question()
    if (answer) return answer
    await new Promise((go) => setTimeout(go, 5))
  }
}
window.saved = 0
const go = async () => {
  while (window.saved < pages) {
    ;(await until(() => shown(open))).click()
    const first = await until(() => document.querySelector('fieldset input'))
    first.click()
    ;(await until(() => shown(save))).click()
    await until(() => document.body.innerText.includes(saved) && shown(open))
    window.saved += 1
  }
}
void go()
"""
# What a page asks of the worker when its own storage has died (sync/secondDoor.ts), all at once.
BY_THE_WORKER = """const [count] = given
const worker = (await navigator.serviceWorker.ready).active
window.stored = 0
const ask = (at) => new Promise((give) => {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data }) => give(data)
  const id = `019ab1c2-0000-7000-8000-${String(at).padStart(12, '0')}`
  const set = { checklist: 'daily', version: 1, day: '2026-11-23', 'answer.daily-steady': 'steady' }
  worker.postMessage({ kind: 'put', ops: [{ kind: 'entry', id, set }], draft: 'none' }, [port2])
})
for (let at = 0; at < count; at += 1) {
  void ask(at).then((answer) => { window.stored += answer === 'stored' ? 1 : Number.NaN })
}
"""


@pytest.mark.promise(3)
def test_two_tabs_and_the_worker_make_one_chain(browser: Any, origin: str) -> None:
    context = browser.new_context(**PIXEL)
    left, right = Chromium(context.new_page()), Chromium(context.new_page())
    arrive(left, origin)
    right.open(origin + "/")

    for tab in (left, right):
        tab.script(
            SHORT_DAYS, (ALL - BY_WORKER) // 2, say("today.short"), say("check.save"), say("today.saved.sub")
        )
    left.script(BY_THE_WORKER, BY_WORKER)
    for tab in (left, right):
        saved_all(tab, "window.saved", (ALL - BY_WORKER) // 2)
    saved_all(left, "window.stored", BY_WORKER)

    assert drafts_of(left) == 0
    headers = [Header.parse(envelope) for envelope in believed(left)]
    assert [header.counter for header in headers] == list(range(1, ALL + 1))
    assert len({header.device for header in headers}) == 1
    context.close()


def saved_all(tab: Chromium, count: str, wanted: int) -> None:
    """Wait until so many are saved, patiently as long as there are ever more of them."""
    seen = -1
    while seen < wanted:
        ask_until(partial(is_more, tab, count, seen), f"{count} stays at {seen}")
        seen = tab.script(f"return {count}")


def is_more(tab: Chromium, count: str, than: int) -> bool:
    return bool(tab.script(f"return {count} > {than}"))


def drafts_of(phone: Chromium) -> int:
    return len(stored(phone)["databases"]["plumbline/drafts"])


def believed(phone: Chromium) -> list[bytes]:
    """The stored envelopes, once every signature and place in the chain holds; raises the first lie."""
    kept = stored(phone)
    device = dict(kept["databases"]["plumbline/device"])["this"]
    account = AccountId(bytes.fromhex(device["account"]))
    devices = {DeviceId(bytes.fromhex(device["device"])): device["publicKey"].encode("latin-1")}
    chain = envelopes(kept)
    trust(Trusted(account, devices), chain)
    return chain
