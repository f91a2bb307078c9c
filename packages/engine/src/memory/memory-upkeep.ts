import { crc32 } from 'node:zlib'
import type { Damage, ExecutionNumber, Upkeep } from '../ports/journal.ts'
import type { MapRunJournal } from '../ports/map-runs.ts'
import type { Kept } from './memory-journal.ts'

/** Care for what a journal in memory keeps; there is nothing to copy. */
export function memoryUpkeep(kept: {
  executions: Map<ExecutionNumber, Kept>
  numbers: Map<string, ExecutionNumber>
  definitions: Map<string, string>
  mapRun: MapRunJournal['mapRun']
  expireMapRuns(parent: ExecutionNumber): void
}): Omit<Upkeep, 'backup'> {
  const { executions, numbers, definitions, mapRun, expireMapRuns } = kept
  return {
    async expire(before, after, limit) {
      const slice = [...executions].filter(([number]) => number > after).slice(0, limit)
      for (const [number, { record }] of slice) {
        if (record.status === 'RUNNING' || record.stopDate === undefined || record.stopDate >= before) continue
        const run = record.mapRun && (await mapRun(record.mapRun.number))
        if (run !== undefined && run.state.phase !== 'ended') continue
        executions.delete(number)
        numbers.delete(record.executionArn)
        expireMapRuns(number)
      }
      return slice.at(-1)?.[0]
    },
    async collectDefinitions(isInUse) {
      const wanted = new Set([...executions.values()].map(({ record }) => record.definitionId))
      for (const id of definitions.keys()) if (!wanted.has(id) && !isInUse(id)) definitions.delete(id)
    },
    async verify() {
      const damages: Damage[] = []
      let events = 0
      for (const { record, chunks } of executions.values()) {
        const { executionArn, definitionId } = record
        if (!definitions.has(definitionId)) damages.push({ executionArn, what: 'The definition of the execution is missing.' })
        const lastWhole = lastWholeEvent(chunks)
        events += lastWhole
        if (lastWhole < (chunks.at(-1)?.lastId ?? 0))
          damages.push({ executionArn, eventId: lastWhole + 1, what: `The history is damaged from event ${lastWhole + 1} on.` })
      }
      return { executions: executions.size, events, damages }
    },
  }
}

function lastWholeEvent(chunks: Kept['chunks']): number {
  let sum = 0
  let last = 0
  for (const chunk of chunks) {
    sum = crc32(chunk.text, sum)
    if (chunk.firstId !== last + 1 || chunk.sum !== sum) break
    last = chunk.lastId
  }
  return last
}
