/** What the checklists that come with the app ask. */
import { shipped } from '../checklists/shipped.ts'
import { questionsOf, type Questions } from './questions.ts'

export const shippedQuestions: Questions = questionsOf(shipped)
