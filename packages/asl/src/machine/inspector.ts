import type { Json } from '../json.ts'
import type { SpelledNumber } from '../spelled-numbers.ts'
import type { Failure } from './turn-builder.ts'

/** What becomes of a state's data on its way, and a Map's settings; by the names TestState has for them. */
export type DataStage =
  | 'afterInputPath'
  | 'afterParameters'
  | 'afterArguments'
  | 'result'
  | 'afterResultSelector'
  | 'afterResultPath'
  | 'afterItemsPath'
  | 'afterItemSelector'
  | 'afterItemBatcher'
  | 'maxConcurrency'
  | 'toleratedFailureCount'
  | 'toleratedFailurePercentage'

/** Looks on while a state runs. Executions have none: it costs them the look whether there is one. */
export interface StateInspector {
  /** @param value a number comes with its text where that is unusual */
  stage(name: DataStage, value: Json | SpelledNumber): void
  failed(failure: Failure): void
  /** The retrier that knows the error; without a delay it is used up. */
  retrier(index: number, delaySeconds: number | undefined): void
  catcher(index: number): void
}
