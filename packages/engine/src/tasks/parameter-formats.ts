import { isJsonObject, type Json } from '@pasos/asl'

/** Fields of optimized integrations whose form Step Functions checks itself before a task is scheduled. */
const formats: Record<string, Record<string, Format>> = {
  // https://docs.aws.amazon.com/step-functions/latest/dg/connect-api-gateway.html
  'apigateway:invoke': { Headers: mapOfTexts, QueryParameters: mapOfTexts },
  'lambda:invoke': { FunctionName: text, Qualifier: text, InvocationType: text, LogType: text, ClientContext: text },
  'states:startExecution': { StateMachineArn: text, Name: text, TraceHeader: text },
}

/** What is wrong with a field's value, in AWS's words; null, which is as good as missing, is left to the service. */
type Format = (field: string, value: Json) => string | undefined

/** Why a task with these parameters cannot be scheduled, in AWS's words; nothing when it can. */
export function refuseParameters(resource: string, parameters: Json): string | undefined {
  const fields = formats[/^arn:[^:]+:states:::(\w+:\w+)/.exec(resource)?.[1] ?? '']
  if (fields === undefined || !isJsonObject(parameters)) return undefined
  const problems = Object.entries(fields).flatMap(([name, problemOf]) => {
    const value = parameters[name] ?? null
    return value === null ? [] : (problemOf(name, value) ?? [])
  })
  if (problems.length === 0) return undefined
  return `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problems.join(', ')}]`
}

/** `{ "name": ["value", …] }` */
function mapOfTexts(field: string, value: Json): string | undefined {
  const isValid =
    isJsonObject(value) && Object.values(value).every(texts => Array.isArray(texts) && texts.every(item => typeof item === 'string'))
  return isValid ? undefined : `The value of the field '${field}' has an invalid format`
}

function text(field: string, value: Json): string | undefined {
  return typeof value === 'string' ? undefined : `The value for the field '${field}' must be a STRING`
}
