import { noDeathMarks } from '@pasos/engine'
import { joinPostgres, verifyPostgres } from '@pasos/store-postgres'
import { startPostgres } from '@pasos/store-postgres/testing'
import pg from 'pg'
import { numberArgument } from './setup/command-line.ts'
import { mustBeRight, openEngineOn, startRequest } from './setup/engine.ts'
import { drive } from './setup/load.ts'
import { taskChain } from './setup/machines.ts'
import { cpuOfPostgres } from './setup/postgres-cpu.ts'
import { publish, round } from './setup/results.ts'

/** Executions of ten tasks that have ended: what each takes in a PostgreSQL before its history is packed and after, and what packing and deleting it costs. */
const executions = numberArgument('--executions', 5_000)
const server = await startPostgres(['shared_buffers=512MB', 'max_wal_size=4GB'])
const url = await server.newDatabase()
const client = new pg.Client(url)
await client.connect()
const machine = taskChain(10)
const one = async <T>(sql: string): Promise<T> => Object.values((await client.query(sql)).rows[0])[0] as T

/** Bytes of tables that hold what has ended, without room that is free again. */
async function bytes(): Promise<Record<'history' | 'packs' | 'rest', number>> {
  for (const table of ['history', 'executions', 'ends']) await client.query(`VACUUM FULL ${table}`)
  const size = (where: string): Promise<number> =>
    one(`SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::float8 FROM pg_class WHERE relkind = 'r' AND ${where}`)
  return {
    history: await size("relname = 'history'"),
    packs: await size("relname LIKE 'packed\\_history\\_%'"),
    rest: await size("relname IN ('executions', 'ends')"),
  }
}

async function opened(packing: { everyMs: number; settleMs: number } | undefined) {
  const node = await joinPostgres({
    ...{ url, packing },
    onFatal(error) {
      throw error
    },
  })
  const owned = await node.seat.takeWhenFree(0)
  const engine = await openEngineOn(onFatal => node.openLane(owned, () => noDeathMarks, onFatal))
  return {
    engine,
    async close() {
      await engine.close()
      await node.leave()
    },
  }
}

const first = await opened(undefined)
let serial = 0
while (serial < executions)
  await drive(256, 1, async () => {
    const request = startRequest(`run-${serial++}`, machine)
    await first.engine.runtime.start(request)
    mustBeRight(await first.engine.runtime.ended(request.executionArn), machine)
  })
await first.close()
const before = await bytes()
const [main, all, database, begun] = [process.threadCpuUsage(), process.cpuUsage(), cpuOfPostgres(server.pid), performance.now()]
const wal = (): Promise<number> => one("SELECT (pg_current_wal_lsn() - '0/0')::float8")
const walBefore = await wal()
const second = await opened({ everyMs: 100, settleMs: 0 })
while ((await one<number>('SELECT count(*)::int FROM (SELECT 1 FROM history LIMIT 1) h')) > 0)
  await new Promise(resolve => setTimeout(resolve, 50))
const packMs = performance.now() - begun
const [mainUsed, allUsed, pgUsed] = [process.threadCpuUsage(main), process.cpuUsage(all), cpuOfPostgres(server.pid) - database]
const walUsed = (await wal()) - walBefore
const after = await bytes()
const { damages, executions: found } = await verifyPostgres(url)
if (damages.length > 0 || found !== serial) throw new Error(`The database is damaged: ${JSON.stringify(damages.slice(0, 3))}`)
const expiring = performance.now()
await second.engine.expire(Date.now() + 2 * 86_400_000)
const expireMs = performance.now() - expiring
const left = await one<number>('SELECT count(*)::int FROM executions')
const days = await one<number>("SELECT count(*)::int FROM pg_inherits WHERE inhparent = 'packed_history'::regclass")
if (left > 0 || days > 0) throw new Error(`After retention ${left} executions are left, and ${days} days.`)
await second.close()
await client.end()
await server.stop()
const each = (value: number, digits = 0): number => round(value / serial, digits)
publish('packed', {
  executions: serial,
  historyBytesEachBefore: each(before.history),
  historyBytesEachAfter: each(after.history + after.packs),
  bytesEachBefore: each(before.history + before.packs + before.rest),
  bytesEachAfter: each(after.history + after.packs + after.rest),
  packUsEach: each(packMs * 1_000),
  packMainThreadUsEach: each(mainUsed.user + mainUsed.system, 1),
  packCpuUsEach: each(allUsed.user + allUsed.system, 1),
  packPostgresCpuUsEach: each(pgUsed, 1),
  packWalBytesEach: each(walUsed),
  expireUsEach: each(expireMs * 1_000),
})
