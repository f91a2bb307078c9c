/** A span as OTLP has it in JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding. Ids are hexadecimal, 64-bit numbers are text. */
export interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  /** 1: within the process, 2: asked for by a client, 3: asks somebody else. */
  kind: 1 | 2 | 3
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: Attribute[]
  /** 1: well, 2: failed. */
  status: { code: 1 | 2; message?: string }
  links?: { traceId: string; spanId: string; attributes: Attribute[] }[]
}

export interface Attribute {
  key: string
  value: { stringValue: string } | { intValue: string }
}

export function attributesOf(values: Readonly<Record<string, string | number | undefined>>): Attribute[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (value === undefined) return []
    return [{ key, value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value } }]
  })
}

/** Epoch milliseconds as OTLP writes them. */
export function nanoseconds(milliseconds: number): string {
  return `${Math.round(milliseconds)}000000`
}
