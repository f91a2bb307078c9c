import { hashText } from '../intrinsic/hash.ts'
import type { MapRunSpec } from './map-run.ts'

/** Name and ARNs of a child execution. */
export interface ChildNames {
  name: string
  executionArn: string
  stateMachineArn: string
}

type Md5 = (text: string) => string

const portableMd5: Md5 = text => hashText(text, 'MD5')!

/**
 * `…:execution:MACHINE/LABEL:UUID` beside the Map Run's `…:mapRun:MACHINE/LABEL:UUID`; an Express child has `express` and one more UUID.
 * AWS's UUIDs are of version 3, made from a name. So a child that is started again after a crash is the same one.
 *
 * @param first index of the child's first item
 * @param md5 in hexadecimal digits; the platform's own is several times faster than the one that runs everywhere
 */
export function childNames({ arn, childType }: Pick<MapRunSpec, 'arn' | 'childType'>, first: number, md5: Md5 = portableMd5): ChildNames {
  const name = nameUuid(`${arn}#${first}`, md5)
  const parts = arn.split(':')
  const place = [...parts.slice(0, 5)].join(':')
  const stateMachineArn = `${place}:stateMachine:${parts[6]}`
  if (childType === 'STANDARD') return { name, stateMachineArn, executionArn: `${place}:execution:${parts[6]}:${name}` }
  return { name, stateMachineArn, executionArn: `${place}:express:${parts[6]}:${name}:${nameUuid(`${arn}#${first}/express`, md5)}` }
}

/** RFC 9562, version 3, without a name space: MD5 of the name with six bits overwritten. */
function nameUuid(name: string, md5: Md5): string {
  const digest = md5(name)
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 3) | 8).toString(16)
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-3${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20)}`
}
