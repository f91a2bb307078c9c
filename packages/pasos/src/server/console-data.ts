import type { Engine } from '@pasos/engine'
import { executionLists } from './execution-lists.ts'
import { executionWaits } from './execution-waits.ts'
import { latestRuns } from './latest-runs.ts'
import type { Route } from './listener.ts'
import { liveEvents } from './live-events.ts'
import { recentExpress } from './recent-express.ts'

/** What the console reads beyond AWS's API: lists of executions and what happens to them while it happens. */
export function consoleData(engine: Engine, report: (message: string, details: { error: unknown }) => void): Route[] {
  const { runtime, index, catalog } = engine
  const express = recentExpress(runtime)
  const lists = { index, catalog, express, report }
  return [liveEvents({ runtime, index, express }), executionLists(lists), latestRuns(lists), executionWaits(lists)]
}
