import { isIntegration, parseResource } from '@pasos/integrations'
import type { CheckContext } from '../check-context.ts'
import { isFilledLater } from '../filled-later.ts'
import { memberOf } from '../place.ts'
import type { FieldVisit } from '../visit.ts'

/** Resources of tasks, item readers and result writers: form, existence, and what express workflows may not use. */
export function checkResource({ field, fieldShape, name, place, type }: FieldVisit, context: CheckContext): void {
  if (fieldShape.value.kind !== 'resource') return
  const { value } = field.node
  if (typeof value !== 'string') {
    context.report('value-type', field, { expected: 'String' })
    return
  }
  if (isFilledLater(value, context)) return
  const integration = parseResource(value)
  if (name === 'Task' && integration.kind === 'activity') {
    if (type === 'EXPRESS') context.report('express-activity', field)
    const credentials = memberOf(place, 'Credentials')
    if (credentials !== undefined) context.report('activity-credentials', credentials)
    return
  }
  if (name === 'Task' && (integration.kind === 'function' || integration.kind === 'swf')) return
  if (integration.kind !== 'service') context.report('resource-arn', field)
  else if (name !== 'Task' && !isIntegration(integration, name)) context.report('map-resource', field)
  else if (!isIntegration(integration, name, context.sdkActions)) context.report('resource-unknown', field, { resource: value })
  else if (type === 'EXPRESS' && integration.pattern !== 'RR') {
    // AWS: the same words whichever version of .sync it is, and a blank at their end for tokens only.
    const isToken = integration.pattern === 'waitForTaskToken'
    context.report('express-pattern', field, isToken ? { pattern: '.waitForTaskToken', blank: ' ' } : { pattern: '.sync', blank: '' })
  }
}
