import type { WireRequest } from '../operation.ts'
import { remembered } from './remembered.ts'
import { isVersion2 } from './version-2.ts'

/** What a request says about its own signature, not yet verified: Signature Version 4, or 2 in an address of S3. */
export interface Signature {
  accessKeyId: string
  /** `20261123`. */
  date: string
  region: string
  service: string
  signedHeaders: readonly string[]
  signature: string
  /** `20261123T120000Z`; empty when the request has none. */
  timestamp: string
  sessionToken?: string
  /** Seconds; present when the signature stands in the address. */
  expires?: number
  /** Epoch seconds; of Version 2 only, which knows neither date nor region. */
  endsAt?: number
}

/** There is a signature, but it lacks something. */
export class IncompleteSignatureError extends Error {
  override readonly name = 'IncompleteSignatureError'
}

const algorithm = 'AWS4-HMAC-SHA256'

/**
 * Reads the signature from the Authorization header or from the address (presigned). `undefined` when there is none.
 * @throws IncompleteSignatureError in AWS's words.
 */
export function readSignature(request: WireRequest, query: URLSearchParams): Signature | undefined {
  const header = request.headers['authorization']
  if (header !== undefined) return readHeader(header, request)
  if (query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature')) return readPresigned(query)
  if (isVersion2(query)) return readVersion2(query)
  return undefined
}

function readHeader(header: string, request: WireRequest): Signature {
  if (!header.startsWith(`${algorithm} `)) throw new IncompleteSignatureError(`Unsupported Authorization Type`)
  const { Credential, SignedHeaders, Signature } = fieldsOf(header)
  if (!Credential || !SignedHeaders || !Signature) {
    const lacking = Object.entries({ Credential, Signature, SignedHeaders }).flatMap(([name, value]) => (value ? [] : [name]))
    const complaints = lacking.map(name => `Authorization header requires '${name}' parameter.`)
    throw new IncompleteSignatureError(`${complaints.join(' ')} Authorization=${algorithm}`)
  }
  const sessionToken = request.headers['x-amz-security-token']
  return {
    ...readCredential(Credential),
    signedHeaders: signedNames(SignedHeaders),
    signature: Signature,
    timestamp: request.headers['x-amz-date'] ?? basicTimestamp(request.headers['date']) ?? '',
    ...(sessionToken === undefined ? {} : { sessionToken }),
  }
}

interface Fields {
  Credential?: string
  SignedHeaders?: string
  Signature?: string
}

/** Of several with one name the last counts. */
function fieldsOf(header: string): Fields {
  const fields: Fields = {}
  for (let from = algorithm.length; from < header.length; ) {
    const comma = header.indexOf(',', from)
    const end = comma < 0 ? header.length : comma
    const equals = header.indexOf('=', from)
    if (equals > from && equals < end) {
      const name = header.slice(from, equals).trim()
      // Each by its name: a name that varies has the field looked up in a table.
      if (name === 'Credential') fields.Credential = header.slice(equals + 1, end).trim()
      else if (name === 'SignedHeaders') fields.SignedHeaders = header.slice(equals + 1, end).trim()
      else if (name === 'Signature') fields.Signature = header.slice(equals + 1, end).trim()
    }
    from = end + 1
  }
  return fields
}

/** Clients sign the same headers, with the same key, all day long. */
const signedNames = remembered(names => names.toLowerCase().split(';'))

function readPresigned(query: URLSearchParams): Signature {
  if (query.get('X-Amz-Algorithm') !== algorithm) throw new IncompleteSignatureError('Unsupported X-Amz-Algorithm')
  const required = ['X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date']
  const lacking = required.filter(name => !query.get(name))
  if (lacking.length > 0) {
    const complaints = lacking.map(name => `AWS query-string parameters must include '${name}'.`)
    throw new IncompleteSignatureError(`${complaints.join(' ')} Re-examine the query-string parameters.`)
  }
  const sessionToken = query.get('X-Amz-Security-Token')
  return {
    ...readCredential(query.get('X-Amz-Credential')!),
    signedHeaders: query.get('X-Amz-SignedHeaders')!.toLowerCase().split(';'),
    signature: query.get('X-Amz-Signature')!,
    timestamp: query.get('X-Amz-Date')!,
    // AWS's own services take 15 minutes where nothing is said.
    expires: Number(query.get('X-Amz-Expires') ?? 900),
    ...(sessionToken === null ? {} : { sessionToken }),
  }
}

/** Whether the address itself is signed. */
export function isPresigned(query: URLSearchParams): boolean {
  return query.has('X-Amz-Signature') || isVersion2(query)
}

function readVersion2(query: URLSearchParams): Signature {
  const sessionToken = query.get('x-amz-security-token')
  return {
    ...{ accessKeyId: query.get('AWSAccessKeyId')!, date: '', region: '', service: 's3', signedHeaders: [], timestamp: '' },
    ...{ signature: query.get('Signature')!, endsAt: Number(query.get('Expires')) },
    ...(sessionToken === null ? {} : { sessionToken }),
  }
}

/**
 * `AKID/20261123/us-east-1/states/aws4_request`. An access key id has no slash, so five parts it must be.
 * @throws IncompleteSignatureError
 */
export const readCredential = remembered((credential): Pick<Signature, 'accessKeyId' | 'date' | 'region' | 'service'> => {
  const [accessKeyId, date, region, service, terminator, ...rest] = credential.split('/')
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || rest.length > 0) {
    throw new IncompleteSignatureError(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    )
  }
  return { accessKeyId, date, region, service }
})

function basicTimestamp(date: string | undefined): string | undefined {
  if (date === undefined || /^\d{8}T\d{6}Z$/.test(date)) return date
  const parsed = new Date(date)
  return Number.isNaN(parsed.getTime()) ? undefined : toBasic(parsed.getTime())
}

/** Epoch milliseconds to `20261123T120000Z`. */
export function toBasic(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

/** `20261123T120000Z` to epoch milliseconds; NaN for anything else. */
export function fromBasic(timestamp: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp)
  if (parts === null) return Number.NaN
  const [, year, month, day, hour, minute, second] = parts
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}
