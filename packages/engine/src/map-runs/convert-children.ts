import {
  childNames,
  convertDistributedMaps,
  type HistoryEvent,
  mapStateOf,
  newMapRun,
  type Program,
  type StartChild,
  type StepEnvironment,
  storeMapRun,
  Watermark,
} from '@pasos/asl'
import type { Interpreter } from '../ports/interpreter.ts'
import type { ExecutionNumber, Journal, LoadedExecution, TurnWrite } from '../ports/journal.ts'
import type { MapRunJournal, MapRunNumber, MapRunWrite } from '../ports/map-runs.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import { encodeHistory } from '../runtime/encode-turn.ts'
import type { Programs } from '../runtime/programs.ts'
import { infoOf } from '../runtime/run.ts'
import { rowsOfItems } from './listed-items.ts'
import { machineNameOf } from './map-run-actor.ts'

/**
 * Makes executions of the children that a former version kept in their parents' frames. An execution is converted by writes that are
 * given at once; one that is not on disk when the process dies is converted by the next.
 */
export async function convertChildren(options: {
  journal: Pick<Journal, 'allocate' | 'load' | 'commit'> & Pick<MapRunJournal, 'withChildrenInFrames' | 'childrenConverted'>
  interpreter: Pick<Interpreter, 'restoreSnapshot'>
  definitions: Pick<Programs, 'load'>
  environment: (number: ExecutionNumber, executionArn: string) => StepEnvironment
}): Promise<void> {
  const { journal, interpreter, definitions, environment } = options
  const numbers = await journal.withChildrenInFrames()
  if (numbers === undefined) return
  const commit = (write: TurnWrite): Promise<void> =>
    new Promise((resolve, reject) => journal.commit(write, error => (error ? reject(error) : resolve())))
  for (const number of numbers) {
    const loaded = await journal.load(number)
    if (loaded === undefined) continue
    const { record, frames, lastEventId, nextFrameId } = loaded
    const program = (await definitions.load(record.definitionId)) as Program
    const snapshot = interpreter.restoreSnapshot(infoOf(record, machineNameOf(record.stateMachineArn)), frames, lastEventId, nextFrameId)
    const converted = convertDistributedMaps(program, snapshot, environment(number, record.executionArn))
    const runs = converted.mapRuns.map(found => ({ ...found, number: journal.allocate() }))
    const parent: TurnWrite = {
      ...emptyWrite(number, nextFrameId),
      frames: converted.frames.map(frame => ({ id: frame.id, text: JSON.stringify(frame) })),
      removedFrames: converted.removed,
      mapRuns: runs.map(found => startOf(found.number, loaded, found.command)),
    }
    const children = runs.flatMap(({ number: mapRun, command, finished }) =>
      finished.map(({ first, output }) => {
        const created = finishedChild(record, program, { mapRun, command, first, output: JSON.stringify(output) })
        return { ...emptyWrite(journal.allocate(), 0), created, history: encodeHistory(0, historyOf(created)) }
      }),
    )
    await Promise.all([parent, ...children].map(commit))
  }
  await new Promise<void>((resolve, reject) => journal.childrenConverted(error => (error ? reject(error) : resolve())))
}

/** A Map Run whose parent has failed has failed, too, and waits for a redrive. */
function startOf(number: MapRunNumber, { number: parent, record }: LoadedExecution, command: StartChild): MapRunWrite {
  const { child, mapRun: spec, settings, items } = command
  const total = items?.values.length
  const state = storeMapRun(newMapRun(settings, record.startDate, total), new Watermark())
  const ended = {
    status: record.status === 'ABORTED' ? 'ABORTED' : 'FAILED',
    phase: 'ended',
    stopDate: record.stopDate ?? record.startDate,
  } as const
  return {
    ...{ type: 'started', number, parent, child, spec },
    state: record.status === 'RUNNING' ? state : { ...state, ...ended },
    items: items === undefined ? [] : rowsOfItems(items),
  }
}

function finishedChild(
  parent: ExecutionRecord,
  program: Program,
  { mapRun: number, command, first, output }: { mapRun: MapRunNumber; command: StartChild; first: number; output: string },
): ExecutionRecord {
  const { mapRun: spec, items } = command
  const { name, executionArn, stateMachineArn } = childNames(spec, first)
  const { definitionId, roleArn, startDate } = parent
  const { scope } = mapStateOf(program, spec)
  return {
    ...{ executionArn, stateMachineArn, definitionId, roleArn, name, type: spec.childType, status: 'SUCCEEDED', startDate },
    ...{ stopDate: startDate, input: JSON.stringify(items?.values[first] ?? null), output, redriveCount: 0 },
    mapRun: { number, arn: spec.arn, scope, first, count: 1 },
  }
}

/** All that is known of it: that it began and how it ended. When, its parent's frames did not say. */
function historyOf({ input, output = '', roleArn, startDate: timestamp }: ExecutionRecord): HistoryEvent[] {
  const whole = { truncated: false }
  return [
    {
      ...{ id: 1, previousEventId: 0, timestamp, type: 'ExecutionStarted' },
      executionStartedEventDetails: { input, inputDetails: whole, roleArn },
    },
    {
      ...{ id: 2, previousEventId: 1, timestamp, type: 'ExecutionSucceeded' },
      executionSucceededEventDetails: { output, outputDetails: whole },
    },
  ]
}

function emptyWrite(number: ExecutionNumber, nextFrameId: number): TurnWrite {
  return {
    ...{ number, nextFrameId, frames: [], removedFrames: [], history: [] },
    ...{ setTimers: [], clearedTimers: [] },
  }
}
