/**
 * How fast the interpreter alone is: states a second on one core, with their history events, side by side with the npm library
 * aws-local-stepfunctions in the same process. Rounds alternate, time is the processor's and each side's best round counts, so that a busy
 * machine is fair to both. That library knows no JSONata: there we stand beside bare evaluations of the same expressions by jsonata.
 *
 *     node bench/step.ts [--json] [--seconds 1]
 *
 * Writes bench/results/step.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  applyTurn,
  compile,
  defaultLimits,
  type ExecutionInfo,
  type JsonObject,
  newSnapshot,
  type StepEnvironment,
  step,
  type Turn,
} from '@pasos/asl'
import { StateMachine } from 'aws-local-stepfunctions'
import jsonata from 'jsonata'

interface Load {
  name: string
  definition: object
  input: JsonObject
  /** States entered by one execution. */
  states: number
  /** What to stand beside; the library unless said otherwise. */
  beside?: 'jsonata' | 'nothing'
}

const order = { order: { id: 17, customer: { name: 'Ada', tags: ['a', 'b'] }, lines: [1, 2, 3].map(id => ({ id, price: id * 2.5 })) } }

/** States one after the other. */
const chain = (states: object[], fields: object = {}): object => ({
  ...fields,
  StartAt: 'S0',
  States: Object.fromEntries(
    states.map((state, index) => [`S${index}`, { ...(index === states.length - 1 ? { End: true } : { Next: `S${index + 1}` }), ...state }]),
  ),
})
const repeat = (count: number, state: (index: number) => object) => Array.from({ length: count }, (_, index) => state(index))

const expressions = {
  order: '$states.input.order',
  total: '$sum($states.input.order.lines.price)',
  dear: '$states.input.order.lines[price > 3].id',
}

const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', Result: { name }, End: true } } })
const mapOf = (count: number): Load => ({
  name: `Map of ${count} items`,
  definition: chain([{ Type: 'Map', ItemsPath: '$.items', ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } } }]),
  input: { items: Array.from({ length: count }, (_, index) => ({ index, name: `item ${index}` })) },
  states: count + 1,
})

const loads: Load[] = [
  { name: '10 Pass states', definition: chain(repeat(10, () => ({ Type: 'Pass' }))), input: order, states: 10 },
  {
    name: '10 Choice states of 3 rules',
    definition: {
      ...chain([
        ...repeat(10, index => ({
          Type: 'Choice',
          Choices: [
            { Variable: '$.order.id', NumericLessThan: 5, Next: 'S10' },
            {
              And: [
                { Variable: '$.order.customer.name', StringEquals: 'Bob' },
                { Variable: '$.order.id', IsNumeric: true },
              ],
              Next: 'S10',
            },
            { Variable: '$.order.customer.name', StringMatches: 'A*', Next: `S${index + 1}` },
          ],
          Default: 'S10',
          Next: undefined,
        })),
        { Type: 'Pass' },
      ]),
    },
    input: order,
    states: 11,
  },
  {
    name: '10 JSONPath states',
    definition: chain(
      repeat(10, () => ({
        Type: 'Pass',
        Parameters: {
          'id.$': '$.order.id',
          'first.$': '$.order.lines[0].price',
          'ids.$': '$.order.lines[*].id',
          'label.$': "States.Format('{}-{}', $.order.id, $.order.customer.name)",
        },
        ResultPath: '$.seen',
      })),
    ),
    input: order,
    states: 10,
  },
  {
    name: '10 JSONata states',
    definition: chain(
      repeat(10, () => ({
        Type: 'Pass',
        Output: Object.fromEntries(Object.entries(expressions).map(([name, expression]) => [name, `{% ${expression} %}`])),
      })),
      { QueryLanguage: 'JSONata' },
    ),
    input: order,
    states: 10,
    beside: 'jsonata',
  },
  {
    name: 'Parallel of 4 branches',
    definition: chain([{ Type: 'Parallel', Branches: ['A', 'B', 'C', 'D'].map(branch) }]),
    input: order,
    states: 5,
  },
  mapOf(100),
  mapOf(1000),
  { ...mapOf(40_000), beside: 'nothing' },
]

const environment: StepEnvironment = {
  now: 1_700_000_000_000,
  random: () => 0.5,
  uuid: () => '00000000-0000-4000-8000-000000000000',
  taskToken: task => `token-${task}`,
  accountId: '123456789012',
  region: 'us-east-1',
  limits: { ...defaultLimits, payloadBytes: Number.POSITIVE_INFINITY, historyEvents: Number.POSITIVE_INFINITY },
}

const info = (input: string): ExecutionInfo => ({
  executionArn: 'arn:aws:states:us-east-1:123456789012:execution:bench:one',
  name: 'one',
  roleArn: 'arn:aws:iam::123456789012:role/bench',
  stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:bench',
  stateMachineName: 'bench',
  startTime: environment.now,
  input: JSON.parse(input),
  inputText: input,
  redriveCount: 0,
})

type Run = () => Promise<unknown>

function ours({ name, definition, input }: Load): Run {
  const program = compile(JSON.stringify(definition))
  const text = JSON.stringify(input)
  return async () => {
    const snapshot = newSnapshot(info(text))
    const turn: Turn = step(program, snapshot, { type: 'ExecutionStarted' }, environment)
    applyTurn(snapshot, turn)
    if (turn.end?.status !== 'SUCCEEDED') throw new Error(`${name} ended as ${JSON.stringify(turn.end)}`)
  }
}

function library({ definition, input }: Load): Run {
  const machine = new StateMachine(JSON.parse(JSON.stringify(definition)), { validationOptions: { noValidate: true } })
  return () => machine.run(structuredClone(input)).result
}

/** The expressions of ten states, without any state around them. */
function bareJsonata(): Run {
  const compiled = Object.values(expressions).map(expression => jsonata(expression))
  return async () => {
    for (let state = 0; state < 10; state++)
      for (const expression of compiled) await expression.evaluate(undefined, { states: { input: order } })
  }
}

function other(load: Load): Run | undefined {
  switch (load.beside) {
    case 'nothing':
      return undefined
    case 'jsonata':
      return bareJsonata()
    default:
      return library(load)
  }
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** States a second in one round. */
async function round(run: Run, states: number, seconds: number): Promise<number> {
  let executions = 0
  const start = cpuMs()
  do {
    await run()
    executions++
  } while (cpuMs() - start < seconds * 1000)
  return (executions * states * 1000) / (cpuMs() - start)
}

interface Measured {
  name: string
  statesPerSecond: number
  peerStatesPerSecond?: number
  /** How many times as fast as the peer. */
  ratio?: number
}

async function measure(load: Load, seconds: number): Promise<Measured> {
  const own = ours(load)
  const peer = other(load)
  let best = 0
  let bestPeer = 0
  await round(own, load.states, seconds / 4)
  for (let turn = 0; turn < 4; turn++) {
    best = Math.max(best, await round(own, load.states, seconds / 4))
    if (peer !== undefined) bestPeer = Math.max(bestPeer, await round(peer, load.states, seconds / 4))
  }
  const measured: Measured = { name: load.name, statesPerSecond: Math.round(best) }
  if (peer === undefined) return measured
  return { ...measured, peerStatesPerSecond: Math.round(bestPeer), ratio: Number((best / bestPeer).toFixed(1)) }
}

const seconds = Number(process.argv[process.argv.indexOf('--seconds') + 1] || 0) || 1
const results: Measured[] = []
for (const load of loads) results.push(await measure(load, seconds))
const rate = (name: string) => results.find(result => result.name === name)!.statesPerSecond
// How much dearer an item of a huge Map is than one of a small Map.
const largeMapCost = Number((rate('Map of 1000 items') / rate('Map of 40000 items')).toFixed(2))
const report = { bench: 'step', node: process.version, results, largeMapCost }

const folder = join(import.meta.dirname, 'results')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'step.json'), `${JSON.stringify(report, null, 2)}\n`)
if (process.argv.includes('--json')) console.log(JSON.stringify(report))
else {
  for (const { name, statesPerSecond, ratio } of results) {
    const compared = ratio === undefined ? '' : `  ${ratio} × the peer`
    console.log(`${statesPerSecond.toLocaleString('en').padStart(12)} states/s  ${name.padEnd(28)}${compared}`)
  }
  console.log(`An item of a Map of 40,000 costs ${largeMapCost} times one of a Map of 1,000`)
}
