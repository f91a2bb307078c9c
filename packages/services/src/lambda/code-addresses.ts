import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '@pasos/engine'

/** AWS: the address in `Code.Location` is good for ten minutes. */
const expiresSeconds = 600

/** Where the server answers them. */
const CODE_PATH = '/_pasos/code/'

/** Presigned addresses of stored code, as AWS's are: whoever has one may read that archive for ten minutes, and nothing else. */
export interface CodeAddresses {
  /** `sha256` is base64, as CodeSha256. */
  locate(sha256: string): string
  /** An absolute address of this server. */
  urlOf(path: string): string
  /** The code that an address leads to, as base64; nothing when nobody signed it, or its time is over. */
  verify(path: string, query: URLSearchParams): string | undefined
}

/** The key is this process's own: an address does not outlive the server that gave it out. */
export function createCodeAddresses({ clock, endpoint }: { clock: Clock; endpoint: () => string }): CodeAddresses {
  const key = randomBytes(32)
  const sign = (hex: string, expires: string) => createHmac('sha256', key).update(`${hex}\n${expires}`).digest('hex')
  return {
    locate(sha256) {
      const hex = Buffer.from(sha256, 'base64').toString('hex')
      const expires = String(Math.floor(clock.now() / 1000) + expiresSeconds)
      return `${endpoint()}${CODE_PATH}${hex}.zip?Expires=${expires}&Signature=${sign(hex, expires)}`
    },
    urlOf: path => `${endpoint()}${path}`,
    verify(path, query) {
      const hex = /^\/_pasos\/code\/([0-9a-f]{64})\.zip$/.exec(path)?.[1]
      const expires = query.get('Expires') ?? ''
      const signature = Buffer.from(query.get('Signature') ?? '')
      if (hex === undefined || !/^\d{1,12}$/.test(expires)) return undefined
      const wanted = Buffer.from(sign(hex, expires))
      if (signature.length !== wanted.length || !timingSafeEqual(signature, wanted)) return undefined
      return Number(expires) * 1000 < clock.now() ? undefined : Buffer.from(hex, 'hex').toString('base64')
    },
  }
}
