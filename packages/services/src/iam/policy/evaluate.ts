import type { CompiledPolicy, CompiledStatement, PolicyRequest } from './compiled-policy.ts'

export type Decision = 'allow' | 'explicit-deny' | 'implicit-deny'

export interface Evaluation {
  decision: Decision
  /** The statement that decided; none for an implicit deny. */
  statement?: CompiledStatement
  /** Which of the policies it is in. */
  policyIndex?: number
}

/** An explicit deny in any statement wins over an allow in any other; without either it is an implicit deny. */
export function evaluate(policies: readonly CompiledPolicy[], request: PolicyRequest): Evaluation {
  let allowed: Evaluation | undefined
  // By index, as an iterator makes an object for each policy.
  for (let policyIndex = 0; policyIndex < policies.length; policyIndex++) {
    for (const statement of policies[policyIndex]!) {
      if (statement.effect === 'Allow' && allowed !== undefined) continue
      if (!statement.applies(request)) continue
      if (statement.effect === 'Deny') return { decision: 'explicit-deny', statement, policyIndex }
      allowed = { decision: 'allow', statement, policyIndex }
    }
  }
  return allowed ?? { decision: 'implicit-deny' }
}
