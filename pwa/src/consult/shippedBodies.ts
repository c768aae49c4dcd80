/** The rules of supervision that come with the app, checked once at load. */
import file from '../../content/supervision.json' with { type: 'json' }
import { parseBodies, type Body } from '../insight/bodies.ts'
import { codesOf } from './shippedForms.ts'

export const shippedBodies: readonly Body[] = parseBodies(file, codesOf('kind'))
