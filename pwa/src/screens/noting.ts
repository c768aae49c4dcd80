/** All that a note needs, in one piece that is loaded after the questions. */
import '../words/late.ts'

export { pauseFindings } from '../checklists/identifiers.ts'
export { default as Note } from './Note.svelte'
