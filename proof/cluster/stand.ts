import type { ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PostgresServer, startPostgres } from '@pasos/store-postgres/testing'
import { lookAtLanes } from '../torture/lanes-of.ts'
import { kill, type Life, launch } from '../torture/server.ts'
import { openConnectionBalancer, openLoadBalancer } from './load-balancer.ts'

/** Nodes on a PostgreSQL of their own, behind one port: whatever can be done with a server can be done with them. */
export interface Stand {
  url: string
  /** Everything that the nodes have printed. */
  output(): string
  /** Their processes. */
  nodes(): ChildProcess[]
  /** Kills a node and starts it anew once it is gone, as an orchestrator would. */
  killNode(which: 'home' | 'other'): Promise<void>
  /** Kills all of them at once. What they have is where they find it when they are begun again. */
  killAll(): Promise<void>
  beginAll(): Promise<void>
  close(): Promise<void>
}

export interface StandOptions {
  nodes: number
  /** Of `pasos start`. */
  args?: readonly string[]
  /** The data folder of the first node; one of the stand's own without. */
  folder?: string
  port?: number
}

export async function openStand({ nodes: count, args = [], folder: first, port = 0 }: StandOptions): Promise<Stand> {
  const root = await mkdtemp(join(tmpdir(), 'pasos-stand-'))
  const postgres: PostgresServer = await startPostgres()
  // Of one that is never closed.
  const endDatabase = (): void => void process.kill(postgres.pid!, 'SIGQUIT')
  process.on('exit', endDatabase)
  const database = await postgres.newDatabase()
  const begin = (folder: string): Life => launch({ folder, args, environment: { PASOS_POSTGRES: database } })
  const folders = Array.from({ length: count }, (_, at) => (at === 0 && first) || join(root, `node-${at}`))
  const nodes: { folder: string; life: Life; url: string | undefined }[] = []
  for (const folder of folders) {
    if (nodes[0] && args.includes('verify')) await copyRootKey(nodes[0], folder)
    nodes.push({ folder, life: begin(folder), url: undefined })
  }
  const past: Life[] = []
  for (const node of nodes) node.url = await node.life.ready
  const open = args.includes('--tls-cert') ? openConnectionBalancer : openLoadBalancer
  const balancer = await open(() => nodes.flatMap(({ url }) => url ?? []), port)
  const look = lookAtLanes(database)

  return {
    url: balancer.url,
    output: () => [...past, ...nodes.map(({ life }) => life)].map(life => life.output()).join('\n'),
    nodes: () => nodes.map(({ life }) => life.process),
    async killNode(which) {
      await look.owned()
      const home = await look.homePid()
      const victim = nodes.find(({ life }) => (life.process.pid === home) === (which === 'home'))
      if (!victim) throw new Error('There is no such node.')
      await kill(victim.life)
      victim.url = undefined
      past.push(victim.life)
      victim.life = begin(victim.folder)
      victim.url = await victim.life.ready
    },
    async killAll() {
      for (const node of nodes) node.life.process.kill('SIGKILL')
      for (const node of nodes) {
        await node.life.ended
        node.url = undefined
        past.push(node.life)
      }
    },
    async beginAll() {
      for (const node of nodes) node.life = begin(node.folder)
      for (const node of nodes) node.url = await node.life.ready
    },
    async close() {
      process.off('exit', endDatabase)
      for (const { life } of nodes) await kill(life)
      await balancer.close()
      await postgres.stop()
      rmSync(root, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Who verifies goes by the key that the home has, so each must have the same before it starts; the first makes it. */
async function copyRootKey(from: { folder: string; life: Life }, folder: string): Promise<void> {
  await from.life.ready
  await mkdir(folder, { mode: 0o700 })
  await copyFile(join(from.folder, 'root-key.json'), join(folder, 'root-key.json'))
}
