import { numberArgument } from './setup/command-line.ts'
import { floorOf, readWritten } from './setup/floor.ts'
import { type Connection, openConnection } from './setup/http-client.ts'
import { each } from './setup/load.ts'
import { percentile, publish, round } from './setup/results.ts'
import { withServer } from './setup/server.ts'

/** EvenOrOdd with its functions as real processes, through HTTP: throughput of many, and the time of one alone. */
const count = numberArgument('--count', 1_500)
const inFlight = numberArgument('--in-flight', 48)
const alone = numberArgument('--alone', 200)
const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
const machine = JSON.stringify({ stateMachineArn, input: '{}' })

await withServer(async ({ url, folder }) => {
  const lanes = await Promise.all(Array.from({ length: 32 }, () => openConnection(url)))
  const running = async (): Promise<number> => {
    const answer = await fetch(`${url}/_pasos/health`)
    return ((await answer.json()) as { runningExecutions: number }).runningExecutions
  }
  const startMany = async (executions: number): Promise<void> => {
    const free = [...lanes]
    await each(executions / lanes.length, 1, async () => {
      while ((await running()) > inFlight) await new Promise(resolve => setTimeout(resolve, 2))
      await Promise.all(free.map(lane => lane.call('StartExecution', machine)))
    })
    while ((await running()) > 0) await new Promise(resolve => setTimeout(resolve, 5))
  }
  // Both dates come from the server, to the millisecond.
  const timeOne = async (): Promise<number> => {
    const { executionArn } = JSON.parse(await lanes[0]!.call('StartExecution', machine)) as { executionArn: string }
    for (;;) {
      await new Promise(resolve => setTimeout(resolve, 5))
      const found = JSON.parse(await lanes[0]!.call('DescribeExecution', JSON.stringify({ executionArn })))
      if (found.status === 'FAILED') throw new Error(`the example failed: ${found.error} ${found.cause}`)
      if (found.status === 'SUCCEEDED') return Math.round((found.stopDate - found.startDate) * 1_000)
    }
  }
  await startMany(320)
  const begun = performance.now()
  await startMany(count)
  const seconds = (performance.now() - begun) / 1_000
  const written = readWritten(folder)
  const times: number[] = []
  for (let at = 0; at < alone; at++) times.push(await timeOne())
  await mustAllHaveSucceeded(lanes[0]!)
  for (const lane of lanes) lane.close()
  const perSecond = (Math.ceil(count / 32) * 32) / seconds
  const floor = floorOf(written) / written.turnsEach
  publish('example', {
    executionsPerSecond: round(perSecond),
    floorExecutionsPerSecond: round(floor),
    ofFloor: round(perSecond / floor, 2),
    aloneMsP50: round(percentile(times, 0.5), 1),
    aloneMsP99: round(percentile(times, 0.99), 1),
  })
})

/** No execution of the machine may have ended in any other way: AWS's own lists tell. */
async function mustAllHaveSucceeded(lane: Connection): Promise<void> {
  for (const statusFilter of ['FAILED', 'TIMED_OUT', 'ABORTED', 'RUNNING']) {
    const { executions } = JSON.parse(await lane.call('ListExecutions', JSON.stringify({ stateMachineArn, statusFilter })))
    if (executions.length > 0) throw new Error(`${executions.length} or more runs of the example are ${statusFilter}`)
  }
}
