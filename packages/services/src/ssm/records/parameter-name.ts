import { partitionOf } from '@pasos/asl'
import { invalidName, invalidPath, reservedName, tooDeep, validation } from '../errors.ts'

export interface Place {
  accountId: string
  region: string
}

const mostLevels = 15
const longestName = 1011

/**
 * A name that may be given to a parameter, without the spaces around it.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html
 * @throws ApiError ValidationException, AccessDeniedException, HierarchyLevelLimitExceededException
 */
export function checkNewName(given: string): string {
  const name = checkName(given)
  if (name.includes('/') && !name.startsWith('/')) throw validation('Parameter name must be a fully qualified name.')
  if (/^\/?aws/i.test(name)) throw reservedName(name)
  if (name.split('/').length - 1 > mostLevels) throw tooDeep()
  if (name.length > longestName) throw validation(`The parameter name can have a maximum of ${longestName} characters.`)
  return name
}

/** @throws ApiError ValidationException */
export function checkName(given: string): string {
  const name = given.trim()
  if (!/^\/?[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/.test(name) || /^\/?ssm/i.test(name)) throw invalidName()
  return name
}

/** A path without a slash at its end; nothing for `/`. @throws ApiError ValidationException */
export function checkPath(given: string): string {
  const path = given.trim()
  if (!/^\/(?:[A-Za-z0-9._-]+\/?)*$/.test(path)) throw invalidPath()
  return path.replace(/\/$/, '')
}

/** The slash before a name is not doubled. */
export function parameterArn({ accountId, region }: Place, name: string): string {
  return `arn:${partitionOf(region)}:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`
}

/** A parameter as it is asked for: a name or an ARN, both with or without `:VERSION` or `:LABEL` behind. */
export interface Reference {
  /** Where the ARN has it. */
  place?: Place
  /** An ARN does not tell whether a name of one level has a slash. */
  names: readonly string[]
  selector?: string
}

export function readReference(given: string): Reference {
  const text = given.trim()
  const [, region, accountId, path, arnSelector] = /^arn:[a-z-]+:ssm:([a-z0-9-]+):(\d{12}):parameter\/([^:]+)(?::(.*))?$/.exec(text) ?? []
  if (path !== undefined) {
    const names = path.includes('/') ? [`/${path}`] : [path, `/${path}`]
    return { place: { accountId: accountId!, region: region! }, names, ...(arnSelector !== undefined && { selector: arnSelector }) }
  }
  const [name = '', ...rest] = text.split(':')
  return { names: [name], ...(rest.length > 0 && { selector: rest.join(':') }) }
}
