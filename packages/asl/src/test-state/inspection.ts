import type { State } from '../definition/program.ts'
import type { Json, JsonObject } from '../json.ts'
import type { DataStage, StateInspector } from '../machine/inspector.ts'
import type { Failure } from '../machine/turn-builder.ts'
import type { SpelledNumber } from '../spelled-numbers.ts'
import { printWithin } from './print-json.ts'
import type { InspectionData } from './request.ts'

/** What was seen of a state that ran. */
export interface Inspection extends StateInspector {
  readonly stages: ReadonlyMap<DataStage, Json | SpelledNumber>
  readonly failure: Failure | undefined
  readonly errorDetails: NonNullable<InspectionData['errorDetails']>
}

export function newInspection(): Inspection {
  const stages = new Map<DataStage, Json | SpelledNumber>()
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

/** API reference, InspectionData: no text is longer. What would be is left out. */
const LONGEST_TEXT = 262_144

/** The `inspectionData` of the API. */
export function inspectionData(
  state: State,
  inspection: Inspection,
  texts: { input: string; variables: JsonObject | undefined; pointed: Json | undefined },
): InspectionData {
  const { stages, errorDetails } = inspection
  const shown = Object.fromEntries(shownStages(state).map(name => [name, stages.get(name)]))
  const numbers = settings.filter(name => stages.has(name)).map(name => [name, stages.get(name)])
  const hasVariables = texts.variables !== undefined && Object.keys(texts.variables).length > 0
  return {
    input: texts.input,
    ...printed({ ...shown, afterItemsPointer: texts.pointed, variables: hasVariables ? texts.variables : undefined }),
    ...Object.fromEntries(numbers),
    ...(Object.keys(errorDetails).length > 0 && { errorDetails }),
  }
}

function printed(values: Record<string, Json | SpelledNumber | undefined>): Record<string, string> {
  const texts = Object.entries(values).map(([name, value]) => [name, value === undefined ? undefined : printWithin(value, LONGEST_TEXT)])
  return Object.fromEntries(texts.filter(([, text]) => text !== undefined))
}
