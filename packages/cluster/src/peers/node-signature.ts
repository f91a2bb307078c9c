import { createHmac, timingSafeEqual } from 'node:crypto'

/** What nodes put on requests to each other. */
export const NODE_HEADER = 'x-pasos-node'
/** Who sent the request that is handed on: the owner of the machine, a stranger, or a function. */
export const SENDER_HEADER = 'x-pasos-sender'
/** A credential that the node gave to a function which signs with it, as JSON: no other node knows it. */
export const CREDENTIAL_HEADER = 'x-pasos-credential'

/** How it came to the node that hands it on, as JSON. */
export const ARRIVAL_HEADER = 'x-pasos-arrival'

/** Clocks of nodes may differ by so much. */
const mostSkewMs = 60_000

/** What a signature is made over, besides the time. */
export interface Signed {
  method: string
  url: string
  sender?: string | undefined
  credential?: string | undefined
  arrival?: string | undefined
}

/** By which another node knows that a request comes from one of the cluster: the time, and a signature with the secret that they share. */
export function signForNode(secret: Buffer, signed: Signed, now: number): string {
  return `${now}.${signatureOf(secret, signed, now)}`
}

export function isFromNode(secret: Buffer, signed: Signed, header: string | undefined, now: number): boolean {
  const [, time, signature] = /^(\d+)\.([0-9a-f]{64})$/.exec(header ?? '') ?? []
  if (time === undefined || signature === undefined || Math.abs(now - Number(time)) > mostSkewMs) return false
  return timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(secret, signed, Number(time))))
}

function signatureOf(secret: Buffer, { method, url, sender, credential, arrival }: Signed, time: number): string {
  const text = JSON.stringify([time, method, url, sender ?? '', credential ?? '', ...(arrival === undefined ? [] : [arrival])])
  return createHmac('sha256', secret).update(text).digest('hex')
}
