import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPostgres, freePort } from '@pasos/store-postgres/testing'
import pg from 'pg'

/** A PostgreSQL and its synchronous standby under Patroni, with the etcd that they agree by, all on this machine. */
export interface PatroniPair {
  /** Names both, as nodes are given it. */
  url: string
  primaryUrl(): Promise<string>
  /** Kills the primary's PostgreSQL; its Patroni lives. */
  killPrimary(): Promise<void>
  killStandby(): Promise<void>
  /** Kills the primary's PostgreSQL and its Patroni, as a machine that is gone. Answers how to start that again. */
  killMachine(): Promise<() => void>
  /** Asks the standby to take over, as an operator does. */
  switchover(): Promise<void>
  /** Resolves once there is a primary with a synchronous standby. */
  whole(): Promise<void>
  stop(): Promise<void>
}

const programs = { patroni: '/usr/bin/patroni', etcd: '/usr/bin/etcd' }
const mostMs = 120_000
/** Patroni's least. */
export const ttlSeconds = 20

/** What is missing on this machine; undefined when all is there. */
export function missingForPatroni(): string | undefined {
  const missing = Object.entries(programs).find(([, file]) => !existsSync(file))
  if (missing) return missing[0]
  return findPostgres() === undefined ? 'PostgreSQL' : undefined
}

interface Member {
  name: string
  port: number
  restPort: number
  folder: string
  patroni: ChildProcess | undefined
}
interface Seen {
  name: string
  role: string
  state: string
}

const wait = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

export async function startPatroniPair(): Promise<PatroniPair> {
  const who = asWhom()
  const root = mkdtempSync(join(tmpdir(), 'pasos-patroni-'))
  if (who.uid !== undefined) chownSync(root, who.uid, who.gid!)
  const [client, peer] = [await freePort(), await freePort()]
  const etcd = spawn(programs.etcd, etcdArguments(join(root, 'etcd'), client, peer), { ...who, cwd: root, stdio: 'ignore' })
  const members: Member[] = []
  for (const name of ['one', 'two']) {
    const [port, restPort] = [await freePort(), await freePort()]
    members.push({ name, port, restPort, folder: join(root, name), patroni: undefined })
  }

  const begin = (member: Member): void => {
    const file = join(root, `${member.name}.json`)
    writeFileSync(file, JSON.stringify(settingsOf(member, client, root)))
    member.patroni = spawn(programs.patroni, [file], { ...who, cwd: root, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' }, stdio: 'ignore' })
  }

  const seen = async (): Promise<Seen[]> => {
    for (const { restPort } of members) {
      try {
        const answer = await fetch(`http://127.0.0.1:${restPort}/cluster`, { signal: AbortSignal.timeout(2_000) })
        return ((await answer.json()) as { members: Seen[] }).members
      } catch {
        // That one is down; the other knows as well.
      }
    }
    return []
  }

  const until = async (what: string, isThere: () => Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + mostMs; !(await isThere().catch(() => false)); await wait(100))
      if (Date.now() > end) throw new Error(`Patroni has no ${what}: ${JSON.stringify(await seen())}`)
  }

  const memberOf = async (role: string): Promise<Member> => {
    const found = (await seen()).find(each => each.role === role)
    const member = members.find(({ name }) => name === found?.name)
    if (!member) throw new Error(`There is no ${role} at this moment.`)
    return member
  }

  const killPostgres = ({ folder }: Member): void => {
    const pid = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0])
    for (const each of [pid, ...childrenOf(pid)]) killed(each)
  }

  for (const member of members) begin(member)
  const whole = (): Promise<void> =>
    until('primary with a synchronous standby', async () => {
      const roles = (await seen()).filter(({ state }) => state === 'running' || state === 'streaming').map(({ role }) => role)
      return roles.includes('leader') && roles.includes('sync_standby')
    })
  await whole()
  const primaryUrl = async (): Promise<string> => `postgres://pasos@127.0.0.1:${(await memberOf('leader')).port}/pasos`
  const admin = new pg.Client((await primaryUrl()).replace(/pasos$/, 'postgres'))
  await admin.connect()
  await admin.query('CREATE DATABASE pasos')
  await admin.end()
  return {
    ...{ url: `postgres://pasos@${members.map(({ port }) => `127.0.0.1:${port}`).join(',')}/pasos`, primaryUrl, whole },
    killPrimary: async () => killPostgres(await memberOf('leader')),
    killStandby: async () => killPostgres(await memberOf('sync_standby')),
    async killMachine() {
      const member = await memberOf('leader')
      member.patroni?.kill('SIGKILL')
      killPostgres(member)
      return () => begin(member)
    },
    async switchover() {
      const { name, restPort } = await memberOf('leader')
      const body = JSON.stringify({ leader: name, candidate: members.find(each => each.name !== name)!.name })
      const answer = await fetch(`http://127.0.0.1:${restPort}/switchover`, { method: 'POST', body })
      if (!answer.ok) throw new Error(`Patroni refused the switchover: ${await answer.text()}`)
    },
    async stop() {
      for (const member of members) {
        member.patroni?.kill('SIGKILL')
        try {
          killPostgres(member)
        } catch {
          // It is down.
        }
      }
      etcd.kill('SIGKILL')
      await wait(200)
      rmSync(root, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function etcdArguments(folder: string, client: number, peer: number): string[] {
  const [clients, peers] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`]
  return [
    ...['--name', 'only', '--data-dir', folder, '--unsafe-no-fsync', '--log-level', 'error'],
    ...['--listen-client-urls', clients, '--advertise-client-urls', clients],
    ...['--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers, '--initial-cluster', `only=${peers}`],
  ]
}

/** JSON is YAML too. Patroni looks as often as it may, as what it takes to notice is what is measured. */
function settingsOf({ name, port, restPort, folder }: Member, etcd: number, root: string): object {
  const here = (at: number): object => ({ listen: `127.0.0.1:${at}`, connect_address: `127.0.0.1:${at}` })
  return {
    ...{ scope: 'pasos', name, restapi: here(restPort), etcd3: { hosts: `127.0.0.1:${etcd}` } },
    bootstrap: {
      dcs: { ttl: ttlSeconds, loop_wait: 1, retry_timeout: 3, synchronous_mode: true, postgresql: { use_pg_rewind: true } },
      initdb: [{ encoding: 'UTF8' }, 'data-checksums'],
    },
    postgresql: {
      ...here(port),
      ...{ data_dir: folder, bin_dir: findPostgres(), pgpass: join(root, `${name}.pgpass`) },
      authentication: { superuser: { username: 'pasos' }, replication: { username: 'pasos' }, rewind: { username: 'pasos' } },
      parameters: { unix_socket_directories: root, wal_log_hints: 'on' },
      pg_hba: ['local all all trust', 'host all all 127.0.0.1/32 trust', 'host replication all 127.0.0.1/32 trust'],
    },
  }
}

/** PostgreSQL refuses to run as root, so root runs all of it as nobody. */
function asWhom(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has gone with its parent.
  }
}
