/** The prompts that come with the app, checked once at load. */
import file from '../../content/prompts.json' with { type: 'json' }
import { parsePrompts } from './prompts.ts'

export const shippedPrompts = parsePrompts(file)
