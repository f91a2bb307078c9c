import { type Attack, jsonata } from './setup/attack-machines.ts'
import { attacks } from './setup/attacks.ts'
import { hasFlag, numberArgument } from './setup/command-line.ts'
import { expressionsPerSecond } from './setup/expression-rate.ts'
import { type Connection, openConnection } from './setup/http-client.ts'
import { forgetPeak, memoryOf } from './setup/process-memory.ts'
import { percentile, publish, round } from './setup/results.ts'
import { withServer } from './setup/server.ts'
import { startTraffic, type Traffic } from './setup/traffic.ts'

/**
 * Machines that mean harm, one after the other on a real server while ordinary executions come in at a steady rate: how soon each attack
 * ends, with which error, how far the server's memory rises over its level before, and what the ordinary ones notice. Linux only, whose
 * kernel keeps the peak of a process's memory.
 */
interface Outcome {
  name: string
  ended: string
  isAsExpected: boolean
  ms: number
  riseMb: number
  p99: number
}

const rounds = numberArgument('--rounds', 3)
const only = process.argv.find(argument => argument.startsWith('--only='))?.slice(7)
const roleArn = 'arn:aws:iam::123456789012:role/EvenOrOddMachine'
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

await withServer(async ({ url, pid }) => {
  const lane = await openConnection(url)
  const ordinary = JSON.stringify({ name: 'ordinary', type: 'EXPRESS', roleArn, definition: jsonata('$sum([1..10]) & "!"') })
  const { stateMachineArn } = JSON.parse(await lane.call('CreateStateMachine', ordinary)) as { stateMachineArn: string }
  const traffic = await startTraffic(url, JSON.stringify({ stateMachineArn, input: '{}' }))
  await pause(3_000)
  traffic.take()
  const startMb = memoryOf(pid).rssMb
  const outcomes: Outcome[] = []
  let serial = 0
  for (const attack of attacks) {
    if (only && !attack.name.includes(only)) continue
    for (let round = 0; round < rounds; round++) outcomes.push(await suffer(attack, `attack-${serial++}`, lane, traffic, pid))
  }
  await pause(1_000)
  const endMb = memoryOf(pid).rssMb
  traffic.stop()
  lane.close()
  report(outcomes)
  publish('hostile', {
    attacks: outcomes.length / rounds,
    otherwiseThanExpected: new Set(outcomes.filter(({ isAsExpected }) => !isAsExpected).map(({ name }) => name)).size,
    msUntilRefusedMax: round(Math.max(...outcomes.map(({ ms }) => ms))),
    riseMbMax: round(Math.max(...outcomes.map(({ riseMb }) => riseMb))),
    riseMbAfterAll: round(endMb - startMb),
    ordinaryMsP99Median: round(
      percentile(
        outcomes.map(({ p99 }) => p99),
        0.5,
      ),
    ),
    ordinaryMsP99Max: round(Math.max(...outcomes.map(({ p99 }) => p99))),
    simpleExpressionsPerSecond: round(expressionsPerSecond()),
  })
})

async function suffer(attack: Attack, name: string, lane: Connection, traffic: Traffic, pid: number): Promise<Outcome> {
  await pause(150)
  traffic.take()
  const { rssMb } = memoryOf(pid)
  forgetPeak(pid)
  const begun = performance.now()
  const ended = await run(attack, name, lane)
  const ms = performance.now() - begun
  // What comes after the end, such as its history on the disk and the garbage, counts as well.
  await pause(150)
  const riseMb = memoryOf(pid).peakMb - rssMb
  return { name: attack.name, ended, isAsExpected: ended === attack.outcome, ms, riseMb, p99: percentile(traffic.take(), 0.99) }
}

/** The execution's error, its status where it has none, or the error of the call that refused it. */
async function run({ definition, input }: Attack, name: string, lane: Connection): Promise<string> {
  try {
    const created = await lane.call('CreateStateMachine', JSON.stringify({ name, type: 'STANDARD', roleArn, definition }))
    const { stateMachineArn } = JSON.parse(created) as { stateMachineArn: string }
    const started = await lane.call('StartExecution', JSON.stringify({ stateMachineArn, input: input ?? '{"a":{}}' }))
    const { executionArn } = JSON.parse(started) as { executionArn: string }
    for (;;) {
      const found = JSON.parse(await lane.call('DescribeExecution', JSON.stringify({ executionArn, includedData: 'METADATA_ONLY' })))
      if (found.status !== 'RUNNING') return (await errorOf(executionArn, found.status, lane)) as string
      await pause(1)
    }
  } catch (problem) {
    return /"__type":"(?:[^"#]*#)?([^"]+)"/.exec(String(problem))?.[1] ?? String(problem)
  }
}

async function errorOf(executionArn: string, status: string, lane: Connection): Promise<string> {
  if (status === 'SUCCEEDED') return status
  return JSON.parse(await lane.call('DescribeExecution', JSON.stringify({ executionArn }))).error
}

function report(outcomes: readonly Outcome[]): void {
  if (hasFlag('--json')) return
  console.log(`${'attack'.padEnd(62)} ${'ms'.padStart(6)} ${'rise MB'.padStart(8)} ${'others p99'.padStart(10)}  ended`)
  for (const name of new Set(outcomes.map(outcome => outcome.name))) {
    const same = outcomes.filter(outcome => outcome.name === name)
    const worst = (of: (outcome: Outcome) => number): string => round(Math.max(...same.map(of))).toString()
    const mark = same.every(({ isAsExpected }) => isAsExpected) ? '' : '  ← otherwise than expected'
    const figures = `${worst(o => o.ms).padStart(6)} ${worst(o => o.riseMb).padStart(8)} ${worst(o => o.p99).padStart(10)}`
    console.log(`${name.padEnd(62)} ${figures}  ${same[0]!.ended}${mark}`)
  }
}
