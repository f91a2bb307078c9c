import type { ExecutionRecord, ExecutionStatus } from '@pasos/engine'
import { takeDataFolder } from '@pasos/store-sqlite'
import { numberArgument } from './setup/command-line.ts'
import { machineArn, newFolder } from './setup/engine.ts'
import { openConnection } from './setup/http-client.ts'
import { passChain } from './setup/machines.ts'
import { seedPast } from './setup/past-executions.ts'
import { percentile, publish, round } from './setup/results.ts'
import { withServer } from './setup/server.ts'

/**
 * The console's list of executions at its endpoint, with a million of them: the first page, pages behind it, and every filter. Each is asked
 * for several times, the first of them by nobody before it; what counts is the median and the longest. With `--machines N` they are those of
 * so many state machines.
 */
const past = numberArgument('--past', 1_000_000)
const machines = numberArgument('--machines', 1)
const arnOf = (index: number) => (machines === 1 ? machineArn : `${machineArn}${index % machines}`)
const statuses: readonly ExecutionStatus[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']
const times = 5

/** What is not a success is old, so that a filter for it has a long way. */
const vary = (index: number): Partial<ExecutionRecord> => ({
  stateMachineArn: arnOf(index),
  startDate: index + 1,
  stopDate: index + 2,
  ...(index < past / 100 && index % 10 < 3 ? { status: statuses[2 + (index % 3)]! } : {}),
})

const folder = newFolder()
takeDataFolder(folder).release()
await seedPast(folder, past, vary)
const figures: Record<string, number> = { past, machines }

await withServer(
  async ({ url }) => {
    const lane = await openConnection(url)
    const roleArn = 'arn:aws:iam::123456789012:role/EvenOrOddMachine'
    for (let at = 0; at < machines; at++) {
      const name = arnOf(at).split(':').at(-1)!
      await lane.call('CreateStateMachine', JSON.stringify({ name, roleArn, definition: passChain(1).definition }))
    }
    const ask = async (what: string, query: string): Promise<string | undefined> => {
      const took: number[] = []
      let cursor: string | undefined
      for (let at = 0; at < times; at++) {
        const begun = performance.now()
        const answer = await fetch(`${url}/_pasos/executions?${query}`)
        const page = (await answer.json()) as { records: unknown[]; counts: Record<string, number>; cursor?: string }
        took.push(performance.now() - begun)
        if (
          Object.values(page.counts).reduce((sum, each) => sum + each, 0) <
          (query.startsWith('machine=') ? Math.floor(past / machines) : past)
        )
          throw new Error(`${what}: not all are counted`)
        cursor = page.cursor
      }
      figures[`ms ${what}`] = round(percentile(took, 0.5), 1)
      figures[`ms ${what}, longest`] = round(Math.max(...took), 1)
      return cursor
    }
    const cursor = await ask('first page', '')
    if (cursor !== undefined) await ask('second page', `cursor=${encodeURIComponent(cursor)}`)
    await ask('of one machine', `machine=${arnOf(0)}`)
    for (const status of statuses) await ask(status, `status=${status}`)
    await ask('a newest name', `search=past-${past - 1}`)
    await ask('an oldest name', 'search=past-7-')
    await ask('a name there is not', 'search=nowhere')
    await ask('failed, by name', 'status=FAILED&search=past-')
    const middle = Math.floor(past / 2)
    await ask('until the middle', `until=${middle}`)
    await ask('from a time to another', `from=${middle - 1_000}&until=${middle}`)
    await ask('by name, until the middle', `search=past-&until=${middle}`)
    await ask('an error there is not', 'error=nowhere')
    await ask('a text there is not', 'text=nowhere')
    await ask('failed, with the state', 'status=FAILED&limit=200&failedState=')
  },
  // What ended in 1970 would be deleted.
  ['--retention-days', '0'],
  folder,
)
publish('console-lists', figures)
