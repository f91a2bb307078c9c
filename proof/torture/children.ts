import { isDeepStrictEqual } from 'node:util'
import type { ObservedExecution } from '../oracle/check-evidence.ts'
import { machines } from './machines.ts'
import { observe } from './observe.ts'
import type { Caller } from './server.ts'

const { ItemProcessor: processor } = machines.spread.States.Spread
const items = machines.spread.States.Items.Result

/**
 * The children of an execution of `spread`, each judged as an execution of its own. What they are together is judged here: one for each
 * item, none twice, and their outputs in the order of the items are the parent's.
 */
export async function childrenOfSpread(
  call: Caller,
  parent: ObservedExecution,
): Promise<{ children: ObservedExecution[]; failures: string[] }> {
  const children: ObservedExecution[] = []
  for (const mapRunArn of await all(call, 'ListMapRuns', { executionArn: parent.executionArn }, 'mapRuns', 'mapRunArn'))
    for (const arn of await all(call, 'ListExecutions', { mapRunArn }, 'executions', 'executionArn')) {
      const child = await observe(call, arn, JSON.stringify({ StartAt: processor.StartAt, States: processor.States }))
      if (child) children.push(child)
    }
  if (parent.status !== 'SUCCEEDED') return { children, failures: [] }
  const byItem = Map.groupBy(children, ({ input }) => (JSON.parse(input) as { index: number }).index)
  const failures: string[] = []
  for (const [index, item] of items.entries()) {
    const [child, ...others] = byItem.get(index) ?? []
    if (!child || others.length > 0)
      failures.push(`${parent.executionArn} has ${others.length + (child ? 1 : 0)} children for item ${index}`)
    else if (!isDeepStrictEqual(JSON.parse(child.input), { item, index })) failures.push(`${child.executionArn} began with ${child.input}`)
  }
  const outputs = items.map((_, index) => JSON.parse(byItem.get(index)?.[0]?.output ?? 'null') as unknown)
  if (!isDeepStrictEqual(JSON.parse(parent.output ?? 'null'), outputs))
    failures.push(`${parent.executionArn} ended with ${parent.output}, its children with ${JSON.stringify(outputs)}`)
  return { children, failures }
}

async function all(call: Caller, operation: string, input: object, list: string, member: string): Promise<string[]> {
  const found: string[] = []
  let nextToken: unknown
  do {
    const page = await call(operation, { ...input, maxResults: 1_000, ...(nextToken ? { nextToken } : {}) })
    if (!page.ok) throw new Error(`${operation}: ${page.code}`)
    for (const entry of page.body[list] as Record<string, string>[]) found.push(entry[member]!)
    nextToken = page.body['nextToken']
  } while (nextToken)
  return found
}
