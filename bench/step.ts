/**
 * How fast the interpreter alone is: states a second, with their history events, on one core.
 *
 *     node bench/step.ts [--json] [--seconds 2]
 */
import { applyTurn, compile, type ExecutionInfo, newSnapshot, type StepEnvironment, step, type Turn } from '@pasos/asl'

interface Load {
  name: string
  definition: string
  input: string
  /** States entered by one execution. */
  states: number
}

const pass = (count: number, fields: object = {}): Load['definition'] => {
  const states = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `S${index}`,
      { Type: 'Pass', ...fields, ...(index === count - 1 ? { End: true } : { Next: `S${index + 1}` }) },
    ]),
  )
  return JSON.stringify({ StartAt: 'S0', States: states })
}

const mapOf = (count: number): Load => ({
  name: `inline Map of ${count} Pass states`,
  definition: JSON.stringify({
    StartAt: 'M',
    States: { M: { Type: 'Map', ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }, End: true } },
  }),
  input: JSON.stringify(Array.from({ length: count }, (_, index) => index)),
  states: count + 1,
})

const loads: Load[] = [
  { name: '10 Pass states', definition: pass(10), input: '{"order":{"id":17,"lines":[1,2,3]}}', states: 10 },
  {
    name: '10 Pass states with Parameters and ResultPath',
    definition: pass(10, { Parameters: { 'id.$': '$.order.id', fixed: 1 }, ResultPath: '$.seen' }),
    input: '{"order":{"id":17,"lines":[1,2,3]}}',
    states: 10,
  },
  {
    name: '10 Pass states with JSONata',
    definition: pass(10, { QueryLanguage: 'JSONata', Output: { order: '{% $states.input.order %}' } }),
    input: '{"order":{"id":17,"lines":[1,2,3]}}',
    states: 10,
  },
  mapOf(1000),
  mapOf(40_000),
]

const environment: StepEnvironment = {
  now: 1_700_000_000_000,
  random: () => 0.5,
  uuid: () => '00000000-0000-4000-8000-000000000000',
  taskToken: task => `token-${task}`,
  accountId: '123456789012',
  region: 'us-east-1',
  limits: { payloadBytes: Number.POSITIVE_INFINITY, historyEvents: Number.POSITIVE_INFINITY, inlineMapConcurrency: 40 },
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

async function measure(load: Load, seconds: number): Promise<number> {
  const program = compile(load.definition)
  const once = async (): Promise<Turn> => {
    const snapshot = newSnapshot(info(load.input))
    const stepped = step(program, snapshot, { type: 'ExecutionStarted' }, environment)
    const turn = stepped instanceof Promise ? await stepped : stepped
    applyTurn(snapshot, turn)
    return turn
  }
  const first = await once()
  if (first.end?.status !== 'SUCCEEDED') throw new Error(`${load.name} ended as ${JSON.stringify(first.end)}`)
  const warmUntil = performance.now() + seconds * 250
  while (performance.now() < warmUntil) await once()
  let executions = 0
  const start = performance.now()
  while (performance.now() - start < seconds * 1000) {
    await once()
    executions++
  }
  return (executions * load.states * 1000) / (performance.now() - start)
}

const seconds = Number(process.argv[process.argv.indexOf('--seconds') + 1] || 0) || 1
const results: { name: string; statesPerSecond: number }[] = []
for (const load of loads) results.push({ name: load.name, statesPerSecond: Math.round(await measure(load, seconds)) })

if (process.argv.includes('--json')) console.log(JSON.stringify({ bench: 'step', results }))
else for (const { name, statesPerSecond } of results) console.log(`${statesPerSecond.toLocaleString('en').padStart(12)} states/s  ${name}`)
