import type { MessageSigner } from './signing-key.ts'

const ofConfirmations = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']

/** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html */
const signedMembers: Record<string, readonly string[]> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ofConfirmations,
  UnsubscribeConfirmation: ofConfirmations,
}

/** The text that is signed: name and value of each member that is there, a line each. */
export function textToSign(message: Record<string, unknown>): string {
  const members = signedMembers[String(message['Type'])] ?? []
  return members.flatMap(name => (message[name] === undefined ? [] : [`${name}\n${message[name]}\n`])).join('')
}

/** The members that tell who sent a message, and how to check it. */
export interface MessageSignature {
  SignatureVersion: string
  /** Base64. */
  Signature: string
  /** The address of the certificate. */
  SigningCertURL: string
}

/** What stands in an envelope until it is signed; as long as the whole but for the signature itself. */
export async function signatureToCome(
  signer: MessageSigner,
  { version, endpoint }: { version: string; endpoint: string },
): Promise<MessageSignature> {
  return standIn(version, `${endpoint}${await signer.certificatePath()}`)
}

/** The same for who can't wait; nothing until the key is at hand. */
export function signatureAtHand(
  signer: MessageSigner,
  { version, endpoint }: { version: string; endpoint: string },
): MessageSignature | undefined {
  const path = signer.pathAtHand()
  return path === undefined ? undefined : standIn(version, `${endpoint}${path}`)
}

function standIn(SignatureVersion: string, SigningCertURL: string): MessageSignature {
  return { SignatureVersion, Signature: '', SigningCertURL }
}

/** Characters of a signature by a key of 2,048 bits. */
export const signatureCharacters = 344

/** An envelope that was put into a queue without its signature, with it: always the same one. */
export async function signedEnvelope(signer: MessageSigner, body: string): Promise<string> {
  const message = JSON.parse(body) as Record<string, unknown>
  const Signature = await signer.sign(textToSign(message), message['SignatureVersion'] === '2' ? 'sha256' : 'sha1')
  return JSON.stringify({ ...message, Signature })
}

/** A message's signature; `version` is `1` (SHA-1) or `2` (SHA-256). */
export async function signatureOf(
  signer: MessageSigner,
  message: Record<string, unknown>,
  { version, endpoint }: { version: string; endpoint: string },
): Promise<MessageSignature> {
  const Signature = await signer.sign(textToSign(message), version === '2' ? 'sha256' : 'sha1')
  return { SignatureVersion: version, Signature, SigningCertURL: `${endpoint}${await signer.certificatePath()}` }
}
