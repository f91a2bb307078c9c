/** A machine that means harm. */
export interface Attack {
  name: string
  definition: string
  /** JSON text; `{"a":{}}` where it does not matter. */
  input?: string
  /** The error the execution ends in, `SUCCEEDED` where it can do no harm, `InvalidDefinition` where no machine may be made of it. */
  outcome: string
}

/** One Pass state whose output is an expression. */
export function jsonata(expression: string): string {
  return jsonataFields({ x: `{% ${expression} %}` })
}

export function jsonataFields(Output: object): string {
  return JSON.stringify({ QueryLanguage: 'JSONata', ...parts({ S: { Type: 'Pass', Output, End: true } }) })
}

/** One Pass state with a path or an intrinsic function in its template. */
export function jsonPath(path: string): string {
  return passing({ Parameters: { 'x.$': path } })
}

export function passing(fields: object): string {
  return machine({ S: { Type: 'Pass', ...fields, End: true } })
}

/** States of JSONPath, of which `S` is the first. */
export function machine(states: object): string {
  return JSON.stringify(parts(states))
}

function parts(States: object): object {
  return { StartAt: 'S', States }
}
