import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { IntrinsicFunction } from './intrinsic-function.ts'
import { InvalidArguments, requireSmallText, requireText } from './invalid-arguments.ts'
import { textToBytes } from './utf8.ts'

const ALGORITHMS: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  MD5: md5,
  'SHA-1': sha1,
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
}

/** The hash of a text's UTF-8 in lower-case hexadecimal digits; undefined when there is no such algorithm. */
export function hashText(text: string, algorithm: string): string | undefined {
  return Object.hasOwn(ALGORITHMS, algorithm) ? bytesToHex(ALGORITHMS[algorithm]!(textToBytes(text))) : undefined
}

export const hash: IntrinsicFunction = {
  arity: [2, 2],
  apply([data, algorithm]) {
    const text = requireSmallText(typeof data === 'string' ? data : JSON.stringify(data))
    const hashed = hashText(text, requireText(algorithm))
    if (hashed === undefined) {
      throw new InvalidArguments()
    }
    return hashed
  },
}
