import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { Lookup, TaskFailure } from '@pasos/integrations'
import type { ServiceCaller } from '../ports/service-caller.ts'
import type { TaskRequest } from '../ports/tasks.ts'
import { failureOf, type ServiceTask, serviceCall } from './service-task.ts'

/** The id of what a task's parameters call by its name, or why there is none. Rejects when nobody answers. */
export async function lookUp(
  ...[caller, task, lookup, request, parameters, signal]: [ServiceCaller, ServiceTask, Lookup, TaskRequest, JsonObject, AbortSignal]
): Promise<{ id: Json } | TaskFailure> {
  const wanted = parameters[lookup.name]
  const input = lookup.input(parameters) as JsonObject
  let marker: Json | undefined
  do {
    const asked = marker === undefined ? input : { ...input, Marker: marker }
    const answer = await caller.call(serviceCall(task, request, lookup.operation, asked), signal)
    if (answer.outcome === 'refused') return failureOf(task, answer)
    const page = answer.output[lookup.list]
    const found = Array.isArray(page) ? page.find(each => isJsonObject(each) && each['Name'] === wanted) : undefined
    if (found !== undefined) return { id: (found as JsonObject)['Id'] ?? null }
    marker = answer.output['Marker']
  } while (typeof marker === 'string' && marker !== '')
  // Ours: AWS does not say how it puts this.
  const { prefix = '', baseException = '' } = task.integration?.service ?? {}
  return { error: `${prefix}.${baseException}`, cause: `There is nothing with the ${lookup.name} ${JSON.stringify(wanted)}.` }
}
