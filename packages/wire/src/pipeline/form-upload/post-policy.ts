import { ApiError } from '../../operation.ts'

/** Bytes that the policy lets the file have. */
export interface LengthRange {
  min: number
  max: number
}

type Condition = { kind: 'eq' | 'starts-with'; field: string; value: string }

interface PostPolicy {
  /** Epoch milliseconds. */
  expiresAt: number
  conditions: Condition[]
  ranges: LengthRange[]
}

/** Fields that a policy need not name: they carry it, or are said to be nobody's. */
const FREE_FIELDS = new Set(['policy', 'x-amz-signature', 'signature', 'awsaccesskeyid', 'file'])

/**
 * Holds a form to the policy that came with it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 *
 * @param encoded Base64 of the policy's JSON
 * @param fields by their names in small letters, variables filled in
 * @param now epoch milliseconds
 * @returns how long the file may be, which shows only once it is read
 * @throws InvalidPolicyDocument, AccessDenied in S3's words
 */
export function checkPolicy(encoded: string, fields: ReadonlyMap<string, string>, bucket: string, now: number): LengthRange {
  const policy = parsePolicy(encoded)
  if (policy.expiresAt <= now) throw against('Policy expired.')
  const known = new Map([...fields, ['bucket', bucket]])
  for (const { kind, field, value } of policy.conditions) {
    const given = known.get(field) ?? ''
    const holds = kind === 'eq' ? given === value : startsWith(field, given, value)
    if (!holds) throw against(`Policy Condition failed: ["${kind}", "$${field}", "${value}"]`)
  }
  const named = new Set(policy.conditions.map(({ field }) => field))
  const extra = [...fields.keys()].filter(name => !(named.has(name) || FREE_FIELDS.has(name) || name.startsWith('x-ignore-')))
  if (extra.length > 0) throw against(`Extra input fields: ${extra.join(', ')}`)
  return {
    min: Math.max(0, ...policy.ranges.map(({ min }) => min)),
    max: Math.min(Number.POSITIVE_INFINITY, ...policy.ranges.map(({ max }) => max)),
  }
}

/** AWS: a Content-Type with commas in it is a list, each part of which must begin so. */
function startsWith(field: string, given: string, value: string): boolean {
  const parts = field === 'content-type' ? given.split(',').map(part => part.trim()) : [given]
  return parts.every(part => part.startsWith(value))
}

function parsePolicy(encoded: string): PostPolicy {
  let document: unknown
  try {
    document = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'))
  } catch {
    throw invalid('Invalid JSON.')
  }
  if (!isObject(document)) throw invalid('Invalid JSON.')
  const { expiration, conditions } = document
  if (expiration === undefined) throw invalid('Policy missing expiration.')
  if (!Array.isArray(conditions)) throw invalid('Policy missing conditions.')
  const isInstant = typeof expiration === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(expiration)
  const expiresAt = isInstant ? Date.parse(expiration) : Number.NaN
  if (Number.isNaN(expiresAt)) throw invalid(`Invalid 'expiration' value: '${String(expiration)}'`)
  const policy: PostPolicy = { expiresAt, conditions: [], ranges: [] }
  for (const condition of conditions) readCondition(condition, policy)
  return policy
}

function readCondition(condition: unknown, { conditions, ranges }: PostPolicy): void {
  if (isObject(condition)) {
    const entries = Object.entries(condition)
    const [[name, value] = ['', '']] = entries
    if (entries.length !== 1) throw invalid('Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.')
    if (typeof value !== 'string') throw invalid('Invalid Simple-Condition: value must be a string.')
    conditions.push({ kind: 'eq', field: name.toLowerCase(), value })
    return
  }
  if (!Array.isArray(condition)) throw invalid('Invalid Condition: must be an object or an array.')
  const [operator, first, second] = condition as unknown[]
  const kind = typeof operator === 'string' ? operator.toLowerCase() : ''
  if (condition.length !== 3) throw invalid('Invalid Condition: wrong number of arguments.')
  if (kind === 'content-length-range') {
    const [min, max] = [first, second].map(wholeNumber)
    if (min === undefined || max === undefined) throw invalid('Invalid content-length-range: limits must be whole numbers.')
    ranges.push({ min, max })
    return
  }
  if (kind !== 'eq' && kind !== 'starts-with') throw invalid(`Invalid Condition: unknown operation '${String(operator)}'.`)
  if (typeof first !== 'string' || !first.startsWith('$')) throw invalid("Invalid Condition: the field's name must begin with $.")
  if (typeof second !== 'string') throw invalid('Invalid Condition: value must be a string.')
  conditions.push({ kind, field: first.slice(1).toLowerCase(), value: second })
}

function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(what: string): ApiError {
  return new ApiError('InvalidPolicyDocument', `Invalid Policy: ${what}`, { httpStatus: 400 })
}

function against(what: string): ApiError {
  return new ApiError('AccessDenied', `Invalid according to Policy: ${what}`, { httpStatus: 403 })
}
