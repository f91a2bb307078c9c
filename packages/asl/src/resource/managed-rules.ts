import { findIntegration, parseResource } from '@pasos/integrations'
import type { Program } from '../definition/program.ts'

/** A rule of EventBridge that Step Functions keeps in the account to hear of the ends of jobs. */
export interface ManagedRule {
  name: string
  /** What the machine's role must be allowed on it. */
  actions: readonly string[]
}

/**
 * The managed rules of a program's `.sync` tasks, each once (developer guide, "How Step Functions generates IAM policies for integrated
 * services"). Jobs that are only polled have none.
 */
export function managedRulesOf(program: Program): ManagedRule[] {
  const rules = new Map<string, ManagedRule>()
  for (const { states } of program.scopes) {
    for (const state of states.values()) {
      if (state.type === 'Task') for (const rule of rulesOfTask(state.resource.arn)) rules.set(rule.name, rule)
    }
  }
  return [...rules.values()]
}

function rulesOfTask(arn: string): ManagedRule[] {
  const resource = parseResource(arn)
  if (resource.kind !== 'service' || resource.isSdk) return []
  if (resource.pattern !== 'sync' && resource.pattern !== 'sync:2') return []
  const needs = findIntegration(resource.service, resource.action)?.action.iam ?? []
  return needs.flatMap(({ actions, resource: arn }) => {
    const name = /^arn:aws:events:\*:\*:rule\/(.+)$/.exec(arn)?.[1]
    return name === undefined ? [] : [{ name, actions }]
  })
}
