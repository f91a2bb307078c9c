import { createHash, createPrivateKey, generateKeyPair, type KeyObject, randomBytes, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { Catalog, Clock } from '@pasos/engine'
import { lock, unlock } from '../../kms/crypto/locked-bytes.ts'
import { selfSignedCertificate } from './certificate.ts'

/** Kind `snsSigningKey`, one key. */
interface SigningKeyRecord {
  /** The certificate's name: part of its address. */
  id: string
  /** PEM. */
  certificate: string
  /** The private key (PKCS #8), locked under the server's sealing key; base64. */
  iv: string
  tag: string
  body: string
}

const kind = 'snsSigningKey'
const key = 'rsa-2048'
/** As long as a two-digit year can tell. */
const validMs = 20 * 365 * 86_400_000
/** A publication's text is the same for all queues that get it, so it is signed once, if they are read within some thousand messages. */
const mostRemembered = 2_048

/** Signs what SNS sends to endpoints. */
export interface MessageSigner {
  /** Where the certificate is, on this server: `/SimpleNotificationService-ID.pem`. */
  certificatePath(): Promise<string>
  /** The same once the key is at hand. */
  pathAtHand(): string | undefined
  /** Base64. Computed beside the thread of all. */
  sign(text: string, algorithm: 'sha1' | 'sha256'): Promise<string>
}

interface SignerPorts {
  catalog: Catalog
  clock: Clock
  sealingKey(): Uint8Array
}

/** The certificate of that name; nothing where it is none of this server's. */
export function findCertificate(catalog: Catalog, id: string): string | undefined {
  const record = catalog.get<SigningKeyRecord>(kind, key)
  return record?.id === id ? record.certificate : undefined
}

/** The key is made when first something is signed, and kept. */
export function messageSigner(ports: SignerPorts): MessageSigner {
  let opening: Promise<{ id: string; privateKey: KeyObject }> | undefined
  let opened: { id: string } | undefined
  const remembered = new Map<string, Promise<string>>()
  const signed = promisify<string, Buffer, KeyObject, Buffer>(sign)

  async function open() {
    opening ??= openKey(ports)
    opening.catch(() => {
      opening = undefined
    })
    opened = await opening
    return opening
  }

  return {
    certificatePath: async () => pathOf(await open()),
    pathAtHand: () => opened && pathOf(opened),
    async sign(text, algorithm) {
      const { privateKey } = await open()
      const digest = `${algorithm} ${createHash('sha256').update(text).digest('base64')}`
      let signature = remembered.get(digest)
      if (!signature) {
        signature = signed(algorithm, Buffer.from(text), privateKey).then(bytes => bytes.toString('base64'))
        signature.catch(() => remembered.delete(digest))
        remembered.set(digest, signature)
        if (remembered.size > mostRemembered) remembered.delete(remembered.keys().next().value!)
      }
      return signature
    },
  }
}

function pathOf({ id }: { id: string }): string {
  return `/SimpleNotificationService-${id}.pem`
}

async function openKey({ catalog, clock, sealingKey }: SignerPorts): Promise<{ id: string; privateKey: KeyObject }> {
  const record = catalog.get<SigningKeyRecord>(kind, key) ?? (await makeKey({ catalog, clock, sealingKey }))
  const [iv, tag, body] = [record.iv, record.tag, record.body].map(text => Buffer.from(text, 'base64')) as [Buffer, Buffer, Buffer]
  const bytes = unlock(sealingKey(), iv, tag, body, `sns/${record.id}`)
  if (!bytes) throw new Error('The key that signs messages of SNS was locked with another sealing key')
  return { id: record.id, privateKey: createPrivateKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs8' }) }
}

/** Whoever is first makes it; others that were about to take the first one's. */
async function makeKey({ catalog, clock, sealingKey }: SignerPorts): Promise<SigningKeyRecord> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const id = randomBytes(16).toString('hex')
  const serial = Buffer.concat([Buffer.from([0x40]), randomBytes(15)])
  const from = clock.now() - 86_400_000
  const certificate = selfSignedCertificate({ privateKey, commonName: 'sns.amazonaws.com', from, until: from + validMs, serial })
  const locked = lock(sealingKey(), privateKey.export({ type: 'pkcs8', format: 'der' }), `sns/${id}`)
  const [iv, tag, body] = [locked.iv, locked.tag, locked.body].map(bytes => Buffer.from(bytes).toString('base64')) as [
    string,
    string,
    string,
  ]
  return catalog.update<SigningKeyRecord, SigningKeyRecord>(kind, key, current => {
    const next = current ?? { id, certificate, iv, tag, body }
    return { next, result: next }
  })
}
