import {
  type FindInputShape,
  isJsonObject,
  type Json,
  type JsonObject,
  parameterFaults,
  type QueryLanguage,
  ruleText,
  strayFieldProblems,
} from '@pasos/asl'
import { findIntegration, type ParameterList, parseResource } from '@pasos/integrations'

/**
 * Why a task with these parameters cannot be scheduled, in AWS's words; nothing when it can. Step Functions checks what integrations
 * take when a machine is created, and again what the execution made of it: what an expression gives as a whole is seen here only. A null,
 * which is as good as missing, is left to the service. What is no object has nothing of what must be there.
 */
export function refuseParameters(
  resource: string,
  parameters: Json,
  { language, inputShape }: { language: QueryLanguage; inputShape: FindInputShape },
): string | undefined {
  const parsed = parseResource(resource)
  if (parsed.kind !== 'service') return undefined
  const members = isJsonObject(parameters) ? parameters : {}
  const problems = [
    ...ownProblems(parsed.isSdk ? undefined : findIntegration(parsed.service, parsed.action)?.parameters, members),
    ...parameterFaults(parsed, members, { inputShape, isTemplate: false }).map(({ rule, field }) => ruleText(rule, { field })),
    ...(language === 'JSONPath' ? strayFieldProblems(members) : []),
  ]
  if (problems.length === 0) return undefined
  return `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problems.join(', ')}]`
}

function ownProblems(known: ParameterList | undefined, parameters: JsonObject): string[] {
  if (known === undefined) return []
  const names = Object.keys(parameters)
  return [
    ...names.filter(name => !takes(known, name)).map(field => ruleText('parameter-unknown', { field })),
    ...names.flatMap(name => formProblem(known, name, parameters[name]!) ?? []),
    ...known.required.filter(name => !Object.hasOwn(parameters, name)).map(field => ruleText('parameter-missing', { field })),
  ]
}

function takes({ required, optional }: ParameterList, name: string): boolean {
  return required.includes(name) || optional.includes(name)
}

function formProblem(known: ParameterList, name: string, value: Json): string | undefined {
  if (value === null) return undefined
  if (known.texts.includes(name) && typeof value !== 'string') return ruleText('parameter-text', { field: name })
  return hasForm(known, name, value) ? undefined : `The value of the field '${name}' has an invalid format`
}

function hasForm({ lists, objects, words }: ParameterList, name: string, value: Json): boolean {
  if (lists?.includes(name)) return isMapOfTexts(value)
  if (objects?.includes(name)) return isJsonObject(value)
  return words === undefined || !Object.hasOwn(words, name) || words[name]!.includes(value as string)
}

/** `{ "name": ["value", …] }` */
function isMapOfTexts(value: Json): boolean {
  return isJsonObject(value) && Object.values(value).every(texts => Array.isArray(texts) && texts.every(item => typeof item === 'string'))
}
