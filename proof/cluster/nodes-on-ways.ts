import { join } from 'node:path'
import { openWay, type PostgresServer, type Way } from '@pasos/store-postgres/testing'
import { kill, type Life, launch } from '../torture/server.ts'

/** A node whose way to the database can be cut. */
export interface WayNode {
  folder: string
  life: Life
  /** Where it is called; undefined while it is not there. */
  url?: string
  /** To the database. */
  way: Way
}

export interface NodesOnWays {
  nodes: WayNode[]
  /** The next life of a node. */
  begin(node: Pick<WayNode, 'folder' | 'way'>): Life
  everybodyReady(): Promise<void>
  close(): Promise<void>
}

/** Starts nodes on a database; `root` has their folders. */
export async function nodesOnWays(options: {
  count: number
  root: string
  postgres: PostgresServer
  database: string
  /** The `pasos` of the next life; the project's own without. */
  entryOf?: () => string | undefined
}): Promise<NodesOnWays> {
  const { count, root, postgres, database, entryOf } = options
  const nodes: WayNode[] = []
  const begin: NodesOnWays['begin'] = ({ folder, way }) => {
    const url = new URL(database)
    url.port = String(way.port)
    return launch({ folder, environment: { PASOS_POSTGRES: url.href }, entry: entryOf?.() })
  }
  for (let at = 0; at < count; at++) {
    const place = { folder: join(root, `node-${at}`), way: await openWay(postgres.port) }
    nodes.push({ ...place, life: begin(place) })
  }
  return {
    nodes,
    begin,
    async everybodyReady() {
      for (const node of nodes) node.url = await node.life.ready
    },
    async close() {
      for (const { life, way } of nodes) {
        await kill(life)
        await way.close()
      }
    },
  }
}
