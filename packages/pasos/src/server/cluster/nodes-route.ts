import { homeLane } from '@pasos/cluster'
import type { PostgresNode } from '@pasos/store-postgres'
import type { Route } from '../listener.ts'

/** A node of the cluster as the command and operators see it. */
export interface ShownNode {
  node: number
  /** Its machine and process. */
  name: string
  url: string | null
  isHome: boolean
  /** It was told to end, and gives away what it has. */
  isLeaving: boolean
  /** The epoch of each lane tells how often it has changed hands. */
  lanes: { lane: number; epoch: number }[]
  /** Executions that run in these lanes. */
  running: number
}

/** `GET /_pasos/nodes`: who shares the work, as the database has it. */
export function nodesRoute({ seat, shared }: PostgresNode, report: (message: string, details: { error: unknown }) => void): Route {
  const look = async (): Promise<ShownNode[]> => {
    const [nodes, lanes, running] = await Promise.all([seat.nodes(), seat.lanes(), shared.runningByLane()])
    return nodes.map(({ node, name, url, isLeaving }) => {
      const own = lanes.filter(lane => lane.node === node)
      return {
        ...{ node, name, url, isHome: own.some(({ lane }) => lane === homeLane), isLeaving },
        lanes: own.map(({ lane, epoch }) => ({ lane, epoch })),
        running: own.reduce((sum, { lane }) => sum + (running.get(lane) ?? 0), 0),
      }
    })
  }
  return (request, response, { path }) => {
    if (path !== '/_pasos/nodes' || request.method !== 'GET') return false
    look().then(
      nodes => {
        response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
        response.end(JSON.stringify({ nodes }))
      },
      error => {
        report('the nodes could not be listed', { error })
        response.writeHead(503, { 'content-type': 'application/json' }).end('{"message":"The database does not answer."}')
      },
    )
    return true
  }
}
