import {
  type Completion,
  completionsAt,
  type DataShape,
  EXAMPLE_CONTEXT,
  type Json,
  type JsonObject,
  joinShapes,
  type Preview,
  preview,
  type StateShapes,
  shapeOf,
} from '@pasos/asl'
import { createContext } from 'react'
import type { StateSample } from './use-last-run.ts'

export type Language = 'JSONPath' | 'JSONata'

/** What is known of the chosen state's data: a sample, and what the states before make of it. */
export interface KnownData {
  sample: StateSample | undefined
  shapes: StateShapes | undefined
  /** The state's InputPath: what Parameters and others count from. */
  inputPath: unknown
}

export const KnownDataContext = createContext<KnownData>({ sample: undefined, shapes: undefined, inputPath: undefined })

const UNKNOWN: DataShape = { kind: 'unknown' }
/** In JSONPath these count from the state's result, and OutputPath from what ResultPath has made of both. */
const OF_RESULT = new Set(['ResultSelector', 'Assign'])
const RAW = new Set(['InputPath'])
const UNSEEN = new Set(['OutputPath', 'ResultPath'])

/** What can follow in a field's text at the cursor. */
export function suggest(known: KnownData, field: string, language: Language, text: string, cursor: number): Completion[] {
  const seen = seenBy(known, field, language)
  const shapes = [known.shapes?.input, known.sample && shapeOf(known.sample.input)].filter(each => each !== undefined)
  const joined = shapes.length === 2 ? mergedShape(shapes[0]!, shapes[1]!) : shapes[0]
  const input = seen ? shapeOf(seen.input) : OF_RESULT.has(field) ? known.shapes?.result : undefined
  const isRaw =
    language === 'JSONata' || (typeof known.inputPath !== 'string' && !OF_RESULT.has(field) && !UNSEEN.has(field)) || RAW.has(field)
  return completionsAt(text, cursor, {
    language,
    input: (isRaw ? joined : input) ?? UNKNOWN,
    result: known.sample?.result === undefined ? known.shapes?.result : shapeOf(known.sample.result),
    context: shapeOf(EXAMPLE_CONTEXT as JsonObject),
    variables: new Map([
      ...(known.shapes?.variables ?? []).map(name => [name, UNKNOWN] as const),
      ...Object.entries(known.sample?.variables ?? {}).map(([name, value]) => [name, shapeOf(value)] as const),
    ]),
  })
}

/** What is known by both: a sample may lack what another way brings, and the other way round. */
function mergedShape(one: DataShape, other: DataShape): DataShape {
  if (one.kind === 'unknown') return other
  const joined = joinShapes(one, other)
  return joined.kind === 'unknown' ? other : joined
}

/** What the field gives on the sample; undefined where there is none, or the field does not read data. */
export function previewOf(known: KnownData, field: string, language: Language, value: unknown): Preview | undefined {
  const seen = seenBy(known, field, language)
  if (!seen || value === undefined || value === '' || value === null || UNSEEN.has(field) || !isComputed(value, language)) return undefined
  const result = known.sample?.result
  if (language === 'JSONata' && result === undefined && /\$states\.(result|errorOutput)/.test(JSON.stringify(value))) return undefined
  return preview(value as Json, {
    ...{ language, input: seen.input, context: EXAMPLE_CONTEXT as JsonObject, variables: known.sample?.variables },
    ...(result === undefined ? {} : { result }),
  })
}

/** A template of constants is what it says: there is nothing to preview. */
function isComputed(value: unknown, language: Language): boolean {
  const text = JSON.stringify(value)
  if (language === 'JSONata') return text.includes('{%')
  return typeof value === 'string' ? /^\$|^States\./.test(value) : text.includes('.$":')
}

function seenBy({ sample, inputPath }: KnownData, field: string, language: Language): { input: Json } | undefined {
  if (!sample) return undefined
  if (language === 'JSONata' || RAW.has(field)) return { input: sample.input }
  if (OF_RESULT.has(field)) return sample.result === undefined ? undefined : { input: sample.result }
  if (typeof inputPath !== 'string') return { input: sample.input }
  const context = EXAMPLE_CONTEXT as JsonObject
  const effective = preview(inputPath, { language, input: sample.input, context, variables: sample.variables })
  return 'value' in effective ? { input: effective.value } : undefined
}
