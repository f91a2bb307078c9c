import { createHmac, timingSafeEqual } from 'node:crypto'
import { readCredential, type Signature } from './signature.ts'
import { mismatchMessage, type Refusal, signPolicy } from './verify.ts'

/** The signature of a form's policy: over the policy alone, as the form has it. */
export interface PolicySignature extends Pick<Signature, 'accessKeyId' | 'date' | 'region' | 'service' | 'signature' | 'sessionToken'> {
  version: 4 | 2
  policy: string
}

/**
 * Reads the signature among a form's fields: Version 4, or 2 as boto3 makes them where nobody asks for 4. `undefined` where there is neither
 * policy nor signature.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
 *
 * @param fields by their names in small letters
 * @param lacking what is thrown where a field is missing, by its name
 * @throws IncompleteSignatureError
 */
export function readPolicySignature(fields: ReadonlyMap<string, string>, lacking: (field: string) => Error): PolicySignature | undefined {
  const isVersion4 = fields.has('x-amz-signature') || fields.has('x-amz-credential') || fields.has('x-amz-algorithm')
  const isVersion2 = !isVersion4 && (fields.has('signature') || fields.has('awsaccesskeyid'))
  if (!isVersion4 && !isVersion2 && !fields.has('policy')) return undefined
  const needed = (name: string): string => {
    const value = fields.get(name.toLowerCase())
    if (value === undefined || value === '') throw lacking(name)
    return value
  }
  const policy = needed('policy')
  const sessionToken = fields.get('x-amz-security-token')
  const session = sessionToken === undefined ? {} : { sessionToken }
  if (isVersion2)
    return {
      ...{ version: 2, policy, accessKeyId: needed('AWSAccessKeyId'), signature: needed('signature'), ...session },
      ...{ date: '', region: '', service: 's3' },
    }
  const algorithm = needed('X-Amz-Algorithm')
  if (algorithm !== 'AWS4-HMAC-SHA256') throw lacking('X-Amz-Algorithm')
  needed('X-Amz-Date')
  return { version: 4, policy, ...readCredential(needed('X-Amz-Credential')), signature: needed('X-Amz-Signature'), ...session }
}

/** Signs the policy again with the secret and compares in constant time. */
export function verifyPolicySignature(signed: PolicySignature, secret: string): Refusal | undefined {
  const isVersion4 = signed.version === 4
  const mismatch: Refusal = { reason: 'mismatch', message: mismatchMessage }
  if (signed.service !== 's3') return mismatch
  const given = Buffer.from(signed.signature, isVersion4 ? 'hex' : 'base64')
  const expected = isVersion4 ? signPolicy(signed.policy, signed, secret) : createHmac('sha1', secret).update(signed.policy).digest()
  return given.length === expected.length && timingSafeEqual(given, expected) ? undefined : mismatch
}
