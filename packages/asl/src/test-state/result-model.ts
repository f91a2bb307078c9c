/**
 * What the results of one AWS service are made of. A target is the name of a shape or one of the built-in ones: `:string`, `:number`,
 * `:boolean`, `:blob`, `:timestamp`, `:any`.
 */
export interface ResultModel {
  /** Output shapes by operation, e.g. `GetObject`. Operations without an answer are missing. */
  operations: Record<string, string>
  shapes: Record<string, ResultShape>
}

export type ResultShape =
  | { kind: 'structure'; members: Record<string, string>; required?: string[] }
  | { kind: 'list'; member: string }
  | { kind: 'map'; value: string }
  /** Limits are lengths in characters. */
  | { kind: 'string'; values?: string[]; min?: number; max?: number }
  | { kind: 'number'; min?: number; max?: number }
  | { kind: 'any' }

/** Finds the model of a service by the name a Resource has for it, e.g. `cloudwatchlogs`; undefined when none is known. */
export type FindResultModel = (service: string) => ResultModel | undefined
