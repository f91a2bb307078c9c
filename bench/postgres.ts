import { noDeathMarks } from '@pasos/engine'
import { postgresStore } from '@pasos/store-postgres'
import { startPostgres } from '@pasos/store-postgres/testing'
import pg from 'pg'
import { hasFlag, numberArgument } from './setup/command-line.ts'
import { mustBeRight, openEngineOn, startRequest } from './setup/engine.ts'
import { drive } from './setup/load.ts'
import { taskChain } from './setup/machines.ts'
import { cpuOfPostgres } from './setup/postgres-cpu.ts'
import { openPostgresFloor } from './setup/postgres-floor.ts'
import { cpuMsOf } from './setup/process-cpu.ts'
import { percentile, publish, round } from './setup/results.ts'

/**
 * Ten tasks in a row, answered at once, on a PostgreSQL on this machine: durable turns a second, and what each costs both sides, also as a ratio to a
 * bare loop that writes the same rows and bytes in the same batches right after it. A turn alone is measured twice: in the wake of full load, while
 * histories are packed and pages written, and in the calm after that. With `--standby` each commit waits for a second server here.
 */
const turnsEach = 11
const inFlight = numberArgument('--in-flight', 512)
const seconds = numberArgument('--seconds', 5)
/** It is as it is after a few. */
const floorSeconds = 10
const server = await startPostgres(['shared_buffers=512MB', 'max_wal_size=4GB'])
const url = await server.newDatabase()
if (hasFlag('--standby')) await server.addStandby()
const engine = await openEngineOn(postgresStore({ url, marks: () => noDeathMarks }))
const client = new pg.Client(url)
await client.connect()
const floor = await openPostgresFloor(await server.newDatabase())
const machine = taskChain(10)
let serial = 0

/** The same by a bare loop, whose own backend is counted alone: what the engine has left is packed beside it. */
async function floorRound(turnsPerBatch: number): Promise<Pick<Round, 'floorTurns' | 'floorPgUs'>> {
  const shape = {
    turnsEach,
    historyBytes: bytes.history,
    frameBytes: bytes.frame,
    executionBytes: bytes.execution,
    inFlight,
    turnsPerBatch,
  }
  const [database, from] = [cpuMsOf(floor.pid), performance.now()]
  const turns = await floor.run(shape, Math.min(seconds, floorSeconds))
  const took = (performance.now() - from) / 1_000
  return { floorTurns: turns / took, floorPgUs: (1_000 * (cpuMsOf(floor.pid) - database)) / turns }
}

async function run(): Promise<void> {
  const request = startRequest(`run-${serial++}`, machine)
  await engine.runtime.start(request)
  mustBeRight(await engine.runtime.ended(request.executionArn), machine)
}

const walBytes = async (): Promise<number> => Number((await client.query("SELECT pg_current_wal_lsn() - '0/0' AS bytes")).rows[0].bytes)

const batches = async (): Promise<number> => Number((await client.query('SELECT sum(seq) AS batches FROM lanes')).rows[0].batches)

/** Bytes of text that turns write, of executions that are under way. */
const bytesWritten = async (): Promise<{ history: number; frame: number; execution: number }> => {
  const { rows } = await client.query<{ history: string; frame: string; execution: string }>(
    `SELECT (SELECT avg(octet_length(events)) FROM history) AS history,
       (SELECT avg(octet_length(body) + coalesce(octet_length(command), 0)) FROM frames) AS frame,
       (SELECT avg(octet_length(facts) + octet_length(input)) FROM executions) AS execution`,
  )
  const { history, frame, execution } = rows[0]!
  return { history: Number(history), frame: Number(frame), execution: Number(execution) }
}

/** Milliseconds of a turn beside which there is no other, of some executions one after the other. */
async function alone(): Promise<number[]> {
  const times: number[] = []
  for (let at = 0; at < 200; at++) {
    const begun = performance.now()
    await run()
    times.push((performance.now() - begun) / turnsEach)
  }
  return times
}

/** Waits until what full load has left behind has been dealt with: histories are packed, dead rows cleared away, and the pages are on disk. */
async function becomeCalm(): Promise<void> {
  const isPacked = "SELECT EXISTS (SELECT 1 FROM settings, lanes WHERE name = 'packed:0' AND lane = 0 AND value::bigint = feed) AS packed"
  while (!(await client.query<{ packed: boolean }>(isPacked)).rows[0]!.packed) await new Promise(resolve => setTimeout(resolve, 100))
  await client.query('VACUUM')
  await client.query('CHECKPOINT')
}

const begun = drive(inFlight, 2, run)
await new Promise(resolve => setTimeout(resolve, 1_000))
const bytes = await bytesWritten()
await begun
type Round = Record<'turns' | 'mainUs' | 'allUs' | 'pgUs' | 'wal' | 'batch' | 'floorTurns' | 'floorPgUs', number>
const rounds: Round[] = []
for (let at = 0; at < numberArgument('--rounds', 3); at++) {
  const [wal, sent] = [await walBytes(), await batches()]
  const [main, all, database] = [process.threadCpuUsage(), process.cpuUsage(), cpuOfPostgres(server.pid)]
  const driven = await drive(inFlight, seconds, run)
  const [mainUsed, allUsed] = [process.threadCpuUsage(main), process.cpuUsage(all)]
  const turns = driven.count * turnsEach
  const round = {
    turns: turns / driven.seconds,
    mainUs: (mainUsed.user + mainUsed.system) / turns,
    allUs: (allUsed.user + allUsed.system) / turns,
    pgUs: (cpuOfPostgres(server.pid) - database) / turns,
    wal: ((await walBytes()) - wal) / turns,
    batch: turns / ((await batches()) - sent),
  }
  rounds.push({ ...round, ...(await floorRound(round.batch)) })
}
rounds.sort((one, other) => one.turns - other.turns)
const { turns, mainUs, allUs, pgUs, wal, batch, floorTurns, floorPgUs } = rounds[rounds.length >> 1]!
const wake = await alone()
const sizes = await client.query<{ bytes: string }>(
  "SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class WHERE relname IN ('frames', 'tasks', 'timers', 'live', 'lanes')",
)
await becomeCalm()
const calm = await alone()
const { damages, executions } = await engine.verify()
if (damages.length > 0 || executions < serial) throw new Error(`The database is damaged: ${JSON.stringify(damages.slice(0, 3))}`)
await client.end()
await floor.close()
await engine.close()
await server.stop()
publish('postgres', {
  turnsPerSecond: round(turns),
  floorTurnsPerSecond: round(floorTurns),
  mainThreadUsPerTurn: round(mainUs, 1),
  cpuUsPerTurn: round(allUs, 1),
  postgresCpuUsPerTurn: round(pgUs, 1),
  floorPostgresCpuUsPerTurn: round(floorPgUs, 1),
  postgresCpuOfFloor: round(pgUs / floorPgUs, 2),
  turnsPerCpuSecond: round(1e6 / (allUs + pgUs)),
  walBytesPerTurn: round(wal),
  turnsPerBatch: round(batch),
  hotTablesMb: round(Number(sizes.rows[0]!.bytes) / 1e6),
  calmMsPerTurnP50: round(percentile(calm, 0.5), 3),
  calmMsPerTurnP99: round(percentile(calm, 0.99), 3),
  wakeMsPerTurnP50: round(percentile(wake, 0.5), 3),
  wakeMsPerTurnP99: round(percentile(wake, 0.99), 3),
})
