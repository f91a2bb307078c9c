// `npm run bench -- testing`: how fast tests of workflows are: 1,000 executions of a machine of 30 states, each loaded, mocked and
// covered, and a year of Waits.
import { loadMachine, returns } from '@pasos/test'
import { publish, round } from './setup/results.ts'

const TESTS = 1_000
const STATES = 30

function machineOf(type: 'Task' | 'Wait', count: number, seconds = 0) {
  const names = Array.from({ length: count }, (_, index) => `S${index}`)
  const fields =
    type === 'Task' ? { Type: type, Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' } : { Type: type, Seconds: seconds }
  const states = names.map((name, index) => [name, { ...fields, ...(index === count - 1 ? { End: true } : { Next: names[index + 1] }) }])
  return loadMachine({ StartAt: 'S0', States: Object.fromEntries(states) })
}

const mocks = Object.fromEntries(Array.from({ length: STATES }, (_, index) => [`S${index}`, returns({ index })]))
const machine = machineOf('Task', STATES)
let began = performance.now()
for (let test = 0; test < TESTS; test++) {
  const { status } = await machine.run({ input: { test }, mocks })
  if (status !== 'SUCCEEDED') throw new Error(status)
}
const testsMs = performance.now() - began

// The best of five: what a busy machine adds is not ours.
let yearMs = Number.POSITIVE_INFINITY
for (let round = 0; round < 5; round++) {
  const year = machineOf('Wait', 365, 86_400)
  began = performance.now()
  const { seconds } = await year.run()
  yearMs = Math.min(yearMs, performance.now() - began)
  if (seconds !== 365 * 86_400) throw new Error(`${seconds}`)
}

publish('testing', { tests: TESTS, states: STATES, msAllTests: round(testsMs), msYearOfWaits: round(yearMs, 1) })
