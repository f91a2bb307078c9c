import { findIntegration, type Integration, isIntegration, parseResource } from '@pasos/integrations'
import type { CheckContext } from '../check-context.ts'
import { isFilledLater } from '../filled-later.ts'
import { suggestion } from '../fix/spelled-like.ts'
import { parameterFaults } from '../parameter-faults.ts'
import { memberOf, type Place, textOf } from '../place.ts'
import type { ObjectVisit } from '../visit.ts'

/**
 * What integrations take: names of parameters, and constants of the wrong type; what a path or an expression gives as a whole is left to
 * the execution. AWS refuses other names when the machine is created, and names the parameters as the place of it however deep they are.
 */
export function checkIntegrationParameters({ place, name, language }: ObjectVisit, context: CheckContext): void {
  if (name !== 'Task') return
  const arn = textOf(place, 'Resource') ?? ''
  const resource = parseResource(arn)
  if (resource.kind !== 'service') return
  const field = language === 'JSONata' ? 'Arguments' : 'Parameters'
  const parameters = memberOf(place, field)
  // AWS: every integration is given some, also one that needs none.
  if (parameters === undefined && isIntegration(resource, name, context.sdkActions) && !isFilledLater(arn, context))
    context.report('parameters-missing', memberOf(place, 'Resource'), { field, resource: arn })
  if (parameters?.node.members === undefined) return
  const isTemplate = language === 'JSONPath'
  const integration = resource.isSdk ? undefined : findIntegration(resource.service, resource.action)
  if (integration !== undefined) checkOwnNames(integration, parameters, isTemplate, context)
  const { inputShape } = context
  if (inputShape === undefined) return
  for (const { rule, field, others } of parameterFaults(resource, parameters.node.value, { inputShape, isTemplate }))
    context.report(rule, parameters, { field, ...(others && suggestion(field, others)) })
}

function checkOwnNames({ parameters: known }: Integration, parameters: Place, isTemplate: boolean, context: CheckContext): void {
  const members = parameters.node.members!
  const given = [...members.keys()].map(member => (isTemplate ? member.replace(/\.\$$/, '') : member))
  for (const field of given) {
    const names = [...known.required, ...known.optional]
    if (names.includes(field) || isFilledLater(field, context)) continue
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
  if (given.some(field => isFilledLater(field, context))) return
  for (const field of known.required) if (!given.includes(field)) context.report('parameter-missing', parameters, { field })
}
