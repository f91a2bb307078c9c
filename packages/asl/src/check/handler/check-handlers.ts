import { functionNameOf, integrationOf, isOfLambda } from '@pasos/integrations'
import type { CheckContext } from '../check-context.ts'
import { memberOf, type Place } from '../place.ts'
import type { ScopeVisit } from '../visit.ts'
import { checkHandler, type FunctionPackage } from './check-handler.ts'

/** Checks the functions that tasks call, where the caller knows what is in them. Keys are ARNs or names of functions. */
export function checkHandlers(
  scopes: readonly ScopeVisit[],
  functions: Readonly<Record<string, FunctionPackage>>,
  context: CheckContext,
): void {
  for (const scope of scopes) {
    for (const state of scope.list) {
      const place = functionPlace(state)
      const known = typeof place?.node.value === 'string' ? findFunction(place.node.value, functions) : undefined
      const problem = known && checkHandler(known)
      if (place === undefined || problem === undefined) continue
      if (problem.kind === 'format') context.report('handler-format', place, { handler: problem.handler })
      else {
        const { handler, expected, files, suggestion } = problem
        context.report('handler-file', place, { handler, expected, files, suggestion: suggestion ?? '?' })
      }
    }
  }
}

/** Where a task names its function: its Resource, or `FunctionName` for lambda:invoke. */
function functionPlace(state: Place): Place | undefined {
  const resource = memberOf(state, 'Resource')
  if (typeof resource?.node.value !== 'string') return undefined
  if (isOfLambda(resource.node.value)) return resource
  if (integrationOf(resource.node.value) !== 'lambda:invoke') return undefined
  const given = memberOf(state, 'Parameters') ?? memberOf(state, 'Arguments')
  return given && memberOf(given, 'FunctionName')
}

function findFunction(reference: string, functions: Readonly<Record<string, FunctionPackage>>): FunctionPackage | undefined {
  const name = functionNameOf(reference)
  for (const key of [reference, name]) if (Object.hasOwn(functions, key)) return functions[key]
  const arn = Object.keys(functions).find(key => key.includes(':') && functionNameOf(key) === name)
  return arn === undefined ? undefined : functions[arn]
}
