import type { SourceText } from './source-text.ts'

/** A definition as a deployment would send it, and where its author wrote it. */
export interface AuthorDefinition {
  /** What a template calls it; a file's own definition has no name. */
  name?: string
  type?: 'STANDARD' | 'EXPRESS'
  /** JSON, with the places of its characters in the file. */
  text: SourceText
  /** Path of the file that the places are of. */
  file: string
  /** Text of that file. */
  author: string
  /** Whether a `${…}` that is a whole value may become one of any kind, as variables of Serverless do: elsewhere it stays a text. */
  hasTypedHoles?: boolean
}

/** Reads a file that another one names. @throws Error where it cannot be read */
export type ReadFile = (path: string) => string
