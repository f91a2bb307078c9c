import { pathToFileURL } from 'node:url'
import type { simulate as Simulate, Simulation } from './simulate.ts'

/**
 * `node proof/simulation/run-seeds.ts MODULE FIRST COUNT`: simulates seeds with the simulation in MODULE and the engine it finds, stops at the first one that
 * breaks a promise, and prints what came of it as JSON. A process of its own, so that a mutated engine can be tried like the real one.
 */
const [file, first, count] = process.argv.slice(2)
const { simulate } = (await import(pathToFileURL(file!).href)) as { simulate: typeof Simulate }
const sums = { seeds: 0, crashes: 0, executions: 0, invocations: 0, acknowledged: 0 }
let broken: Pick<Simulation, 'seed' | 'violations'> | undefined
for (let seed = Number(first); seed < Number(first) + Number(count) && !broken; seed++) {
  const { crashes, evidence, violations } = await simulate(seed)
  sums.seeds++
  sums.crashes += crashes
  sums.executions += evidence.executions.length
  sums.invocations += evidence.invocations.length
  sums.acknowledged += evidence.acknowledged.length
  if (violations.length > 0) broken = { seed, violations: violations.slice(0, 5) }
}
process.stdout.write(JSON.stringify({ ...sums, ...(broken && { broken }) }))
