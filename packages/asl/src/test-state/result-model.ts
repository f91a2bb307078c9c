/** What an answer of an AWS service is made of. Limits are lengths of text and blobs, and values of numbers. */
export type ResultShape =
  | { kind: 'structure' | 'union'; members: readonly ResultMember[] }
  | { kind: 'list'; member: ResultShape }
  | { kind: 'map'; value: ResultShape }
  | SimpleResult

export interface SimpleResult {
  kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document'
  values?: readonly string[]
  min?: number
  max?: number
}

export interface ResultMember {
  /** As the API has it; optimized integrations show it with a capital letter. */
  name: string
  /** As the AWS SDK integrations show it. */
  sdkName: string
  shape: ResultShape
  required: boolean
}

/**
 * Finds what an operation (`GetObject`) of a service answers, by the name a Resource has for the service, e.g. `cloudwatchlogs`;
 * undefined for what no model knows.
 */
export type FindResultShape = (service: string, operation: string) => ResultShape | undefined
