import { ApiError } from '@pasos/wire'

/** @throws ApiError ValidationError in AWS's words */
export function checkDuration(seconds: number, most: number): number {
  const violated = (constraint: string, limit: number) =>
    new ApiError(
      'ValidationError',
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${constraint} than or equal to ${limit}`,
    )
  if (seconds < 900) throw violated('greater', 900)
  if (seconds > most) throw violated('less', most)
  return seconds
}

/** @throws ApiError ValidationError */
export function checkRoleArn(arn: string): string {
  if (!/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(arn)) throw new ApiError('ValidationError', `${arn} is invalid`)
  return arn
}

/** @throws ApiError ValidationError in AWS's words */
export function checkSessionName(name: string): string {
  const violated = (constraint: string) =>
    new ApiError(
      'ValidationError',
      `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: ${constraint}`,
    )
  if (name.length < 2) throw violated('Member must have length greater than or equal to 2')
  if (name.length > 64) throw violated('Member must have length less than or equal to 64')
  if (!/^[\w+=,.@-]*$/.test(name)) throw violated('Member must satisfy regular expression pattern: [\\w+=,.@-]*')
  return name
}
