import type { State } from '../definition/program.ts'
import type { Json, JsonObject } from '../json.ts'
import type { DataStage, StateInspector } from '../machine/inspector.ts'
import type { Failure } from '../machine/turn-builder.ts'
import { printJson } from './print-json.ts'
import type { InspectionData } from './request.ts'

/** What was seen of a state that ran. */
export interface Inspection extends StateInspector {
  readonly stages: ReadonlyMap<DataStage, Json>
  readonly failure: Failure | undefined
  readonly errorDetails: NonNullable<InspectionData['errorDetails']>
}

export function newInspection(): Inspection {
  const stages = new Map<DataStage, Json>()
  const errorDetails: NonNullable<InspectionData['errorDetails']> = {}
  let failure: Failure | undefined
  return {
    stages,
    errorDetails,
    get failure() {
      return failure
    },
    stage: (name, value) => stages.set(name, value),
    failed(found) {
      failure = found
    },
    retrier(index, delaySeconds) {
      errorDetails.retryIndex = index
      // The API has an integer there.
      if (delaySeconds !== undefined) errorDetails.retryBackoffIntervalSeconds = Math.round(delaySeconds)
    },
    catcher(index) {
      errorDetails.catchIndex = index
    },
  }
}

const resultStages: readonly DataStage[] = ['afterResultSelector', 'afterResultPath']
const settings = ['maxConcurrency', 'toleratedFailureCount', 'toleratedFailurePercentage'] as const

/** AWS: which stages the inspection of a state has. Not all that happen are shown: Parallel keeps its input to itself. */
function shownStages(state: State): readonly DataStage[] {
  switch (state.type) {
    case 'Pass':
      return state.result === undefined ? ['afterInputPath', 'afterParameters', ...resultStages] : ['result', ...resultStages]
    case 'Task':
      return ['afterArguments', 'afterInputPath', 'afterParameters', 'result', ...resultStages]
    case 'Parallel':
      return resultStages
    case 'Map':
      return ['afterInputPath', 'afterItemsPath', 'afterItemSelector', 'afterItemBatcher', ...resultStages]
    case 'Choice':
    case 'Wait':
    case 'Succeed':
    case 'Fail':
      return ['afterInputPath']
  }
}

/** The `inspectionData` of the API, whatever the level that was asked for. */
export function inspectionData(
  state: State,
  inspection: Inspection,
  texts: { input: string; variables: JsonObject | undefined; pointed: Json | undefined },
): InspectionData {
  const { stages, errorDetails } = inspection
  const shown = shownStages(state).filter(name => stages.has(name))
  return {
    input: texts.input,
    ...Object.fromEntries(shown.map(name => [name, printJson(stages.get(name) ?? null)])),
    ...Object.fromEntries(settings.filter(name => stages.has(name)).map(name => [name, stages.get(name)])),
    ...(texts.pointed !== undefined && { afterItemsPointer: printJson(texts.pointed) }),
    ...(texts.variables !== undefined && Object.keys(texts.variables).length > 0 && { variables: printJson(texts.variables) }),
    ...(Object.keys(errorDetails).length > 0 && { errorDetails }),
  }
}
