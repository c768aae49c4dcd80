/**
 * Lives of simulated people, asked for over a pipe: the first line is the world, each line after it one person; each
 * answer is one line. Started by workers.py with Node's own type stripping; what notices is what the app is built from.
 */
import { createInterface } from 'node:readline'

import { Person } from './person.ts'
import type { Job, World } from './world.ts'

let world: World | null = null

for await (const line of createInterface({ input: process.stdin })) {
  if (world === null) world = JSON.parse(line) as World
  else process.stdout.write(`${JSON.stringify(new Person(world, JSON.parse(line) as Job).live())}\n`)
}
