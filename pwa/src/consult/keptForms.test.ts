import * as v from 'valibot'
import { describe, expect, it } from 'vitest'

import { anOpenPhone } from '../sync/cast.ts'
import { AServer } from '../sync/aServer.ts'
import { FORMS_MAX, KeptForms } from './keptForms.ts'

const form = v.object({ text: v.string() })

describe('forms that are not saved yet', () => {
  it('are found again after the app was killed', async () => {
    const { storage } = await anOpenPhone(new AServer())
    await new KeptForms(storage).keep('plan', { text: 'half a thought' })

    const found = await new KeptForms(storage).find('plan', form)

    expect(found).toEqual({ text: 'half a thought' })
  })

  it('are kept as they stand after the last of many keys', async () => {
    const { storage } = await anOpenPhone(new AServer())
    const forms = new KeptForms(storage)

    await Promise.all(['a', 'ab', 'abc'].map((text) => forms.keep('plan', { text })))

    expect(await new KeptForms(storage).find('plan', form)).toEqual({ text: 'abc' })
  })

  it('are gone for good once they are saved', async () => {
    const { storage } = await anOpenPhone(new AServer())
    const forms = new KeptForms(storage)
    await forms.keep('plan', { text: 'half a thought' })

    await forms.drop('plan')

    expect(await forms.find('plan', form)).toBeUndefined()
    expect(await new KeptForms(storage).find('plan', form)).toBeUndefined()
  })

  it('make room for newer ones, the longest left first', async () => {
    const { storage } = await anOpenPhone(new AServer())
    const forms = new KeptForms(storage)
    for (let at = 0; at < FORMS_MAX; at += 1) await forms.keep(`form-${at}`, { text: '' })
    await forms.keep('form-0', { text: 'written again' })

    await forms.keep('one-more', { text: '' })

    expect(await forms.find('form-0', form)).toBeDefined()
    expect(await forms.find('form-1', form)).toBeUndefined()
    expect(await forms.find('form-2', form)).toBeDefined()
  })

  it('of two tabs stand beside each other', async () => {
    const { storage } = await anOpenPhone(new AServer())
    const [tab, other] = [new KeptForms(storage), new KeptForms(storage)]
    await tab.keep('plan', { text: 'in one' })
    await other.keep('log', { text: 'in the other' })

    await Promise.all([tab.keep('plan', { text: 'in one tab' }), other.drop('log')])
    await Promise.all([tab.keep('step', { text: 'more' }), other.keep('person', { text: 'a name' })])

    const after = new KeptForms(storage)
    const names = ['plan', 'log', 'step', 'person']
    expect(await Promise.all(names.map((name) => after.find(name, form)))).toEqual([
      { text: 'in one tab' },
      undefined,
      { text: 'more' },
      { text: 'a name' },
    ])
    expect(await other.find('plan', form)).toEqual({ text: 'in one tab' })
  })

  it('of another shape are as if they were not there', async () => {
    const { storage } = await anOpenPhone(new AServer())
    const forms = new KeptForms(storage)
    await forms.keep('plan', { text: 3 })

    expect(await forms.find('plan', form)).toBeUndefined()
  })

  it('lie in storage as a box of one size that shows no word', async () => {
    const { storage } = await anOpenPhone(new AServer())
    const sizes = new Set<number>()
    for (const text of ['', 'zqmarker'.repeat(500)]) {
      await new KeptForms(storage).keep('plan', { text })
      const box = (await storage.transaction(['kept'], 'readonly', (transaction) =>
        transaction.objectStore('kept').get('consult-forms'),
      )) as { sealed: Uint8Array }
      sizes.add(box.sealed.length)
      expect(new TextDecoder('latin1').decode(box.sealed)).not.toContain('zqmarker')
    }

    expect(sizes.size).toBe(1)
  })
})
