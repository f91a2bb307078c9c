import type { Operation, states } from '@pasos/wire'
import type { StatesDependencies } from './dependencies.ts'

/** Warnings only when asked for; FAIL if and only if there is an error. */
export function validateStateMachineDefinition(
  deps: Pick<StatesDependencies, 'checks'>,
): Operation<states.ValidateStateMachineDefinitionInput, states.ValidateStateMachineDefinitionOutput> {
  return ({ definition, type = 'STANDARD', severity, maxResults }) =>
    deps.checks.validate(definition!, type, {
      ...(severity !== undefined && { severity }),
      ...(maxResults !== undefined && { maxResults }),
    })
}
