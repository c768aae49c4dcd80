/** The checklists that come with the app; a mistake in them stops the start, with the item named. */
import file from '../../content/checklists.json'
import { checked, type Checklist } from './definition.ts'

export const shipped: readonly Checklist[] = checked(file)
