import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { startPostgres } from '@pasos/store-postgres/testing'
import { beginNode, type ClusterNode, callStates } from './setup/cluster-node.ts'
import { numberArgument } from './setup/command-line.ts'
import { newFolder } from './setup/engine.ts'
import { each } from './setup/load.ts'
import { type Figures, publish, round } from './setup/results.ts'

/**
 * Two nodes, called by turns as behind a load balancer: what each of them spends, its functions among it, on starts of every kind, and on a read. While the home
 * does most of it, more nodes do not help.
 */
const calls = numberArgument('--calls', 2_000)
const example = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
const server = await startPostgres()
const nodes: ClusterNode[] = []

const pass = { Type: 'Pass', Parameters: { 'n.$': '$.n' } }
const passes = { StartAt: 'A', States: { A: { ...pass, Next: 'B' }, B: { ...pass, Next: 'C' }, C: { ...pass, End: true } } }
const distributed = {
  StartAt: 'Map',
  States: {
    Map: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...passes },
      ResultPath: null,
      End: true,
    },
  },
}

try {
  const database = await server.newDatabase()
  for (let at = 0; at < 2; at++) nodes.push(await beginNode(database, newFolder()))
  const [first, second] = nodes as [ClusterNode, ClusterNode]
  const shown = (await (await fetch(`${first.url}/_pasos/nodes`)).json()) as { nodes: { name: string; isHome: boolean }[] }
  const isHome = shown.nodes.some(node => node.isHome && node.name.endsWith(`:${first.process.pid}`))
  const [home, other] = isHome ? [first, second] : [second, first]
  const { roleArn, definition: ofExample } = (await callStates(home.url, 'DescribeStateMachine', { stateMachineArn: example })) as Record<
    string,
    string
  >
  const make = async (name: string, type: string, definition: string): Promise<string> =>
    (await callStates(home.url, 'CreateStateMachine', { name, type, roleArn, definition }))['stateMachineArn']!
  const ended = async (executionArn: string): Promise<void> => {
    for (;;) {
      const { status } = await callStates(home.url, 'DescribeExecution', { executionArn })
      if (status === 'SUCCEEDED') return
      if (status !== 'RUNNING') throw new Error(`an execution is ${status}`)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
  const figures: Figures = {}
  const measure = async (what: string, count: number, one: (url: string, index: number) => Promise<unknown>): Promise<void> => {
    for (const { url } of nodes) await each(10, 2, index => one(url, -1 - index))
    const before = [home, other].map(cpuOf)
    const begun = performance.now()
    await each(count, 16, index => one(nodes[index % 2]!.url, index))
    const seconds = (performance.now() - begun) / 1_000
    const [atHome, elsewhere] = [home, other].map((node, at) => cpuOf(node) - before[at]!) as [number, number]
    figures[`${what}PerSecond`] = round(count / seconds)
    figures[`${what}HomeCpuUs`] = round(atHome / count)
    figures[`${what}OtherCpuUs`] = round(elsewhere / count)
    figures[`${what}HomeShare`] = round(atHome / (atHome + elsewhere), 2)
  }
  const input = '{"n":1}'
  const standard = await make('Passes', 'STANDARD', JSON.stringify(passes))
  await measure('standardStart', calls, url => callStates(url, 'StartExecution', { stateMachineArn: standard, input }))
  const { executionArn } = await callStates(home.url, 'StartExecution', { stateMachineArn: standard, input })
  await measure('describeExecution', calls, url => callStates(url, 'DescribeExecution', { executionArn: executionArn! }))
  const express = await make('Quick', 'EXPRESS', JSON.stringify(passes))
  const sync = (stateMachineArn: string) => async (url: string) => {
    const { status, cause } = await callStates(url, 'StartSyncExecution', { stateMachineArn, input })
    if (status !== 'SUCCEEDED') throw new Error(`a synchronous execution is ${status}: ${cause}`)
  }
  await measure('expressSync', calls, sync(express))
  await measure('expressSyncFunction', calls / 4, sync(await make('Calls', 'EXPRESS', ofExample!)))
  await measure('expressStart', calls, url => callStates(url, 'StartExecution', { stateMachineArn: express, input }))
  const map = await make('Spreads', 'STANDARD', JSON.stringify(distributed))
  const items = JSON.stringify({ items: Array.from({ length: 100 }, (_, n) => ({ n })) })
  await measure('mapOf100', Math.ceil(calls / 100), async url =>
    ended((await callStates(url, 'StartExecution', { stateMachineArn: map, input: items }))['executionArn']!),
  )
  publish('home-share', figures)
} finally {
  for (const { process: child, folder } of nodes) {
    if (child.kill('SIGKILL')) await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  await server.stop()
}

/** Microseconds of a node and of all processes that descend from it, by Linux's count of hundredths. */
function cpuOf(node: ClusterNode): number {
  const known = new Map<number, { parent: number; ticks: number }>()
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      known.set(Number(pid), { parent: Number(fields[1]), ticks: fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) })
    } catch {
      // It has just ended.
    }
  }
  let ticks = 0
  for (const [pid, own] of known)
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = known.get(at)?.parent)
      if (at === node.process.pid) ticks += own.ticks
  return ticks * 10_000
}
