import { type FieldShape, type Json, parseJson, type ShapeName } from '@pasos/asl'
import type { Language } from '../sample/known-data.ts'

/**
 * How a field's value is written into the form. `read` makes the value of what somebody wrote; undefined while that is none yet, and the
 * text stays in the form alone.
 */
export type FieldKind =
  | { kind: 'state' | 'choice'; options?: readonly string[]; read: Read }
  /** `isExpression`: it may be a path or an expression, and what the data have is offered. */
  | { kind: 'text' | 'json'; isExpression: boolean; read: Read }
  | { kind: 'fields' | 'list'; shape: ShapeName }

type Read = (text: string) => { value: unknown } | undefined

const asIs: Read = text => ({ value: text })

export function fieldKind(name: string, { value: shape }: FieldShape, language: Language, value: unknown): FieldKind {
  if (name === 'Next' || name === 'Default' || name === 'StartAt') return { kind: 'state', read: asIs }
  switch (shape.kind) {
    case 'enum':
      return { kind: 'choice', options: shape.values, read: asIs }
    case 'boolean':
      return { kind: 'choice', options: ['true', 'false'], read: text => ({ value: text === 'true' }) }
    case 'integer':
    case 'number':
      return { kind: 'text', isExpression: shape.expression === true && language === 'JSONata', read: numberIn }
    case 'error-names':
    case 'texts':
      return { kind: 'text', isExpression: false, read: namesIn }
    case 'template':
    case 'any':
    case 'expressions':
    case 'assign':
      return { kind: 'json', isExpression: true, read: jsonIn }
    case 'object':
      return isRecord(value) ? { kind: 'fields', shape: shape.shape } : { kind: 'json', isExpression: true, read: jsonIn }
    case 'list':
      return { kind: 'list', shape: shape.shape }
    case 'path':
      return { kind: 'text', isExpression: true, read: shape.nullable ? pathIn : asIs }
    case 'result-path':
      return { kind: 'text', isExpression: true, read: pathIn }
    case 'resource':
      return { kind: 'text', isExpression: false, read: asIs }
    case 'string':
      return { kind: 'text', isExpression: shape.expression === true && language === 'JSONata', read: asIs }
    default:
      return { kind: 'text', isExpression: true, read: asIs }
  }
}

/** A field's value as it stands in the form. */
export function fieldText({ kind }: FieldKind, value: unknown): string {
  if (value === undefined) return ''
  if (kind === 'json') return isExpression(value) ? value : JSON.stringify(value, null, 2)
  return Array.isArray(value) ? value.join(', ') : String(value)
}

function isExpression(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('{%')
}

/** A number where it is one; an expression, or what somebody is still writing, as text. */
function numberIn(text: string): { value: unknown } {
  return { value: text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text }
}

/** `null` is a word of its own in paths: nothing is taken, or the result is dropped. */
function pathIn(text: string): { value: unknown } {
  return { value: text.trim() === 'null' ? null : text }
}

function namesIn(text: string): { value: unknown } {
  return { value: text.split(',').map((name, index) => (index === 0 ? name : name.replace(/^ /, ''))) }
}

/** JSON, or an expression without quotes around it. Numbers keep their digits. */
function jsonIn(text: string): { value: unknown } | undefined {
  if (/^\s*\{%[\s\S]*%\}\s*$/.test(text)) return { value: text.trim() }
  try {
    return { value: parseJson(text) as Json }
  } catch {
    return undefined
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
