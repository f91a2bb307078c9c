import type { TemplateEnvironment } from '../intrinsic/intrinsic-function.ts'
import type { Json, JsonObject } from '../json.ts'
import type { WorkBudget } from '../work-budget.ts'

/** What expressions can see. */
export interface JsonataScope {
  /** `$states`: `input` and `context`, and `result` or `errorOutput` where they exist. */
  states: JsonObject
  /** Undefined when there is no such variable. */
  variable(name: string): Json | undefined
  variableNames(): Iterable<string>
  /** Epoch milliseconds: what `$now()` and `$millis()` tell. */
  now: number
  env: TemplateEnvironment
  /** What all expressions of the state may use up together; each by itself where there is none. */
  budget?: WorkBudget
}
