import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { parseResource } from '@pasos/integrations'

const mostRemembered = 500

/**
 * Which executions may run on any node: those whose tasks need nothing but functions, which every node can run. Whatever calls other services,
 * takes workers or starts children of a distributed Map runs where those are, which is the home. `runsAnywhere` says it of one function.
 */
export function spreadable(runsAnywhere: (functionName: string) => boolean): (definition: string) => boolean {
  /** The functions that a definition calls; undefined when it needs more than functions. */
  const known = new Map<string, readonly string[] | undefined>()
  return definition => {
    if (!known.has(definition)) {
      if (known.size >= mostRemembered) known.delete(known.keys().next().value!)
      const called = new Set<string>()
      known.set(definition, collect(JSON.parse(definition) as Json, called) ? [...called] : undefined)
    }
    return known.get(definition)?.every(runsAnywhere) ?? false
  }
}

/**
 * Gathers the functions that tasks call; false when there is something that needs the home. Looks everywhere in the text: data that looks like a
 * state costs a place to run, and nothing else.
 */
function collect(value: Json, called: Set<string>): boolean {
  if (Array.isArray(value)) return value.every(each => collect(each, called))
  if (!isJsonObject(value)) return true
  if (value['Mode'] === 'DISTRIBUTED') return false
  if (value['Type'] === 'Task') {
    const name = functionOf(value)
    if (name === undefined) return false
    called.add(name)
  }
  return Object.values(value).every(each => collect(each, called))
}

/** The function that a task waits for, where its definition says which. */
function functionOf({ Resource: resource, Parameters, Arguments = Parameters }: JsonObject): string | undefined {
  if (typeof resource !== 'string') return undefined
  const parsed = parseResource(resource)
  if (parsed.kind === 'function') return resource
  if (parsed.kind !== 'service' || parsed.resourceType !== 'lambda' || parsed.action !== 'invoke') return undefined
  // An invocation that nobody waits for is kept and tried again by the home.
  if (!isJsonObject(Arguments) || Object.keys(Arguments).some(member => member.startsWith('InvocationType'))) return undefined
  const name = Arguments['FunctionName']
  return typeof name === 'string' && !name.startsWith('{%') ? name : undefined
}
