import {
  type FindInputShape,
  isJsonObject,
  type Json,
  type JsonObject,
  nestedParameterFaults,
  type ParameterFault,
  type QueryLanguage,
  ruleText,
  sdkParameterFaults,
  strayFieldProblems,
} from '@pasos/asl'
import { findIntegration, type ParameterList, type ParsedResource, parseResource } from '@pasos/integrations'

/**
 * Why a task with these parameters cannot be scheduled, in AWS's words; nothing when it can. Step Functions checks what integrations
 * take when a machine is created, and again what the execution made of it: what an expression gives as a whole is seen here only. A null,
 * which is as good as missing, is left to the service.
 */
export function refuseParameters(
  resource: string,
  parameters: Json,
  { language, inputShape }: { language: QueryLanguage; inputShape: FindInputShape },
): string | undefined {
  const parsed = parseResource(resource)
  if (parsed.kind !== 'service' || !isJsonObject(parameters)) return undefined
  const problems = [
    ...(parsed.isSdk ? sdkProblems(parsed, parameters, inputShape) : optimizedProblems(parsed, parameters, inputShape)),
    ...(language === 'JSONPath' ? strayFieldProblems(parameters) : []),
  ]
  if (problems.length === 0) return undefined
  return `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problems.join(', ')}]`
}

type Service = Extract<ParsedResource, { kind: 'service' }>

function sdkProblems({ service, action }: Service, parameters: JsonObject, inputShape: FindInputShape): string[] {
  const shape = inputShape(service, action.charAt(0).toUpperCase() + action.slice(1))
  return shape === undefined ? [] : sdkParameterFaults(shape, parameters, false).map(textOf)
}

function optimizedProblems({ service, action }: Service, parameters: JsonObject, inputShape: FindInputShape): string[] {
  const integration = findIntegration(service, action)
  if (integration === undefined) return []
  const { parameters: known, model, operation } = integration
  const shape = operation === null ? undefined : inputShape(model, operation)
  const names = Object.keys(parameters)
  return [
    ...names.filter(name => !takes(known, name)).map(field => ruleText('parameter-unknown', { field })),
    ...names.flatMap(name => formProblem(known, name, parameters[name]!) ?? []),
    ...known.required.filter(name => !Object.hasOwn(parameters, name)).map(field => ruleText('parameter-missing', { field })),
    ...(shape === undefined ? [] : nestedParameterFaults(integration, shape, parameters, false).map(textOf)),
  ]
}

function textOf({ rule, field }: ParameterFault): string {
  return ruleText(rule, { field })
}

function takes({ required, optional }: ParameterList, name: string): boolean {
  return required.includes(name) || optional.includes(name)
}

function formProblem({ texts, lists }: ParameterList, name: string, value: Json): string | undefined {
  if (value === null) return undefined
  if (texts.includes(name) && typeof value !== 'string') return ruleText('parameter-text', { field: name })
  return lists?.includes(name) && !isMapOfTexts(value) ? `The value of the field '${name}' has an invalid format` : undefined
}

/** `{ "name": ["value", …] }` */
function isMapOfTexts(value: Json): boolean {
  return isJsonObject(value) && Object.values(value).every(texts => Array.isArray(texts) && texts.every(item => typeof item === 'string'))
}
