import { invalidInput, validationError } from './errors.ts'
import type { IamTag } from './role-record.ts'

/** Names of roles (64), policies and instance profiles (128). @throws ApiError ValidationError */
export function checkName(member: string, name: string, most: number): string {
  checkLength(member, name, 1, most)
  if (!/^[\w+=,.@-]+$/.test(name)) {
    throw validationError(
      `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    )
  }
  return name
}

/** @throws ApiError ValidationError */
export function checkPath(path: string | undefined): string {
  if (path === undefined) return '/'
  checkLength('path', path, 1, 512)
  if (!/^\/(?:[\x21-\x7e]+\/)?$/.test(path)) {
    throw validationError(
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    )
  }
  return path
}

/** @throws ApiError ValidationError */
export function checkLength(member: string, text: string, least: number, most: number): void {
  if (text.length < least) throw violated(member, text, `Member must have length greater than or equal to ${least}`)
  if (text.length > most) throw violated(member, text, `Member must have length less than or equal to ${most}`)
}

/** @throws ApiError ValidationError */
export function checkRange(member: string, value: number, least: number, most: number): number {
  if (value < least) throw violated(member, String(value), `Member must have value greater than or equal to ${least}`)
  if (value > most) throw violated(member, String(value), `Member must have value less than or equal to ${most}`)
  return value
}

/** Whether it looks like an ARN at all. @throws ApiError ValidationError, InvalidInput */
export function checkArn(member: string, arn: string): string {
  checkLength(member, arn, 20, 2048)
  if (!/^arn:[\w-]+:[\w-]+:[^:]*:[^:]*:.+$/.test(arn)) throw invalidInput(`ARN ${arn} is not valid.`)
  return arn
}

/** Documents: at most 131,072 characters of the characters XML can carry. @throws ApiError ValidationError */
export function checkDocument(member: string, document: string): string {
  checkLength(member, document, 1, 131_072)
  return document
}

const maxTags = 50

/** @throws ApiError ValidationError, InvalidInput, LimitExceeded */
export function checkTags(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): IamTag[] {
  const seen = new Set<string>()
  const checked = (tags ?? []).map(({ Key = '', Value = '' }, index) => {
    checkLength(`tags.${index + 1}.member.key`, Key, 1, 128)
    checkLength(`tags.${index + 1}.member.value`, Value, 0, 256)
    if (seen.has(Key.toLowerCase())) throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
    seen.add(Key.toLowerCase())
    return { Key, Value }
  })
  if (checked.length > maxTags) {
    throw validationError(
      "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
    )
  }
  return checked
}

function violated(member: string, value: string, constraint: string) {
  return validationError(`1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`)
}
