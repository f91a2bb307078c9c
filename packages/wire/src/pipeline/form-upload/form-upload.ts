import { SerializationError } from '../../codec/serialization-error.ts'
import type { Values } from '../../codec/tree.ts'
import { parseXml } from '../../codec/xml-document.ts'
import { ApiError, type Caller, type IncomingRequest, type OperationContext, type WireResponse } from '../../operation.ts'
import type { ParsedRequest } from '../../protocol/protocol.ts'
import { readHeaders } from '../../protocol/rest/bindings.ts'
import { pathStyle } from '../../protocol/rest-xml/virtual-host.ts'
import { readPolicySignature } from '../../signature/policy-signature.ts'
import { arrivalOf } from '../arrival-of.ts'
import { type AuthenticationOptions, authenticatePolicy } from '../authenticate.ts'
import { bodyLimit } from '../bound-body.ts'
import type { Call, Gates } from '../call.ts'
import type { Claim } from '../claim.ts'
import type { Desk } from '../desk.ts'
import { run } from '../run.ts'
import { bytesOf } from '../stream-body.ts'
import { formAnswer } from './form-answer.ts'
import { checkPolicy, type LengthRange } from './post-policy.ts'
import { readForm, type UploadForm } from './read-form.ts'

/** What a form may have around its file. */
const ROOM_FOR_FIELDS = 64 * 1_024

/** The operation that a form stands for; AWS's policies know no other. */
export const FORM_OPERATION = 'PutObject'

interface FormUpload {
  incoming: IncomingRequest
  parsed: ParsedRequest
  claimed: Claim
  desk: Desk
  requestId: string
  authentication: AuthenticationOptions
  gates: Gates
  noteCaller(caller: Caller): void
  noteDenied: NonNullable<OperationContext['noteDenied']>
}

/**
 * Takes a file from a browser's form: who signed its policy puts the object, as far as the policy and what they may let them.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 *
 * @throws ApiError in S3's words, AuthenticationError, WireFault
 */
export async function uploadForm(upload: FormUpload): Promise<WireResponse> {
  const { incoming, claimed } = upload
  const body = bytesOf(incoming, bodyLimit(claimed, FORM_OPERATION) + ROOM_FOR_FIELDS)
  try {
    return await storedForm(upload, await readForm(body, incoming.headers['content-type']!))
  } finally {
    // What was not read of the body is the listener's again, which discards it: a client that still sends it reads no answer before. Not
    // waited for, as what is still asked of the body may never come.
    body.return().catch(() => undefined)
  }
}

async function storedForm(upload: FormUpload, form: UploadForm): Promise<WireResponse> {
  const { incoming, parsed, claimed, desk, requestId, authentication, gates } = upload
  const bucket = pathStyle(parsed.path, incoming.headers['host']).split('/')[1]!
  const fields = filledIn(form)
  const signed = readPolicySignature(fields, lackingField)
  const { caller, region } = authenticatePolicy(signed, authentication)
  upload.noteCaller(caller)
  if (form.file === undefined) throw invalid('POST requires exactly one file upload per request.', 'file', '0')
  const key = fields.get('key') ?? ''
  if (!fields.has('key')) throw lackingField('key')
  if (key === '') throw invalid('User key must have a length greater than 0.', 'key', '')
  const range = signed && checkPolicy(signed.policy, fields, bucket, authentication.now())
  const shape = desk.service.operation(FORM_OPERATION)!
  const context: OperationContext = {
    ...{ requestId, service: desk.name, operation: FORM_OPERATION, region, accountId: caller.accountId, caller },
    ...{ signal: incoming.signal, noteDenied: upload.noteDenied, isForm: true as const },
    ...(incoming.arrival && { arrival: arrivalOf(incoming.arrival, incoming.headers) }),
  }
  const input: Values = { Bucket: bucket, Key: key, Body: range ? within(range, form.file.bytes) : form.file.bytes }
  readHeaders(shape.input, headersAmong(fields), input)
  Object.assign(input, setByField(fields))
  const call: Call = { service: desk.service, shape, operation: desk.operations[FORM_OPERATION]!, input, context }
  const output = await run(call, gates)
  const answered = await claimed.protocol.writeOutput(shape, output, desk.service, requestId)
  return formAnswer(answered, { bucket, key, etag: String(output['ETag'] ?? ''), path: parsed.path, fields })
}

/** The fields with `${filename}` filled in, which comes before anything is made of them; of the file's path, its last part counts. */
function filledIn({ fields, file }: UploadForm): Map<string, string> {
  const name = /[^/\\]*$/.exec(file?.name ?? '')![0]
  const whole = ['policy', 'x-amz-signature', 'signature']
  return new Map([...fields].map(([field, value]) => [field, whole.includes(field) ? value : value.replaceAll('${filename}', () => name)]))
}

/** Fields that are what headers are to other requests. */
function headersAmong(fields: ReadonlyMap<string, string>): Record<string, string> {
  const named = ['cache-control', 'content-type', 'content-disposition', 'content-encoding', 'expires']
  return Object.fromEntries([...fields].filter(([name]) => named.includes(name) || name.startsWith('x-amz-')))
}

function setByField(fields: ReadonlyMap<string, string>): Values {
  const acl = fields.get('acl')
  const tagging = fields.get('tagging')
  return { ...(acl !== undefined && { ACL: acl }), ...(tagging !== undefined && { Tagging: tagsOf(tagging) }) }
}

/** A form's tags are the document that PutObjectTagging takes; as a header has them. */
function tagsOf(document: string): string {
  try {
    const text = (name: string, element: ReturnType<typeof parseXml>) => element.children.find(child => child.name === name)?.text ?? ''
    const set = parseXml(document).children.find(({ name }) => name === 'TagSet')
    const tags = (set?.children ?? [])
      .filter(({ name }) => name === 'Tag')
      .map((tag): [string, string] => [text('Key', tag), text('Value', tag)])
    return new URLSearchParams(tags).toString()
  } catch (error) {
    if (!(error instanceof SerializationError)) throw error
    const message = 'The XML you provided was not well-formed or did not validate against our published schema'
    throw new ApiError('MalformedXML', message, { httpStatus: 400 })
  }
}

/** The file's bytes, as long as the policy wants it. */
async function* within({ min, max }: LengthRange, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > max)
      throw outOfRange('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', size, { MaxSizeAllowed: max })
    yield chunk
  }
  if (size < min)
    throw outOfRange('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', size, { MinSizeAllowed: min })
}

function outOfRange(code: string, message: string, ProposedSize: number, limit: Values): ApiError {
  return new ApiError(code, message, { httpStatus: 400, members: { ProposedSize, ...limit } })
}

function lackingField(name: string): ApiError {
  const message = `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`
  return invalid(message, name, '')
}

function invalid(message: string, ArgumentName: string, ArgumentValue: string): ApiError {
  return new ApiError('InvalidArgument', message, { httpStatus: 400, members: { ArgumentName, ArgumentValue } })
}
