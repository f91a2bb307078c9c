import { isStream, type Member, type OperationShape, type Protocol, type Service, type StructureShape } from '@pasos/models'
import { completeInput, readSdkJson, type SdkNames, writeSdkJson } from '../codec/sdk-json.ts'
import type { Values } from '../codec/tree.ts'
import type { Caller, DeferredWrites, OperationContext, ServiceOperations, WireResponse } from '../operation.ts'
import { parseRequest, type ServerProtocol } from '../protocol/protocol.ts'
import { answerHeaders } from './answer-headers.ts'
import type { Gates } from './call.ts'
import { chooseProtocol } from './choose-protocol.ts'
import { implementation } from './decode.ts'
import { type Desk, openDesks } from './desk.ts'
import { begin, beginAtOnce, outputOf, run } from './run.ts'
import { WireFault, wireError } from './wire-faults.ts'

/** A call from within the process, in the JSON of Step Functions' integrations. */
export interface LocalCall {
  /** The signature's service scope, e.g. `states`. */
  scope: string
  /** As the API calls it: `GetActivityTask`. */
  operation: string
  input: unknown
  names: SdkNames
  caller: Caller
  region: string
  requestId: string
  signal: AbortSignal
  /** See {@link OperationContext}. */
  executionArn?: string
  /** See {@link OperationContext}. */
  calledVia?: readonly string[]
  /** See {@link OperationContext}. */
  deferred?: DeferredWrites
}

interface HttpAnswer {
  status: number
  requestId: string
  headers: [string, string][]
}

export type LocalAnswer =
  | { outcome: 'answered'; output: Values; http: HttpAnswer }
  /** `shape` is the error's name in the service's model, when it is modelled; `code` what the service says on the wire. */
  | { outcome: 'refused'; code: string; shape?: string; message: string; status: number }

export interface LocalCallsOptions extends Gates {
  services: readonly ServiceOperations[]
  logger: { error(message: string, details: Record<string, unknown>): void }
}

/** A call from within the process in the operation's own values: a body may be a stream, and one that is answered is not read. */
export type StreamedCall = Omit<LocalCall, 'names' | 'input'> & { input: Values }

export type StreamedAnswer = { outcome: 'answered'; output: Values } | Extract<LocalAnswer, { outcome: 'refused' }>

/**
 * Runs operations without bytes, through the stages of a request from outside from `validate` on. Answers at once where the operation
 * does: of tasks that send a message each promise is a part.
 */
export function createLocalCalls(options: LocalCallsOptions): (call: LocalCall) => LocalAnswer | Promise<LocalAnswer> {
  const desks = openDesks(options.services)
  return call => {
    const desk = deskOf(desks, call)
    const refused = (thrown: unknown): LocalAnswer => refusalOf(thrown, desk, call, options)
    try {
      const answered = answer(desk, call, options)
      return answered instanceof Promise ? answered.catch(refused) : answered
    } catch (thrown) {
      return refused(thrown)
    }
  }
}

/** The same for operations that need not wait (`Operation.atOnce`): nothing where they would, and then nothing has been done. */
export function createCallsAtOnce(options: LocalCallsOptions): (call: LocalCall) => LocalAnswer | undefined {
  const desks = openDesks(options.services)
  return call => {
    const desk = deskOf(desks, call)
    try {
      const { service } = desk
      const { shape, operation, context } = prepared(desk, call)
      const input = completeInput(shape, readSdkJson(shape.input, call.input, call.names), call.requestId)
      const act = beginAtOnce({ service, shape, operation, input, context }, options)
      if (act === undefined) return undefined
      const answered = written(service, shape, outputOf(act()), call)
      if (answered instanceof Promise) throw new Error(`The answer of ${call.operation} is not written at once`)
      return answered
    } catch (thrown) {
      return refusalOf(thrown, desk, call, options)
    }
  }
}

/** The same for calls whose input and output stay as the operation has them. */
export function createStreamedCalls(options: LocalCallsOptions): (call: StreamedCall) => Promise<StreamedAnswer> {
  const desks = openDesks(options.services)
  return async call => {
    const desk = deskOf(desks, call)
    try {
      const { shape, operation, context } = prepared(desk, call)
      const output = await run({ service: desk.service, shape, operation, input: call.input, context }, options)
      return { outcome: 'answered', output }
    } catch (thrown) {
      return refusalOf(thrown, desk, call, options)
    }
  }
}

type Asked = Omit<LocalCall, 'names' | 'input'>

function deskOf(desks: ReturnType<typeof openDesks>, { scope }: Asked): Desk {
  const desk = desks.get(scope)
  if (desk === undefined) throw new Error(`The service ${scope} is not served here`)
  return desk
}

/** A refusal is an answer. */
function refusalOf(
  thrown: unknown,
  { service }: Desk,
  { requestId, operation }: Asked,
  { logger }: LocalCallsOptions,
): Extract<LocalAnswer, { outcome: 'refused' }> {
  const { code, message, status, fault } = wireError(thrown, service, familyOf(service))
  if (fault === 'server') logger.error('call failed', { requestId, operation, error: thrown })
  const shape = service.error(code)
  const told = shape?.error?.queryCode ?? code
  return { outcome: 'refused', code: told, message, status, ...(shape === undefined ? {} : { shape: shape.name }) }
}

function answer(desk: Desk, call: LocalCall, gates: Gates): LocalAnswer | Promise<LocalAnswer> {
  const { service } = desk
  const { shape, operation, context } = prepared(desk, call)
  const input = completeInput(shape, readSdkJson(shape.input, call.input, call.names), call.requestId)
  const answered = begin({ service, shape, operation, input, context }, gates)
  const stream = streamIn(shape.output)
  if (stream === undefined && !(answered instanceof Promise)) return written(service, shape, outputOf(answered), call)
  return (async () => {
    const output = outputOf(await answered)
    return written(service, shape, stream === undefined ? output : await collected(stream, output), call)
  })()
}

function written(
  service: Service,
  shape: OperationShape,
  output: Values,
  { names, requestId }: LocalCall,
): LocalAnswer | Promise<LocalAnswer> {
  const http = httpAnswer(service, shape, output, requestId)
  const told = (answer: HttpAnswer): LocalAnswer => ({
    outcome: 'answered',
    output: writeSdkJson(shape.output, output, names),
    http: answer,
  })
  return http instanceof Promise ? http.then(told) : told(http)
}

function prepared(desk: Desk, { operation: name, caller, region, requestId, signal, executionArn, deferred, calledVia }: Asked) {
  const shape = desk.service.operation(name)
  if (shape === undefined) throw new WireFault('unknown-operation', `The operation ${name} is not implemented here.`)
  const { accountId } = caller
  const context: OperationContext = { requestId, service: desk.name, operation: shape.name, region, accountId, caller, signal }
  if (executionArn !== undefined) context.executionArn = executionArn
  if (deferred) context.deferred = deferred
  if (calledVia) context.calledVia = calledVia
  return { shape, operation: implementation(desk, shape), context }
}

/** More cannot be the output of a state. */
const LONGEST_STREAM = 16 * 1024 * 1024

const streams = new WeakMap<StructureShape, { member: Member | undefined }>()

/** The member of an output that may be a stream. */
function streamIn(shape: StructureShape): Member | undefined {
  const known = streams.get(shape)
  if (known !== undefined) return known.member
  const member = shape.members.find(({ shape: kind }) => isStream(kind))
  streams.set(shape, { member })
  return member
}

/** An output whose stream has been read. */
async function collected({ name }: Member, output: Values): Promise<Values> {
  const source = output[name]
  if (source === undefined || source instanceof Uint8Array || source === null) return output
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of source as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > LONGEST_STREAM) throw new WireFault('too-large', 'The object is too large to be the result of a task.')
  }
  return { ...output, [name]: Buffer.concat(chunks) }
}

/** How the answer would have looked on the wire, headers in the order in which AWS's are seen. */
function httpAnswer(service: Service, shape: OperationShape, output: Values, requestId: string): HttpAnswer | Promise<HttpAnswer> {
  const protocol = chooseProtocol(service.model.protocols.slice(0, 1), nothing)
  const written = protocol.writeOutput(shape, output, service, requestId)
  const answered = ({ status, headers, body }: WireResponse): HttpAnswer => {
    const type = headers['content-type']
    const others: [string, string][] = []
    for (const name in headers) if (name !== 'content-type' && name !== 'x-amzn-RequestId') others.push([name, headers[name]!])
    return { status, requestId, headers: answerHeaders(service.model.name, { requestId, body, others, type }) }
  }
  return written instanceof Promise ? written.then(answered) : answered(written)
}

const nothing = parseRequest({ method: 'POST', url: '/', headers: {}, body: new Uint8Array(0), signal: new AbortController().signal })

const families: Record<Protocol, ServerProtocol['family']> = {
  ...{ awsJson1_0: 'json', awsJson1_1: 'json', rpcv2Cbor: 'cbor' },
  ...{ awsQuery: 'query', ec2Query: 'ec2', restJson1: 'rest', restXml: 'restXml' },
}

function familyOf({ model }: Service): ServerProtocol['family'] {
  return families[model.protocols[0] ?? 'awsJson1_0']
}
