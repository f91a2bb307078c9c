import { noDeathMarks } from '@pasos/engine'
import { postgresStore } from '@pasos/store-postgres'
import { startPostgres } from '@pasos/store-postgres/testing'
import pg from 'pg'
import { numberArgument } from './setup/command-line.ts'
import { mustBeRight, openEngineOn, startRequest } from './setup/engine.ts'
import { drive, warmUpSeconds } from './setup/load.ts'
import { taskChain } from './setup/machines.ts'
import { cpuOfPostgres } from './setup/postgres-cpu.ts'
import { publish, round, rssMb } from './setup/results.ts'

/**
 * An hour at full load on a PostgreSQL on this machine, which must go on as it began: ten tasks in a row, answered at once, 512 in flight, and
 * histories are packed, rows cleared away and pages written beside it. Each minute's rate goes to standard error as it passes. At the end every
 * execution that was started must be there and must have succeeded. It leaves some 5 kB on the disk for an execution until it is packed, 1.4 then.
 */
const turnsEach = 11
const inFlight = numberArgument('--in-flight', 512)
const minutes = numberArgument('--minutes', 60)
const seconds = numberArgument('--seconds', 60)
const server = await startPostgres(['shared_buffers=512MB', 'max_wal_size=4GB'])
const url = await server.newDatabase()
const engine = await openEngineOn(postgresStore({ url, marks: () => noDeathMarks }))
const client = new pg.Client(url)
await client.connect()
const machine = taskChain(10)
let serial = 0

async function run(): Promise<void> {
  const request = startRequest(`run-${serial++}`, machine)
  await engine.runtime.start(request)
  mustBeRight(await engine.runtime.ended(request.executionArn), machine)
}

async function megabytes(what: string): Promise<number> {
  return Math.round(Number((await client.query<{ bytes: string }>(`SELECT ${what} AS bytes`)).rows[0]!.bytes) / 1e6)
}

/** How many places of the feed, some ten to an execution, are not packed yet. */
async function unpacked(): Promise<number> {
  const { rows } = await client.query<{ left: string }>(
    "SELECT sum(lanes.feed - coalesce(value::bigint, 0)) AS left FROM lanes LEFT JOIN settings ON name = 'packed:' || lane",
  )
  return Number(rows[0]!.left)
}

interface Minute {
  turns: number
  cpuUs: number
  pgUs: number
  hotMb: number
}
const hotTables = "(SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname IN ('frames', 'tasks', 'timers', 'live', 'lanes'))"
await drive(inFlight, warmUpSeconds, run)
const passed: Minute[] = []
for (let at = 0; at < minutes; at++) {
  const [all, database] = [process.cpuUsage(), cpuOfPostgres(server.pid)]
  const driven = await drive(inFlight, seconds, run)
  const turns = driven.count * turnsEach
  const { user, system } = process.cpuUsage(all)
  const minute = {
    turns: turns / driven.seconds,
    cpuUs: (user + system) / turns,
    pgUs: (cpuOfPostgres(server.pid) - database) / turns,
    hotMb: await megabytes(hotTables),
  }
  passed.push(minute)
  const size = await megabytes('pg_database_size(current_database())')
  console.error(
    `${at + 1}: ${round(minute.turns)} turns/s, ${round(minute.cpuUs, 1)} + ${round(minute.pgUs, 1)} µs, hot tables ${minute.hotMb} MB, ` +
      `database ${size} MB, ${await unpacked()} of the feed not packed, resident ${rssMb()} MB`,
  )
}
const { rows } = await client.query<{ status: string; executions: string }>(
  'SELECT status, count(*) AS executions FROM ends GROUP BY status',
)
if (rows.length !== 1 || rows[0]!.status !== 'SUCCEEDED' || Number(rows[0]!.executions) !== serial) {
  throw new Error(`${serial} executions were started, and there are: ${JSON.stringify(rows)}`)
}
const databaseMb = await megabytes('pg_database_size(current_database())')
const resident = rssMb()
await client.end()
await engine.close()
await server.stop()
const [first, last] = [passed[0]!, passed.at(-1)!]
const rates = passed.map(({ turns }) => turns)
publish('hour', {
  minutes,
  executions: serial,
  firstMinuteTurnsPerSecond: round(first.turns),
  lastMinuteTurnsPerSecond: round(last.turns),
  lastOfFirst: round(last.turns / first.turns, 2),
  slowestOfFirst: round(Math.min(...rates) / first.turns, 2),
  turnsPerSecond: round(rates.reduce((sum, rate) => sum + rate, 0) / minutes),
  firstCpuUsPerTurn: round(first.cpuUs, 1),
  lastCpuUsPerTurn: round(last.cpuUs, 1),
  firstPostgresCpuUsPerTurn: round(first.pgUs, 1),
  lastPostgresCpuUsPerTurn: round(last.pgUs, 1),
  hotTablesMb: Math.max(...passed.map(({ hotMb }) => hotMb)),
  databaseMb,
  residentMb: resident,
})
