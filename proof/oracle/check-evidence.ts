import { checkCalls } from './check-calls.ts'
import { checkDataFlow } from './check-data-flow.ts'
import { checkHistory } from './check-history.ts'
import { checkInvocations } from './check-invocations.ts'
import { checkTiming } from './check-timing.ts'
import type { Evidence, Violation } from './evidence.ts'
import { machineView } from './machine-view.ts'

export { checkCalls } from './check-calls.ts'
export type { Acknowledged, Evidence, Invocation, ObservedExecution, Violation } from './evidence.ts'

/**
 * The one judge of all runs with faults: kills, injected errors, power loss, clock jumps, simulation. Compares what clients were
 * promised and workers were asked with what the server tells in the end; answers everything that the promises of durability forbid.
 */
export function checkEvidence(evidence: Evidence): Violation[] {
  const violations: Violation[] = []
  const views = new Map<string, ReturnType<typeof machineView>>()
  for (const execution of evidence.executions) {
    const { executionArn, definition } = execution
    const tell = (rule: Violation['rule'], what: string): void => void violations.push({ executionArn, rule, what })
    const machine = views.get(definition) ?? machineView(definition)
    views.set(definition, machine)
    const before = violations.length
    checkHistory(execution, tell)
    // A damaged chain makes every further finding an echo of the first.
    if (violations.length > before) continue
    checkDataFlow(execution, machine, tell)
    checkTiming(execution, machine, evidence, tell)
  }
  checkCalls(evidence, violations)
  checkInvocations(evidence, violations)
  return violations
}
