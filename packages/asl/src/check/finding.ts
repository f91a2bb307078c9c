import type { RuleId } from './catalogue/rule-catalogue.ts'

export type Severity = 'ERROR' | 'WARNING'

/** A place in the text: UTF-16 offset from 0, line and column from 1. */
export interface TextPosition {
  offset: number
  line: number
  column: number
}

/** One thing that is wrong, or probably not meant, in a definition. */
export interface Finding {
  severity: Severity
  /** AWS's diagnostic code, or ours when `origin` is `pasos`. */
  code: string
  /** The rule that was broken; finer than `code`. Key of the explanations and of docs/reference/checks.md. */
  rule: RuleId
  /** For origin `aws` in AWS's words. */
  message: string
  /** AWS's path, e.g. `/States/E/Output/v` or `/States/C/Choices[0]/Next`. Missing when the finding concerns the whole workflow. */
  location?: string
  range?: { start: TextPosition; end: TextPosition }
  /** `aws`: AWS reports it too. `pasos`: advice of ours, never an obstacle to a deploy. */
  origin: 'aws' | 'pasos'
  /** What the message speaks of, for explanations in other languages. */
  parameters: Readonly<Record<string, string>>
}
