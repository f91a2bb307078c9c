import { isJsonObject, type Json } from '@pasos/asl'

/** Fields of optimized integrations whose form Step Functions checks itself before a task is scheduled. */
const formats: Record<string, Record<string, (value: Json) => boolean>> = {
  // https://docs.aws.amazon.com/step-functions/latest/dg/connect-api-gateway.html
  'apigateway:invoke': { Headers: isMapOfTexts, QueryParameters: isMapOfTexts },
}

/** Why a task with these parameters cannot be scheduled, in AWS's words; nothing when it can. */
export function refuseParameters(resource: string, parameters: Json): string | undefined {
  const fields = formats[/^arn:[^:]+:states:::(\w+:\w+)/.exec(resource)?.[1] ?? '']
  if (fields === undefined || !isJsonObject(parameters)) return undefined
  const problems = Object.entries(fields)
    .filter(([name, isValid]) => !isValid(parameters[name] ?? {}))
    .map(([name]) => `The value of the field '${name}' has an invalid format`)
  if (problems.length === 0) return undefined
  return `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problems.join(', ')}]`
}

/** `{ "name": ["value", …] }` */
function isMapOfTexts(value: Json): boolean {
  return isJsonObject(value) && Object.values(value).every(texts => Array.isArray(texts) && texts.every(text => typeof text === 'string'))
}
