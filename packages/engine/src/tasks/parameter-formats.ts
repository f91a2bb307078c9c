import { isJsonObject, type Json } from '@pasos/asl'
import { findIntegration, parseResource } from '@pasos/integrations'

/**
 * Why a task with these parameters cannot be scheduled, in AWS's words; nothing when it can. Step Functions checks the form of what
 * optimized integrations take itself; null, which is as good as missing, is left to the service.
 */
export function refuseParameters(resource: string, parameters: Json): string | undefined {
  const parsed = parseResource(resource)
  if (parsed.kind !== 'service' || parsed.isSdk || !isJsonObject(parameters)) return undefined
  const known = findIntegration(parsed.service, parsed.action)?.parameters
  if (known === undefined) return undefined
  const problems = Object.entries(parameters).flatMap(([name, value]) => {
    if (value === null) return []
    if (known.texts.includes(name) && typeof value !== 'string') return [`The value for the field '${name}' must be a STRING`]
    return known.lists?.includes(name) && !isMapOfTexts(value) ? [`The value of the field '${name}' has an invalid format`] : []
  })
  if (problems.length === 0) return undefined
  return `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problems.join(', ')}]`
}

/** `{ "name": ["value", …] }` */
function isMapOfTexts(value: Json): boolean {
  return isJsonObject(value) && Object.values(value).every(texts => Array.isArray(texts) && texts.every(item => typeof item === 'string'))
}
