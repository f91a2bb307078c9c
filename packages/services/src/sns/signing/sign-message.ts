import type { MessageSigner } from './signing-key.ts'

/** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html */
const signedMembers: Record<string, readonly string[]> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
}

/** The text that is signed: name and value of each member that is there, a line each. */
export function textToSign(message: Record<string, unknown>): string {
  const members = signedMembers[String(message['Type'])] ?? []
  return members.flatMap(name => (message[name] === undefined ? [] : [`${name}\n${message[name]}\n`])).join('')
}

/**
 * A message's JSON with its signature, by the topic's SignatureVersion (`1` SHA-1, `2` SHA-256), and the address of the certificate to
 * check it by.
 */
export async function signMessage(
  signer: MessageSigner,
  body: string,
  { version, endpoint }: { version: string; endpoint: string },
): Promise<string> {
  const message = JSON.parse(body) as Record<string, unknown>
  const Signature = await signer.sign(textToSign(message), version === '2' ? 'sha256' : 'sha1')
  const SigningCertURL = `${endpoint}${await signer.certificatePath()}`
  return JSON.stringify({ ...message, SignatureVersion: version === '2' ? '2' : '1', Signature, SigningCertURL })
}
