import { readTarget } from '../../apigateway/serving/target.ts'

/** The function that a URI names, by its ARN or by the path of its invocation. */
export function functionArnOf(uri: string): string | undefined {
  if (/^arn:[^:]+:lambda:[^:]*:\d{12}:function:[^\s]+$/.test(uri)) return uri
  const target = readTarget('AWS_PROXY', uri, undefined)
  return target.problem === undefined && target.kind === 'function' ? target.arn : undefined
}
