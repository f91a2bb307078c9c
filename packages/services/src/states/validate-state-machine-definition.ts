import type { ValidateStateMachineDefinitionInput, ValidateStateMachineDefinitionOutput } from '@aws-sdk/client-sfn'
import type { Operation } from '@pasos/wire'
import type { StatesDependencies } from './dependencies.ts'

/** Warnings only when asked for; `maxResults` 0 or absent means 100. FAIL if and only if there is an error. */
export function validateStateMachineDefinition(
  deps: Pick<StatesDependencies, 'checks'>,
): Operation<ValidateStateMachineDefinitionInput, ValidateStateMachineDefinitionOutput> {
  return ({ definition, type = 'STANDARD', severity = 'ERROR', maxResults }) => {
    const found = deps.checks.validate(definition!, type)
    const wanted = severity === 'WARNING' ? found : found.filter(diagnostic => diagnostic.severity === 'ERROR')
    const limit = maxResults || 100
    return {
      result: found.some(diagnostic => diagnostic.severity === 'ERROR') ? 'FAIL' : 'OK',
      diagnostics: wanted.slice(0, limit),
      truncated: wanted.length > limit,
    }
  }
}
