import type { TemplateEnvironment } from '../intrinsic/intrinsic-function.ts'
import type { Json, JsonObject } from '../json.ts'

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
}
