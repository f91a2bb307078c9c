import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { startPostgres } from '@pasos/store-postgres/testing'
import pg from 'pg'
import { beginNode, type ClusterNode, callStates } from './setup/cluster-node.ts'
import { numberArgument } from './setup/command-line.ts'
import { newFolder } from './setup/engine.ts'
import { percentile, publish, round } from './setup/results.ts'

/** Calls of two nodes, one after the other: what it costs to ask the one that has to ask the home. */
const calls = numberArgument('--calls', 2_000)
const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
const server = await startPostgres()
const database = await server.newDatabase()
const nodes: ClusterNode[] = []

try {
  for (let at = 0; at < 2; at++) nodes.push(await beginNode(database, newFolder()))
  const client = new pg.Client(database)
  await client.connect()
  const { rows } = await client.query<{ name: string }>('SELECT n.name FROM lanes l JOIN nodes n ON n.node = l.node WHERE l.lane = 0')
  await client.end()
  const isHome = (node: ClusterNode): boolean => rows[0]!.name.endsWith(`:${node.process.pid}`)
  const home = nodes.find(isHome)!
  const other = nodes.find(node => !isHome(node))!
  const took = new Map<ClusterNode, number[]>([home, other].map(node => [node, []]))
  for (let at = -200; at < calls; at++)
    for (const [node, ms] of took) {
      const begun = performance.now()
      await callStates(node.url, 'DescribeStateMachine', { stateMachineArn })
      if (at >= 0) ms.push(performance.now() - begun)
    }
  const [atHome, handedOn] = [took.get(home)!, took.get(other)!]
  publish('forwarded', {
    homeMsP50: round(percentile(atHome, 0.5), 2),
    forwardedMsP50: round(percentile(handedOn, 0.5), 2),
    moreMsP50: round(percentile(handedOn, 0.5) - percentile(atHome, 0.5), 2),
    ...{ homeMsP99: round(percentile(atHome, 0.99), 2), forwardedMsP99: round(percentile(handedOn, 0.99), 2) },
  })
} finally {
  for (const { process: child, folder } of nodes) {
    if (child.kill('SIGKILL')) await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  await server.stop()
}
