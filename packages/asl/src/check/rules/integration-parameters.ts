import { findIntegration, type Integration, parseResource } from '@pasos/integrations'
import type { CheckContext } from '../check-context.ts'
import { isFilledLater } from '../filled-later.ts'
import { suggestion } from '../fix/spelled-like.ts'
import { nestedParameterFaults, type ParameterFault, sdkParameterFaults } from '../parameter-faults.ts'
import { memberOf, type Place, textOf } from '../place.ts'
import type { ObjectVisit } from '../visit.ts'

/**
 * What integrations take: names of parameters, and constants of the wrong type; what a path or an expression gives as a whole is left to
 * the execution. AWS refuses other names when the machine is created, and names the parameters as the place of it however deep they are.
 */
export function checkIntegrationParameters({ place, name, language }: ObjectVisit, context: CheckContext): void {
  if (name !== 'Task') return
  const resource = parseResource(textOf(place, 'Resource') ?? '')
  const parameters = memberOf(place, language === 'JSONata' ? 'Arguments' : 'Parameters')
  if (resource.kind !== 'service' || parameters?.node.members === undefined) return
  const isTemplate = language === 'JSONPath'
  if (resource.isSdk) {
    const shape = context.inputShape?.(resource.service, upperFirst(resource.action))
    if (shape !== undefined) reportFaults(sdkParameterFaults(shape, parameters.node.value, isTemplate), parameters, context)
    return
  }
  const integration = findIntegration(resource.service, resource.action)
  if (integration === undefined) return
  checkOwnNames(integration, parameters, isTemplate, context)
  const shape = integration.operation === null ? undefined : context.inputShape?.(integration.model, integration.operation)
  if (shape !== undefined) reportFaults(nestedParameterFaults(integration, shape, parameters.node.value, isTemplate), parameters, context)
}

function reportFaults(faults: readonly ParameterFault[], parameters: Place, context: CheckContext): void {
  for (const { rule, field } of faults) context.report(rule, parameters, { field })
}

function checkOwnNames({ parameters: known }: Integration, parameters: Place, isTemplate: boolean, context: CheckContext): void {
  const members = parameters.node.members!
  const given = [...members.keys()].map(member => (isTemplate ? member.replace(/\.\$$/, '') : member))
  for (const field of given) {
    const names = [...known.required, ...known.optional]
    if (names.includes(field) || (context.allowsSubstitutions && isFilledLater(field))) continue
    context.report('parameter-unknown', parameters, {
      field,
      ...suggestion(
        field,
        names.filter(each => !given.includes(each)),
      ),
    })
  }
  for (const field of known.texts) {
    const value = members.get(field)?.node.value ?? null
    if (value !== null && typeof value !== 'string') context.report('parameter-text', parameters, { field })
  }
  // A name that a deployment fills in may be the one that is missed.
  if (context.allowsSubstitutions && given.some(isFilledLater)) return
  for (const field of known.required) if (!given.includes(field)) context.report('parameter-missing', parameters, { field })
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
