import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import {
  loadService,
  type Member,
  type OperationShape,
  type Service,
  type Shape,
  type StructureShape,
} from '../packages/models/src/index.ts'
import { streamEvent } from '../packages/wire/src/codec/testing/stream-message.ts'
import type { Values } from '../packages/wire/src/codec/tree.ts'
import { ApiError } from '../packages/wire/src/index.ts'
import { chooseProtocol } from '../packages/wire/src/pipeline/choose-protocol.ts'
import { wireError } from '../packages/wire/src/pipeline/wire-faults.ts'
import { parseRequest } from '../packages/wire/src/protocol/protocol.ts'

/** What is answered to the next call of an operation. */
export type Answer = { output: Values } | { error: string }

/** A service of AWS's as its model says it is, which answers what it is told to. */
export interface StandIn {
  url: string
  service: Service
  /** Puts an answer in the queue of an operation; what is called without any is refused. */
  answer(operation: string, answer: Answer): void
  /** What was called, with its input. */
  readonly calls: { operation: string; input: Values }[]
  close(): void
}

export const words = 'No, by design.'

export async function openStandIn(model: string): Promise<StandIn> {
  const service = loadService(model)
  const answers = new Map<string, Answer[]>()
  const calls: StandIn['calls'] = []

  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request
    const headers = request.headers as Record<string, string>
    const body = await buffer(request)
    const parsed = parseRequest({ method, url, headers, body, signal: new AbortController().signal })
    const protocol = chooseProtocol(service.model.protocols, parsed)
    const answered = async () => {
      const match = protocol.match(parsed, service)
      const shape = match && service.operation(match.operation)
      if (!match || !shape) throw new ApiError('NoSuchOperation', `${method} ${url} is no operation of ${model}`)
      calls.push({ operation: shape.name, input: await protocol.readInput(shape, parsed, match) })
      const next = answers.get(shape.name)?.shift()
      if (next === undefined) throw new ApiError('NothingToAnswer', `${shape.name} was not expected`)
      if ('error' in next) throw new ApiError(next.error, words)
      if (shape.model.eventStream) return streamed(next.output)
      return protocol.writeOutput(shape, next.output, service, 'stand-in')
    }
    const sent = await answered().catch(thrown =>
      protocol.writeError(wireError(thrown, service, protocol.family), parsed, service, 'stand-in'),
    )
    response.writeHead(sent.status, sent.headers).end(sent.body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, service, calls },
    answer: (operation, answer) => void answers.set(operation, [...(answers.get(operation) ?? []), answer]),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** The one member of such an answer is a union: each of its members is an event. */
function streamed(output: Values) {
  const events = Object.values(output).flatMap(union => Object.entries(union as Record<string, object>))
  const body = Buffer.concat(events.map(([type, payload]) => streamEvent(type, payload)))
  return { status: 200, headers: { 'content-type': 'application/vnd.amazon.eventstream' }, body }
}

/** How samples are made: what lists hold, and which numbers there are. */
export interface SampleStyle {
  lists: 0 | 1
  number: number
}

const deepest = 6

/** A value of a shape; deep down only what must be there. */
export function sample(shape: Shape, style: SampleStyle, depth = 0): unknown {
  switch (shape.kind) {
    case 'string':
      return shape.values?.[0] ?? 'text'
    case 'number':
      return style.number
    case 'boolean':
      return true
    case 'timestamp':
      return new Date(1_700_000_000_000)
    case 'blob':
      return Buffer.from('"text"')
    case 'document':
      return {}
    case 'list':
      return style.lists === 0 || depth > deepest ? [] : [sample(shape.member, style, depth + 1)]
    case 'map':
      return depth > deepest ? {} : { [String(sample(shape.key, style, depth + 1))]: sample(shape.value, style, depth + 1) }
    case 'structure':
    case 'union':
      return sampleStructure(shape, style, depth)
  }
}

export function sampleStructure(shape: StructureShape, style: SampleStyle, depth = 0): Values {
  const members = shape.kind === 'union' ? shape.members.slice(0, 1) : shape.members
  const isSimple = ({ shape: { kind } }: Member): boolean => kind === 'string' || kind === 'number'
  const wanted = members.filter(member => member.required || shape.kind === 'union' || depth < 3 || (depth < deepest && isSimple(member)))
  return Object.fromEntries(wanted.map(({ name, shape: member }) => [name, sample(member, style, depth + 1)]))
}

/** The same output with each of its states, codes and the like set to each thing that it may be, two of them at a time. */
export function* variants(operation: OperationShape, style: SampleStyle): Generator<Values> {
  const base = sampleStructure(operation.output, style)
  yield base
  const places = [...statePlaces(operation.output, base, [])]
  for (const first of places)
    for (const value of first.values) {
      const one = withValue(base, first.path, value)
      yield one
      for (const second of places) if (second !== first) for (const other of second.values) yield withValue(one, second.path, other)
    }
}

interface Place {
  path: (string | number)[]
  values: readonly string[]
}

const states = ['STOPPED', 'SUCCEEDED', 'COMPLETED', 'COMPLETE', 'FAILED', 'EssentialContainerExited']

function* statePlaces(shape: Shape, value: unknown, path: (string | number)[]): Generator<Place> {
  if (shape.kind === 'string' && /(state|status|code)$/i.test(String(path.at(-1)))) yield { path, values: shape.values ?? states }
  else if (shape.kind === 'list' && Array.isArray(value) && value.length > 0) yield* statePlaces(shape.member, value[0], [...path, 0])
  else if (shape.kind === 'structure' && typeof value === 'object' && value !== null)
    for (const { name, shape: member } of shape.members)
      if (name in value) yield* statePlaces(member, (value as Values)[name], [...path, name])
}

function withValue<T>(document: T, [step, ...rest]: readonly (string | number)[], value: unknown): T {
  if (step === undefined) return value as T
  const copy = (Array.isArray(document) ? [...document] : { ...document }) as Record<string | number, unknown>
  copy[step] = withValue(copy[step], rest, value)
  return copy as T
}
