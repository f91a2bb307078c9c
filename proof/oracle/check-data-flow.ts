import { isDeepStrictEqual } from 'node:util'
import type { HistoryEvent } from '@pasos/asl'
import type { ObservedExecution, Violation } from './evidence.ts'
import { detailsOf, isEntry, isExit, isTaskEnd } from './history-reading.ts'
import { hasPlainData, type MachineView, successors } from './machine-view.ts'

type Tell = (rule: Violation['rule'], what: string) => void

/** The output of one state is the input of the next that the definition allows; nothing gets lost at joins. */
export function checkDataFlow({ events, input }: ObservedExecution, machine: MachineView, tell: Tell): void {
  for (const event of events) {
    if (isEntry(event.type)) checkEntry(events, event, machine, input, tell)
    else if (isExit(event.type)) checkExit(events, event, machine, tell)
    else if (event.type === 'ExecutionSucceeded') {
      const before = events[event.previousEventId - 1]
      const { name = '', output } = before ? detailsOf(before) : {}
      const state = machine.states.get(name)
      if (!state || !(state.End || state.Type === 'Succeed')) tell('data-flow', `the execution succeeded after ${name}, which is no end`)
      if (!same(detailsOf(event).output, output)) tell('data-flow', `the execution's output is not that of ${name}`)
    }
  }
  checkJoins(events, machine, tell)
}

function checkEntry(events: readonly HistoryEvent[], event: HistoryEvent, machine: MachineView, input: string, tell: Tell): void {
  const { name = '', input: entered } = detailsOf(event)
  const scope = machine.scopeOf.get(name)
  if (scope === undefined) {
    tell('data-flow', `there is no state ${name}`)
    return
  }
  const before = events[event.previousEventId - 1]
  if (!before || !isExit(before.type)) {
    const { rerun } = scope === 'machine' ? detailsOf(events[0]!) : {}
    if ((rerun?.stateName ?? machine.startOf.get(scope)) !== name)
      tell('data-flow', `${name} (${event.id}) is not the first state of its scope`)
    if (scope === 'machine' && rerun === undefined && !same(entered, input))
      tell('data-flow', `${name} was entered with ${entered}, the execution with ${input}`)
    return
  }
  const { name: from = '', output } = detailsOf(before)
  const former = machine.states.get(from)
  if (!former || !successors(former).includes(name)) tell('data-flow', `${name} (${event.id}) does not come after ${from}`)
  if (!same(entered, output)) tell('data-flow', `${name} (${event.id}) was entered with ${entered}, but ${from} gave ${output}`)
}

function checkExit(events: readonly HistoryEvent[], event: HistoryEvent, machine: MachineView, tell: Tell): void {
  const { name = '', output } = detailsOf(event)
  const state = machine.states.get(name)
  if (!state || !hasPlainData(state)) return
  const before = events[event.previousEventId - 1]
  if (!before) return
  const { input, output: result } = detailsOf(before)
  if (/^(Pass|Wait|Choice|Succeed)$/.test(state.Type) && isEntry(before.type) && !same(input, output))
    tell('data-flow', `${name} (${event.id}) made ${output} of ${input}`)
  if (state.Type === 'Task' && isTaskEnd(before.type) && before.type.endsWith('Succeeded') && !same(result, output))
    tell('data-flow', `${name} (${event.id}) was left with ${output}, its task answered ${result}`)
}

/** For joins that ran once: their output is the list of their children's. */
function checkJoins(events: readonly HistoryEvent[], machine: MachineView, tell: Tell): void {
  for (const [name, state] of machine.states) {
    if ((state.Type !== 'Parallel' && state.Type !== 'Map') || !hasPlainData(state)) continue
    // Its children are executions with histories of their own.
    if (state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED') continue
    const named = (type: string) => events.filter(event => event.type === type && detailsOf(event).name === name)
    const exit = named(`${state.Type}StateExited`)[0]
    if (!exit || named(`${state.Type}StateEntered`).length !== 1 || events.some(({ type }) => type === 'ExecutionRedriven')) continue
    const before = events[exit.previousEventId - 1]
    // Left through a catcher.
    if (before && /(Failed|Aborted|TimedOut)$/.test(before.type)) continue
    const found = JSON.parse(detailsOf(exit).output ?? 'null') as unknown
    const expected = state.Type === 'Map' ? iterationOutputs(events, name) : branchOutputs(events, name, machine)
    if (expected && !isDeepStrictEqual(found, expected))
      tell('data-flow', `${name} (${exit.id}) was left with ${JSON.stringify(found)}, its children gave ${JSON.stringify(expected)}`)
  }
}

function iterationOutputs(events: readonly HistoryEvent[], name: string): unknown[] | undefined {
  const outputs: unknown[] = []
  for (const event of events) {
    const details = detailsOf(event)
    if (event.type === 'MapIterationSucceeded' && details.name === name)
      outputs[details.index ?? 0] = JSON.parse(detailsOf(events[event.previousEventId - 1]!).output ?? 'null')
  }
  const started = events.find((event, at) => event.type === 'MapStateStarted' && detailsOf(events[at - 1] ?? event).name === name)
  return started && detailsOf(started).length !== outputs.length ? undefined : outputs
}

function branchOutputs(events: readonly HistoryEvent[], name: string, machine: MachineView): unknown[] | undefined {
  const outputs: unknown[] = []
  const branches = machine.states.get(name)?.Branches ?? []
  for (const [index] of branches.entries()) {
    const ends = events.filter(event => {
      const state = machine.states.get(detailsOf(event).name ?? '')
      return isExit(event.type) && machine.scopeOf.get(detailsOf(event).name ?? '') === `${name}/${index}` && isEnd(state)
    })
    if (ends.length !== 1) return undefined
    outputs.push(JSON.parse(detailsOf(ends[0]!).output ?? 'null'))
  }
  return outputs
}

const isEnd = (state: { End?: boolean; Type: string } | undefined): boolean => state?.End === true || state?.Type === 'Succeed'

/** The same JSON; the spelling may differ by spaces. */
function same(a: string | undefined, b: string | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && isDeepStrictEqual(JSON.parse(a), JSON.parse(b)))
}
