import type { ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PostgresServer, startPostgres } from '@pasos/store-postgres/testing'
import { kill, type Life, launch } from '../torture/server.ts'
import { openLoadBalancer } from './load-balancer.ts'

/** Nodes on a PostgreSQL of their own, behind one port: whatever can be done with a server can be done with them. */
export interface Stand {
  url: string
  /** Everything that the nodes have printed. */
  output(): string
  /** Their processes. */
  nodes(): ChildProcess[]
  /** Kills a node and starts it anew once it is gone, as an orchestrator would. */
  killNode(which: 'home' | 'other'): Promise<void>
  close(): Promise<void>
}

export interface StandOptions {
  nodes: number
  /** Of `pasos start`. */
  args?: readonly string[]
  port?: number
}

interface ShownNode {
  name: string
  isHome: boolean
}

export async function openStand({ nodes: count, args = [], port = 0 }: StandOptions): Promise<Stand> {
  const root = await mkdtemp(join(tmpdir(), 'pasos-stand-'))
  const postgres: PostgresServer = await startPostgres()
  const database = await postgres.newDatabase()
  const begin = (folder: string): Life => launch({ folder, args, environment: { PASOS_POSTGRES: database } })
  const nodes = Array.from({ length: count }, (_, at) => {
    const folder = join(root, `node-${at}`)
    return { folder, life: begin(folder), url: undefined as string | undefined }
  })
  const past: Life[] = []
  for (const node of nodes) node.url = await node.life.ready
  const balancer = await openLoadBalancer(() => nodes.flatMap(({ url }) => url ?? []), port)

  const homePid = async (): Promise<number> => {
    const answer = await fetch(`${balancer.url}/_pasos/nodes`)
    const shown = ((await answer.json()) as { nodes: ShownNode[] }).nodes
    return Number(
      shown
        .find(({ isHome }) => isHome)
        ?.name.split(':')
        .at(-1),
    )
  }

  return {
    url: balancer.url,
    output: () => [...past, ...nodes.map(({ life }) => life)].map(life => life.output()).join('\n'),
    nodes: () => nodes.map(({ life }) => life.process),
    async killNode(which) {
      const home = await homePid()
      const victim = nodes.find(({ life }) => (life.process.pid === home) === (which === 'home'))
      if (!victim) throw new Error('There is no such node.')
      await kill(victim.life)
      victim.url = undefined
      past.push(victim.life)
      victim.life = begin(victim.folder)
      victim.url = await victim.life.ready
    },
    async close() {
      for (const { life } of nodes) await kill(life)
      await balancer.close()
      await postgres.stop()
      rmSync(root, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
