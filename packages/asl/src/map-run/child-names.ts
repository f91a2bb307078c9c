import { hashText } from '../intrinsic/hash.ts'
import type { MapRunSpec } from './map-run.ts'

/** Name and ARNs of a child execution. */
export interface ChildNames {
  name: string
  executionArn: string
  stateMachineArn: string
}

/**
 * `…:execution:MACHINE/LABEL:UUID` beside the Map Run's `…:mapRun:MACHINE/LABEL:UUID`; an Express child has `express` and one more UUID.
 * AWS's UUIDs are of version 3, made from a name. So a child that is started again after a crash is the same one.
 *
 * @param first index of the child's first item
 */
export function childNames({ arn, childType }: Pick<MapRunSpec, 'arn' | 'childType'>, first: number): ChildNames {
  const name = nameUuid(`${arn}#${first}`)
  const parts = arn.split(':')
  const place = [...parts.slice(0, 5)].join(':')
  const stateMachineArn = `${place}:stateMachine:${parts[6]}`
  if (childType === 'STANDARD') return { name, stateMachineArn, executionArn: `${place}:execution:${parts[6]}:${name}` }
  return { name, stateMachineArn, executionArn: `${place}:express:${parts[6]}:${name}:${nameUuid(`${arn}#${first}/express`)}` }
}

/** RFC 9562, version 3, without a name space: MD5 of the name with six bits overwritten. */
export function nameUuid(name: string): string {
  const digest = hashText(name, 'MD5')!
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 3) | 8).toString(16)
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-3${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20)}`
}
