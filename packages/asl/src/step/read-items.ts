import { integrationOf } from '@pasos/integrations'
import { type NumberBounds, numberBounds } from '../definition/number-bounds.ts'
import type { ItemReader, ResultWriter } from '../definition/program.ts'
import { isJsonObject, type Json } from '../json.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import type { TurnBuilder } from '../machine/turn-builder.ts'
import type { ReadItems, ResultWriterRequest } from '../map-run/map-run.ts'
import { numberOfMap } from './field.ts'
import { renderRequest } from './request.ts'

// AWS: only a literal is held to the greatest number of items; more than that by a path or an expression reads as many. A negative number
// by them is refused by the reader, after the Map Run's start.
const anyNumberOfItems: NumberBounds = { kind: 'integer', min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY }

/** ItemReader, evaluated: what to read, and ReaderConfig with MaxItems. */
export function readRequest(run: TurnBuilder, frame: ScopeFrame, reader: ItemReader, input: Json): ReadItems {
  const { resource, maxItems, config } = reader
  const request = reader.request === undefined ? {} : renderRequest(run, frame, reader.request, input, 'ItemReader/Arguments')
  if (maxItems === undefined) return { kind: 'read', resource, request, config }
  const most = numberOfMap(run, frame, maxItems, input, anyNumberOfItems)
  return { kind: 'read', resource, request, config: { ...config, MaxItems: Math.min(most, numberBounds.MaxItems.max) } }
}

/** AWS: the URI of the object that is read, or of the bucket whose objects are listed. */
export function sourceOf({ resource, request }: ReadItems): string | undefined {
  if (!isJsonObject(request)) return undefined
  const { Bucket: bucket, Key: key } = request
  if (typeof bucket !== 'string') return undefined
  if (integrationOf(resource) === 's3:listObjectsV2') return `S3://${bucket}`
  return typeof key === 'string' ? `S3://${bucket}/${key}` : undefined
}

/** ResultWriter, evaluated. One that says nothing can be created and cannot be run. */
export function writeRequest(run: TurnBuilder, frame: ScopeFrame, writer: ResultWriter, input: Json): ResultWriterRequest {
  const { resource, config } = writer
  if (resource === undefined && config === undefined)
    throw new StatesFailure('States.Runtime', 'The ResultWriter must have one of the following fields: [WriterConfig, Resource].')
  const request = writer.request === undefined ? undefined : renderRequest(run, frame, writer.request, input, 'ResultWriter/Arguments')
  return { config: config ?? {}, ...(resource === undefined ? {} : { resource }), ...(request === undefined ? {} : { request }) }
}
