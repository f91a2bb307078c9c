import type { Json } from '../../json.ts'
import type { CheckContext, QueryLanguage } from '../check-context.ts'
import type { Place } from '../place.ts'
import type { DataShape } from './data-shape.ts'

/** What a caller may tell of the world, so that more can be found before anything runs. */
export interface FlowSamples {
  /** An input as executions will have it. */
  input?: Json
  /** What states' tasks return, by the state's name. */
  results?: Readonly<Record<string, Json>>
}

/** One state as its flow is followed. */
export interface StateFlow {
  name: string
  type: string
  place: Place
  language: QueryLanguage
  input: DataShape
  samples: FlowSamples
  context: CheckContext
  /** Findings are reported in the last pass only, when all shapes are known. */
  isReporting: boolean
  /** The input as it is before the state has ever run; in a loop `input` holds what it brought itself. Only while reporting. */
  firstInput?: () => DataShape
  /** Told what the state's task, Map or Parallel answers. Only while reporting. */
  sawResult?: (result: DataShape) => void
}

/** Where a state leads, and with what. */
export interface FlowEdge {
  target: string
  data: DataShape
}

/** What follows a state: its edges, and its output when it ends its scope. */
export interface StateOutcome {
  edges: FlowEdge[]
  end?: DataShape
}
