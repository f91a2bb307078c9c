import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { noDeathMarks } from '@pasos/engine'
import { joinPostgres } from '@pasos/store-postgres'
import { startPostgres } from '@pasos/store-postgres/testing'
import { argument, numberArgument } from './setup/command-line.ts'
import { mustBeRight, openEngineOn, startRequest } from './setup/engine.ts'
import { drive, warmUpSeconds } from './setup/load.ts'
import { taskChain } from './setup/machines.ts'
import { percentile, publish, round } from './setup/results.ts'

/** The turns of `tasks` on one PostgreSQL, by one, two and four processes, each with a lane of its own: what sharing the database costs. */
const turnsEach = 11
const seconds = numberArgument('--seconds', 5)
const machine = taskChain(10)

const lane = argument('--lane')
if (lane === undefined) await compare()
else await work(argument('--url')!, Number(lane))

/** One process: ready when it says so, at work from when it is told, until it tells how many turns a second there were. */
async function work(url: string, own: number): Promise<void> {
  const onFatal = (error: Error): never => {
    throw error
  }
  const node = await joinPostgres({ url, onFatal })
  const owned = await node.seat.takeWhenFree(own)
  const engine = await openEngineOn(onFatalOfLane => node.openLane(owned, () => noDeathMarks, onFatalOfLane))
  let serial = 0
  const run = async (): Promise<void> => {
    const request = startRequest(`run-${own}-${serial++}`, machine)
    await engine.runtime.start(request)
    mustBeRight(await engine.runtime.ended(request.executionArn), machine)
  }
  await drive(512, warmUpSeconds, run)
  console.log('ready')
  await once(process.stdin, 'data')
  const driven = await drive(512, seconds, run)
  console.log((driven.count * turnsEach) / driven.seconds)
  await engine.close()
  await node.leave()
  process.exit(0)
}

async function compare(): Promise<void> {
  const server = await startPostgres(['shared_buffers=512MB', 'max_wal_size=4GB'])
  const rates = new Map<number, number[]>([1, 2, 4].map(count => [count, []]))
  for (let at = 0; at < numberArgument('--rounds', 3); at++)
    for (const [count, found] of rates) found.push(await together(await server.newDatabase(), count))
  await server.stop()
  const [one, two, four] = [...rates.values()].map(found => percentile(found, 0.5)) as [number, number, number]
  publish('nodes', {
    turnsPerSecondOfOne: round(one),
    turnsPerSecondOfTwo: round(two),
    turnsPerSecondOfFour: round(four),
    ...{ twoOfOne: round(two / one, 2), fourOfOne: round(four / one, 2) },
  })
}

/** Turns a second of so many processes. */
async function together(url: string, count: number): Promise<number> {
  const file = fileURLToPath(import.meta.url)
  const children = Array.from({ length: count }, (_, at) =>
    spawn(process.execPath, [...process.execArgv, file, '--url', url, '--lane', String(at), '--seconds', String(seconds)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  )
  const said = children.map(child => {
    let text = ''
    child.stdout.on('data', chunk => {
      text += chunk
    })
    return { ready: once(child.stdout, 'data'), ended: once(child, 'exit'), text: () => text }
  })
  await Promise.all(said.map(({ ready }) => ready))
  for (const child of children) child.stdin.write('go')
  await Promise.all(said.map(({ ended }) => ended))
  return said.reduce((sum, { text }) => sum + Number(text().split('\n')[1]), 0)
}
