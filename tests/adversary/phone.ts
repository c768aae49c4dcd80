/**
 * The app at the other end of a pipe, one phone at a time: a line of JSON asks, a line of JSON answers.
 *
 * Started by node.py with Node's own type stripping. What runs is what the app is built from, with its own singletons.
 */
import { createInterface } from 'node:readline'

import * as browser from './browser.ts'
import { dyingAt } from './dying.ts'
import { newPage } from './pages.ts'
import { copyOfStorage, storageOf } from './storage.ts'

const copies = new Map()
const going = new AbortController().signal
let beside
let pairing
let page = newPage()

const deeds = {
  async put({ ops }) {
    const { put } = await page('sync/outbox.ts')
    await put(ops)
  },
  async putAndClose({ ops }) {
    await deeds.put({ ops })
    await deeds.restart()
  },
  async putTwice({ one, other }) {
    const tabs = [await page('sync/outbox.ts'), await newPage()('sync/outbox.ts')]
    await Promise.all([tabs[0].put(one), tabs[1].put(other)])
  },
  async lock() {
    const { vault } = await page('vault/vault.ts')
    vault.lock()
  },
  async signIn({ handle, secret }) {
    const { signIn } = await page('sync/account.ts')
    return problemOf(() => signIn(handle, secret))
  },
  /** As a phone with nothing on it: the link of the code that it shows. */
  async announce({ origin }) {
    await deeds.begin({ origin })
    const { newPhone } = await page('sync/account.ts')
    pairing = await newPhone()
    return pairing.link
  },
  /** The digits, once the other side has answered. */
  async compare() {
    return givenOf(() => (pairing.box ?? pairing.digits)(going))
  },
  /** When the person said on both phones that they are the same. */
  async enter() {
    return problemOf(async () => {
      await pairing.confirmed(going)
      await pairing.join()
    })
  },
  async letIn({ link, code }) {
    const { oldPhone } = await page('sync/account.ts')
    pairing = await oldPhone(link, { kind: 'recovery', code })
  },
  async confirm() {
    await pairing.confirm()
  },
  async unlock({ code }) {
    const { withRecoveryCode } = await page('vault/unlocking.ts')
    return problemOf(() => withRecoveryCode(code))
  },
  /** One whole sync, and the checks that an open journal makes after it: what the person is told of it. */
  async sync() {
    const { syncNow } = await page('sync/starting.ts')
    const { journal } = await page('journal/journal.ts')
    await syncNow()
    await journal.settled()
    await journal.follow()
    return told()
  },
  /** The same after signing in, and what stands before a snapshot at once: the app waits until it has been read. */
  async firstSync() {
    const { HERE } = await page('sync/parts.ts')
    const { fillBack } = await page('sync/filling.ts')
    await deeds.sync()
    await problemOf(() => fillBack(HERE))
    return deeds.sync()
  },
  async beginSync() {
    beside = deeds.sync()
    await Promise.resolve()
  },
  async endSync() {
    return beside
  },
  async detail() {
    const { progress } = await page('sync/progress.ts')
    return { current: progress.current, ...progress.detail }
  },
  async tryAgain() {
    const { tryAgain } = await page('sync/starting.ts')
    await tryAgain()
  },
  async device() {
    const { thisDevice } = await page('vault/device.ts')
    return (await thisDevice()).device
  },
  async state() {
    const { canonical, resolve } = await page('protocol/merge.ts')
    const { journal } = await page('journal/journal.ts')
    await journal.settled()
    await journal.follow()
    const { current, state } = journal
    if (state === null) throw new Error(`the journal is ${JSON.stringify(current)}`)
    const entries = [...(state.objects.get('entry') ?? [])].map(([id, writes]) => [id, resolve(writes)])
    const notes = entries.filter(([, { gone }]) => !gone).map(([id, { fields }]) => [id, fields.get('note')?.value.text])
    return { canonical: canonical(state), notes: Object.fromEntries(notes), damaged: current.damaged }
  },
  async keep({ name }) {
    copies.set(name, await copyOfStorage())
  },
  async putBack({ name }) {
    await browser.useStorage(await storageOf(copies.get(name)))
    page = newPage()
  },
  /** Another deed, whose page dies at a step of it unless it is done before. */
  async dying({ step, work, given }) {
    const outcome = await dyingAt(step, () => deeds[work](given))
    return outcome === 'died'
  },
  async restart() {
    await browser.endPages()
    page = newPage()
  },
  async clock({ nowMs }) {
    browser.setClock(nowMs)
  },
  async begin({ origin }) {
    browser.visit(origin)
    await browser.useStorage()
    page = newPage()
  },
}

/** The alarm that stands, else what hinders syncing just now, else nothing. */
async function told() {
  const { storage } = await page('platform/storage.ts')
  const { readAlarm } = await page('vault/alarm.ts')
  const { progress } = await page('sync/progress.ts')
  const { current, detail } = progress
  return (await readAlarm(storage)) ?? detail.type ?? (current === 'synced' ? null : current)
}

/** The type of the problem that this work names, or null; anything else ends the test. */
async function problemOf(work) {
  return givenOf(async () => {
    await work()
    return null
  })
}

/** What this work gives, or the type of the problem that it names. */
async function givenOf(work) {
  try {
    return await work()
  } catch (failure) {
    if (typeof failure.type !== 'string') throw failure
    return failure.type
  }
}

// Whoever asked is gone: what is still under way is for nobody.
process.stdin.on('end', () => process.exit())

for await (const line of createInterface({ input: process.stdin })) {
  const { deed, given } = JSON.parse(line)
  const answer = await deeds[deed](given).then((gave) => ({ gave }), (failure) => ({ failed: String(failure.stack ?? failure) }))
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
