import type { Json } from '@pasos/asl'

/** An event as rules match it and targets get it, members in AWS's order. */
export interface BusEvent {
  version: '0'
  id: string
  'detail-type': string
  source: string
  account: string
  /** ISO 8601, to the second. */
  time: string
  region: string
  resources: string[]
  detail: Json
  /** Of an event out of an archive. */
  'replay-name'?: string
}

/** EventBridge's times have no fraction. */
export function eventTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}
