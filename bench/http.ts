import { withBareServer } from './setup/bare-server.ts'
import { numberArgument } from './setup/command-line.ts'
import { floorOf, readWritten } from './setup/floor.ts'
import { type Connection, openConnection } from './setup/http-client.ts'
import { drive, warmUpSeconds } from './setup/load.ts'
import { passChain } from './setup/machines.ts'
import { percentile, publish, round } from './setup/results.ts'
import { withServer } from './setup/server.ts'

/**
 * Calls through the real listener, the clients in this process and the server in another: kept-alive connections, one call at a time
 * on each. The executions are one Pass state, so that what is measured is the way through HTTP, services and journal.
 */
const seconds = numberArgument('--seconds', 3)
const connections = numberArgument('--connections', 128)

await withServer(async ({ url, folder }) => {
  const lanes = await Promise.all(Array.from({ length: connections }, () => openConnection(url)))
  const roleArn = 'arn:aws:iam::123456789012:role/EvenOrOddMachine'
  const machine = passChain(1)
  const create = (name: string, type: string) =>
    lanes[0]!.call('CreateStateMachine', JSON.stringify({ name, type, roleArn, definition: machine.definition }))
  const stateMachineArn = JSON.parse(await create('bench', 'STANDARD')).stateMachineArn as string
  const express = JSON.parse(await create('bench-express', 'EXPRESS')).stateMachineArn as string
  const { input } = machine
  const first = JSON.parse(await lanes[0]!.call('StartExecution', JSON.stringify({ stateMachineArn, input })))
  const { executionArn } = first as { executionArn: string }

  const measure = async (operation: string, body: string): Promise<{ perSecond: number; p50: number; p99: number }> => {
    const free: Connection[] = [...lanes]
    const times: number[] = []
    const one = async (): Promise<void> => {
      const connection = free.pop()!
      const begun = performance.now()
      await connection.call(operation, body)
      times.push(performance.now() - begun)
      free.push(connection)
    }
    await drive(connections, warmUpSeconds, one)
    times.length = 0
    const driven = await drive(connections, seconds, one)
    return { perSecond: driven.count / driven.seconds, p50: percentile(times, 0.5), p99: percentile(times, 0.99) }
  }

  const start = await measure('StartExecution', JSON.stringify({ stateMachineArn, input }))
  const describe = await measure('DescribeExecution', JSON.stringify({ executionArn }))
  const sync = await measure('StartSyncExecution', JSON.stringify({ stateMachineArn: express, input }))
  const ended = JSON.parse(await lanes[0]!.call('DescribeExecution', JSON.stringify({ executionArn }))) as Ended
  const synchronous = JSON.parse(await lanes[0]!.call('StartSyncExecution', JSON.stringify({ stateMachineArn: express, input }))) as Ended
  for (const { status, output } of [ended, synchronous])
    if (status !== 'SUCCEEDED' || output !== machine.output) throw new Error(`an execution ended ${status} with ${output}`)
  for (const lane of lanes) lane.close()
  const bare = await withBareServer(url => callsPerSecond(url, JSON.stringify({ stateMachineArn, input })))
  const floor = floorOf(readWritten(folder))
  publish('http', {
    connections,
    startsPerSecond: round(start.perSecond),
    floorStartsPerSecond: round(floor),
    ofFloor: round(start.perSecond / floor, 2),
    bareHttpPerSecond: round(bare),
    ofBareHttp: round(start.perSecond / bare, 2),
    startMsP50: round(start.p50, 1),
    startMsP99: round(start.p99, 1),
    describesPerSecond: round(describe.perSecond),
    syncStartsPerSecond: round(sync.perSecond),
    syncStartMsP50: round(sync.p50, 1),
  })
})

interface Ended {
  status: string
  output: string
}

/** The same clients against a server that does nothing else. */
async function callsPerSecond(url: string, body: string): Promise<number> {
  const lanes = await Promise.all(Array.from({ length: connections }, () => openConnection(url)))
  const free = [...lanes]
  const one = async (): Promise<void> => {
    const connection = free.pop()!
    await connection.call('StartExecution', body)
    free.push(connection)
  }
  await drive(connections, warmUpSeconds, one)
  const driven = await drive(connections, seconds, one)
  for (const lane of lanes) lane.close()
  return driven.count / driven.seconds
}
