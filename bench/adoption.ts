import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { noDeathMarks, type TaskRunner } from '@pasos/engine'
import { postgresStore } from '@pasos/store-postgres'
import { startPostgres } from '@pasos/store-postgres/testing'
import { argument, hasFlag, numberArgument } from './setup/command-line.ts'
import { never, openEngineOn, startRequest } from './setup/engine.ts'
import { each } from './setup/load.ts'
import { type BenchMachine, taskChain } from './setup/machines.ts'
import { publish, round } from './setup/results.ts'

/**
 * A process on PostgreSQL is killed with tasks under way, while others of its executions wait for a year: how long until another, which has been waiting
 * for its lane, has asked for all the tasks again, without those that wait and with them.
 */
const tasks = numberArgument('--tasks', 10_000)
const parked = numberArgument('--parked', 100_000)
const waiting: BenchMachine = {
  definition: '{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":31000000,"End":true}}}',
  ...{ input: '{}', output: '{}' },
}

const url = argument('--url')
if (url === undefined) await compare()
else await begin(url)

/** The process that is killed. */
async function begin(database: string): Promise<void> {
  const engine = await openEngineOn(postgresStore({ url: database, marks: () => noDeathMarks }), never)
  if (hasFlag('--waits')) await each(parked, 512, at => engine.runtime.start(startRequest(`parked-${at}`, waiting)))
  await each(tasks, 512, at => engine.runtime.start(startRequest(`task-${at}`, taskChain(1))))
  console.log('ready')
}

async function compare(): Promise<void> {
  const server = await startPostgres(['shared_buffers=512MB', 'max_wal_size=4GB'])
  const alone = await adopt(await server.newDatabase(), [])
  const beside = await adopt(await server.newDatabase(), ['--waits'])
  await server.stop()
  publish('adoption', {
    ...{ tasks, parked },
    ...{ ownedMs: alone.ownedMs, adoptedMs: alone.adoptedMs, ownedMsBesideParked: beside.ownedMs, adoptedMsBesideParked: beside.adoptedMs },
  })
}

async function adopt(database: string, more: readonly string[]): Promise<{ ownedMs: number; adoptedMs: number }> {
  const words = ['--url', database, '--tasks', String(tasks), '--parked', String(parked), ...more]
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  let count = 0
  const all = Promise.withResolvers<void>()
  const counting: TaskRunner = {
    claims: () => true,
    run() {
      if (++count === tasks) all.resolve()
    },
  }
  const heard = Promise.withResolvers<string>()
  let ownedAt = 0
  const opening = openEngineOn(async onFatal => {
    const store = await postgresStore({ url: database, marks: () => noDeathMarks, onWaiting: heard.resolve })(onFatal)
    ownedAt = performance.now()
    return store
  }, counting)
  await heard.promise
  // Whoever has just met the server judges nobody for a lease and a half.
  await wait(5_000)
  const killed = performance.now()
  child.kill('SIGKILL')
  const engine = await opening
  await all.promise
  const adoptedMs = round(performance.now() - killed)
  await engine.close()
  return { ownedMs: round(ownedAt - killed), adoptedMs }
}
