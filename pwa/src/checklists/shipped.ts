/** The checklists that come with the app, checked once at load. */
import file from '../../content/checklists.json' with { type: 'json' }
import { checked, type Checklist } from './definition.ts'

export const shipped: readonly Checklist[] = checked(file)
