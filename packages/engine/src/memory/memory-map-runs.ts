import { isDeepStrictEqual } from 'node:util'
import { type Json, parseJson, sliceOf } from '@pasos/asl'
import type { ExecutionNumber } from '../ports/journal.ts'
import type { ChildState, KeptMapRun, MapRunJournal, MapRunNumber, MapRunWrite } from '../ports/map-runs.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'

type Kept = KeptMapRun & { items: Extract<MapRunWrite, { type: 'started' }>['items'][number][] }

export interface MemoryMapRuns extends Omit<MapRunJournal, 'commitMapRun' | 'childrenConverted'> {
  apply(write: MapRunWrite): void
  expire(parent: ExecutionNumber): void
}

/** Map Runs in memory; `executions` are the journal's own. */
export function memoryMapRuns(
  executions: ReadonlyMap<ExecutionNumber, { record: ExecutionRecord; frames: ReadonlyMap<number, { text: string }> }>,
): MemoryMapRuns {
  const runs = new Map<MapRunNumber, Kept>()

  const ofParent = (parent: ExecutionNumber, child: number): Kept | undefined =>
    [...runs.values()].find(run => run.parent === parent && run.child === child)

  const shown = ({ items: _items, ...run }: Kept): KeptMapRun => structuredClone(run)

  const childrenOf = (number: MapRunNumber, from: number): { number: ExecutionNumber; record: ExecutionRecord }[] =>
    [...executions]
      .map(([execution, { record }]) => ({ number: execution, record }))
      .filter(({ record: { mapRun } }) => mapRun?.number === number && mapRun.first >= from)
      .sort((one, other) => one.record.mapRun!.first - other.record.mapRun!.first)

  return {
    apply(write) {
      if (write.type === 'started') {
        const { type: _type, ...run } = write
        runs.set(write.number, structuredClone(run))
        return
      }
      const run = write.type === 'changed' ? runs.get(write.number) : ofParent(write.parent, write.child)
      if (run === undefined) return
      if (write.type === 'asked') run.asked = { ...write.asked }
      else if (write.type === 'taken') delete run.outcome
      else {
        run.state = structuredClone(write.state)
        if (write.taken !== undefined && isDeepStrictEqual(run.asked, write.taken)) delete run.asked
        if (write.outcome === undefined) delete run.outcome
        else run.outcome = write.outcome
      }
    },
    expire(parent) {
      for (const run of runs.values()) if (run.parent === parent) runs.delete(run.number)
    },
    async mapRun(number) {
      const run = runs.get(number)
      return run && shown(run)
    },
    async findMapRun(arn) {
      const run = [...runs.values()].find(({ spec }) => spec.arn === arn)
      return run && shown(run)
    },
    mapRunsOf: async parent => [...runs.values()].filter(run => run.parent === parent).map(shown),
    async openMapRuns(after, limit) {
      const open = [...runs.values()].filter(
        ({ number, state, asked, outcome }) => number > after && (state.phase !== 'ended' || asked !== undefined || outcome !== undefined),
      )
      return open.slice(0, limit).map(shown)
    },
    async listedItems(number, from) {
      const row = runs.get(number)?.items.findLast(({ first }) => first <= from)
      if (row === undefined) return { values: [] }
      const { values, keys } = parseJson(row.text) as unknown as { values: Json[]; keys?: string[] }
      const at = from - row.first
      return { values: sliceOf(values, at), ...(keys === undefined ? {} : { keys: keys.slice(at) }) }
    },
    async childStates(number, { from, limit, status }) {
      const found = childrenOf(number, from).filter(({ record }) => (status ?? record.status) === record.status)
      return found.slice(0, limit).map(({ number: execution, record }): ChildState => {
        const { first, count } = record.mapRun!
        const state = { number: execution, first, count, status: record.status }
        return record.redriveDate === undefined ? state : { ...state, redriveDate: record.redriveDate }
      })
    },
    async withChildrenInFrames() {
      const former = [...executions].filter(([, { frames }]) =>
        [...frames.values()].some(({ text }) => /"kind":"join".*"run":\{"arn"/.test(text)),
      )
      return former.map(([number]) => number)
    },
    childRecords: async (number, { from, limit }) =>
      childrenOf(number, from)
        .slice(0, limit)
        .map(({ record }) => record),
  }
}
