import { findIntegration, parseResource } from '@pasos/integrations'
import type { CheckContext } from '../check-context.ts'
import { suggestion } from '../fix/spelled-like.ts'
import { memberOf, textOf } from '../place.ts'
import type { ObjectVisit } from '../visit.ts'

/**
 * What optimized integrations take: names of parameters, and constants of the wrong type; what a path or an expression gives as a whole
 * is left to the execution. AWS refuses other names when the machine is created.
 */
export function checkIntegrationParameters({ place, name, language }: ObjectVisit, context: CheckContext): void {
  if (name !== 'Task') return
  const resource = parseResource(textOf(place, 'Resource') ?? '')
  if (resource.kind !== 'service' || resource.isSdk) return
  const known = findIntegration(resource.service, resource.action)?.parameters
  const parameters = memberOf(place, language === 'JSONata' ? 'Arguments' : 'Parameters')
  if (known === undefined || parameters?.node.members === undefined) return
  const given = [...parameters.node.members.keys()].map(member => (language === 'JSONPath' ? member.replace(/\.\$$/, '') : member))
  for (const field of given) {
    const names = [...known.required, ...known.optional]
    if (names.includes(field)) continue
    context.report('parameter-unknown', parameters, {
      field,
      ...suggestion(
        field,
        names.filter(each => !given.includes(each)),
      ),
    })
  }
  for (const field of known.texts) {
    const value = parameters.node.members.get(field)?.node.value ?? null
    if (value !== null && typeof value !== 'string') context.report('parameter-text', parameters, { field })
  }
  for (const field of known.required) if (!given.includes(field)) context.report('parameter-missing', parameters, { field })
}
