import { partitionOf } from '@pasos/asl'
import type { OperationContext } from '@pasos/wire'
import { invalidParameter, validation } from './errors.ts'

/** Which function a request means. */
export interface FunctionName {
  accountId: string
  region: string
  name: string
  /** From the name or the Qualifier: `$LATEST`, a version or an alias. */
  qualifier?: string
}

const pattern =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:([a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9_-]+)(?::(\$LATEST|[a-zA-Z0-9_-]+))?$/
const patternText =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?'

/**
 * Reads a name, a partial ARN (`123456789012:function:name`) or an ARN, each with or without a qualifier.
 * @throws ApiError ValidationException when it is none of these, InvalidParameterValueException when two qualifiers disagree
 */
export function parseFunctionName(text: string, context: Pick<OperationContext, 'accountId' | 'region'>, qualifier?: string): FunctionName {
  const match = pattern.exec(text)
  if (!match)
    throw validation([
      `Value '${text}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${patternText}`,
    ])
  const [, region = context.region, accountId = context.accountId, name = '', own] = match
  if (name.length > 64)
    throw validation([`Value '${text}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`])
  if (own !== undefined && qualifier !== undefined && own !== qualifier) {
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.')
  }
  const chosen = qualifier ?? own
  return { accountId, region, name, ...(chosen === undefined ? {} : { qualifier: chosen }) }
}

/** Whether a text is a name, a partial ARN or an ARN of a function. */
export function isFunctionName(text: string): boolean {
  return pattern.test(text)
}

/** The ARN, with the qualifier if there is one. */
export function functionArn({ accountId, region, name, qualifier }: FunctionName): string {
  return `arn:${partitionOf(region)}:lambda:${region}:${accountId}:function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`
}
