import { findService } from '@pasos/models'
import type { MachineCredentials } from './machine-credentials.ts'

/** Where calls of a service go: an AWS-compatible endpoint, or AWS itself. */
export type ForwardTarget = { kind: 'endpoint'; url: URL; credentials?: MachineCredentials } | { kind: 'aws' }

/** Targets by the service's name in Resources: `sqs`, `cloudwatchlogs`. */
export type ForwardTargets = ReadonlyMap<string, ForwardTarget>

/**
 * Reads `SERVICE[,SERVICE…]=URL` and `SERVICE[,SERVICE…]=aws`. A URL may hold a key, `http://ID:SECRET@host`, for endpoints that know no
 * sessions of ours. Services may be named as in Resources or by their scope. What is not named
 * goes nowhere, so AWS is never called by accident.
 * @throws RangeError with what is wrong
 */
export function parseForward(text: string, before: ForwardTargets = new Map()): ForwardTargets {
  const [, names = '', place = ''] = /^([^=]+)=(.+)$/.exec(text) ?? []
  if (names === '') throw new RangeError(`${text}: SERVICE[,SERVICE]=URL or SERVICE[,SERVICE]=aws is wanted`)
  const target = targetOf(place)
  const targets = new Map(before)
  for (const key of names.split(',').map(name => name.trim())) {
    const head = findService(key)
    if (head === undefined) throw new RangeError(`${key} is no service of AWS`)
    targets.set(head.name, target)
  }
  return targets
}

/** `{ "sqs": "http://localhost:4566", "athena,glue": "aws" }`, one settings file in place of many options. @throws RangeError */
export function readForwardFile(text: string): ForwardTargets {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw new RangeError(`not JSON: ${(error as Error).message}`, { cause: error })
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new RangeError('an object from services to places is wanted')
  let targets: ForwardTargets = new Map()
  for (const [names, place] of Object.entries(parsed)) targets = parseForward(`${names}=${String(place)}`, targets)
  return targets
}

function targetOf(place: string): ForwardTarget {
  if (place === 'aws') return { kind: 'aws' }
  const url = URL.canParse(place) ? new URL(place) : undefined
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new RangeError(`${place} is neither a URL nor aws`)
  const { username, password } = url
  url.username = ''
  url.password = ''
  if (username === '') return { kind: 'endpoint', url }
  const credentials = { accessKeyId: decodeURIComponent(username), secretAccessKey: decodeURIComponent(password) }
  return { kind: 'endpoint', url, credentials }
}
