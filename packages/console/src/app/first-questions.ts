import type { QueryClient } from '@tanstack/react-query'
import {
  executionsQuery,
  functionsQuery,
  latestQuery,
  logGroupsQuery,
  machineOfQuery,
  machineQuery,
  machinesQuery,
} from '../api/page-queries.ts'
import { expressMachineArn, fromPathPart } from '../format/arn.ts'
import { filterOf, questionOf } from '../pages/executions/execution-filter.ts'

type Ask = (queries: QueryClient, of: string, search: URLSearchParams) => void

const QUESTIONS: [address: RegExp, ask: Ask][] = [
  [
    /^\/$/,
    queries => {
      void queries.prefetchQuery(machinesQuery)
      for (const status of ['', 'RUNNING', 'FAILED']) void queries.prefetchQuery(latestQuery(status))
    },
  ],
  [/^\/executions\/?$/, (queries, _, search) => void queries.prefetchInfiniteQuery(executionsQuery(questionOf(filterOf(search))))],
  [
    /^\/executions\/([^/]+)\/?$/,
    (queries, arn) => {
      if (expressMachineArn(arn) === undefined) void queries.prefetchQuery(machineOfQuery(arn))
    },
  ],
  [/^\/state-machines\/?$/, queries => void queries.prefetchQuery(machinesQuery)],
  [/^\/state-machines\/([^/]+)\/?$/, (queries, name, search) => void askMachine(queries, name, search)],
  [/^\/functions\/?$/, queries => void queries.prefetchQuery(functionsQuery)],
  [/^\/logs\/?$/, queries => void queries.prefetchQuery(logGroupsQuery)],
]

/** Asks what the first page of a visit will ask, while its code is still on its way. What fails is asked again by the page, which tells of it. */
export function askFirst(queries: QueryClient, { pathname, search }: { pathname: string; search: string }): void {
  for (const [address, ask] of QUESTIONS) {
    const match = address.exec(pathname)
    if (!match) continue
    ask(queries, fromPathPart(match[1] ?? ''), new URLSearchParams(search))
    return
  }
}

async function askMachine(queries: QueryClient, name: string, search: URLSearchParams): Promise<void> {
  const machines = await queries.fetchQuery(machinesQuery).catch(() => [])
  const arn = machines.find(machine => machine.name === name)?.stateMachineArn
  if (arn === undefined) return
  void queries.prefetchQuery(machineQuery(arn))
  if ((search.get('tab') ?? 'executions') === 'executions')
    void queries.prefetchInfiniteQuery(executionsQuery(questionOf(filterOf(search), arn)))
}
