import { createPublicKey, type KeyObject, sign } from 'node:crypto'

/** What a certificate is about. */
export interface CertificateRequest {
  privateKey: KeyObject
  commonName: string
  /** Epoch milliseconds. */
  from: number
  until: number
  /** 16 bytes, the first below 0x80 and not zero. */
  serial: Uint8Array
}

/** A certificate (X.509 version 3) that its own key has signed, PEM. RFC 5280, 4.1. */
export function selfSignedCertificate({ privateKey, commonName, from, until, serial }: CertificateRequest): string {
  const algorithm = sequence(sha256WithRsa, tagged(0x05))
  const name = sequence(tagged(0x31, sequence(commonNameType, tagged(0x0c, Buffer.from(commonName)))))
  const subject = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, serial),
    ...[algorithm, name, sequence(utcTime(from), utcTime(until)), name],
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
  )
  const signature = tagged(0x03, Buffer.from([0]), sign('sha256', subject, privateKey))
  const text = sequence(subject, algorithm, signature).toString('base64')
  return `-----BEGIN CERTIFICATE-----\n${text.match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** 1.2.840.113549.1.1.11 */
const sha256WithRsa = tagged(0x06, Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]))
/** 2.5.4.3 */
const commonNameType = tagged(0x06, Buffer.from([0x55, 0x04, 0x03]))

function sequence(...parts: Uint8Array[]): Buffer {
  return tagged(0x30, ...parts)
}

/** DER: tag, length, contents. */
function tagged(tag: number, ...parts: Uint8Array[]): Buffer {
  const contents = Buffer.concat(parts)
  const { length } = contents
  const long = length < 0x80 ? [] : length < 0x100 ? [length] : [length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...(long.length === 0 ? [length] : [0x80 + long.length, ...long])]), contents])
}

/** Two digits of the year, as certificates have them until 2050. */
function utcTime(at: number): Buffer {
  return tagged(0x17, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`))
}
