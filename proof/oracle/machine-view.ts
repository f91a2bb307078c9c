/** A state as the oracle reads it: straight from the definition's JSON, without the product's own compiler. */
export interface StateView {
  Type: string
  Next?: string
  End?: boolean
  Default?: string
  Choices?: { Next: string }[]
  Retry?: RetrierView[]
  Catch?: { Next: string; ErrorEquals: string[] }[]
  Branches?: ScopeView[]
  ItemProcessor?: ScopeView & { ProcessorConfig?: { Mode?: string } }
  Seconds?: number
  SecondsPath?: string
  TimeoutSeconds?: number
  HeartbeatSeconds?: number
}

export interface RetrierView {
  ErrorEquals: string[]
  MaxAttempts?: number
  IntervalSeconds?: number
  BackoffRate?: number
  JitterStrategy?: string
  MaxDelaySeconds?: number
}

interface ScopeView {
  StartAt: string
  States: Record<string, StateView>
}

export interface MachineView {
  /** All states by name, whatever their scope; ASL forbids two of one name. */
  states: Map<string, StateView>
  /** Names of the states of the branch or iteration that a state belongs to; the top level is 'machine'. */
  scopeOf: Map<string, string>
  startOf: Map<string, string>
}

export function machineView(definition: string): MachineView {
  const view: MachineView = { states: new Map(), scopeOf: new Map(), startOf: new Map() }
  const visit = (scope: ScopeView, id: string): void => {
    view.startOf.set(id, scope.StartAt)
    for (const [name, state] of Object.entries(scope.States)) {
      view.states.set(name, state)
      view.scopeOf.set(name, id)
      for (const [index, branch] of (state.Branches ?? []).entries()) visit(branch, `${name}/${index}`)
      if (state.ItemProcessor) visit(state.ItemProcessor, `${name}/*`)
    }
  }
  visit(JSON.parse(definition) as ScopeView, 'machine')
  return view
}

/** Whether a state's output is its input, or the result of its task or children, untouched by any field. */
export function hasPlainData(state: StateView): boolean {
  const ofOutput = ['OutputPath', 'ResultPath', 'ResultSelector', 'Output', 'Assign', 'QueryLanguage']
  const ofInput = ['InputPath', 'Parameters', 'Result']
  const hasResult = state.Type === 'Task' || state.Type === 'Map' || state.Type === 'Parallel'
  return ![...ofOutput, ...(hasResult ? [] : ofInput)].some(field => field in state)
}

/** States that may come after `name`. */
export function successors(state: StateView): string[] {
  const all = [state.Next, state.Default, ...(state.Choices ?? []).map(rule => rule.Next), ...(state.Catch ?? []).map(rule => rule.Next)]
  return all.filter(name => name !== undefined)
}
