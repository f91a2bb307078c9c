import { compilePath, isJsonObject, type Json, PathSyntaxError } from '@pasos/asl'
import { evaluateReference, type MappingScope } from './reference.ts'

/** A mapping template, ready to be filled in. */
export type Mapping = (scope: MappingScope) => string

/** The template is none, or asks for more of VTL than is served. */
export class MappingSyntaxError extends Error {}

/** `$input.json('$.a')`: where it starts, and what is asked of that. */
export interface Reference {
  root: string
  steps: readonly ReferenceStep[]
}

export type ReferenceStep = { kind: 'property'; name: string } | { kind: 'call'; name: string; args: readonly Argument[] }

export type Argument = string | number | Reference

type Part = string | { written: string; reference: Reference }

const roots = new Set(['input', 'context', 'stageVariables', 'util'])
const inputMembers = new Set(['body', 'json', 'path', 'params'])
const utilMethods = new Set(['escapeJavaScript', 'urlEncode', 'urlDecode', 'base64Encode', 'base64Decode', 'parseJson'])
const directive = /^#(?:\{?(?:set|if|elseif|else|end|foreach|include|parse|macro|define|evaluate|stop|break)\b|@)/

/**
 * Compiles a mapping template: text with references to `$input`, `$context`, `$stageVariables` and `$util`
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html). References to anything else
 * stay as they are written, as in Velocity. Directives (`#set`, `#foreach` …) are refused. @throws MappingSyntaxError
 */
export function compileMapping(template: string): Mapping {
  const parts = partsOf(template)
  return scope => parts.map(part => (typeof part === 'string' ? part : rendered(evaluateReference(part.reference, scope)))).join('')
}

function partsOf(template: string): Part[] {
  const parts: Part[] = []
  const reader = new Reader(template)
  let text = ''
  while (!reader.isAtEnd()) {
    const comment = reader.take(/##[^\n]*\n?|#\*[\s\S]*?\*#/y)
    if (comment !== undefined) continue
    const [found] = directive.exec(reader.rest(12)) ?? []
    if (found !== undefined) {
      throw new MappingSyntaxError(`Mapping templates have text and references here, but no directives such as ${found}.`)
    }
    const start = reader.at
    const reference = reader.reference()
    if (reference && roots.has(reference.root)) {
      check(reference)
      parts.push(text, { written: template.slice(start, reader.at), reference })
      text = ''
    } else if (reference) text += template.slice(start, reader.at)
    else text += reader.one()
  }
  return [...parts, text]
}

/** @throws MappingSyntaxError for what would have to be run as Java */
function check({ root, steps }: Reference): void {
  const [first, ...others] = steps
  const wrong = (what: string) => new MappingSyntaxError(`$${root}.${what} is nothing that mapping templates have here.`)
  if (root === 'input' && (first === undefined || !inputMembers.has(first.name))) throw wrong(first?.name ?? '')
  if (root === 'util' && (first?.kind !== 'call' || !utilMethods.has(first.name))) throw wrong(first?.name ?? '')
  const further = root === 'input' || root === 'util' ? others : steps
  for (const step of further) if (step.kind === 'call' && step.name !== 'get') throw wrong(`…${step.name}()`)
  for (const step of steps) {
    if (step.kind !== 'call') continue
    for (const argument of step.args) if (typeof argument === 'object') check(argument)
    if (root === 'input' && step === first && (step.name === 'json' || step.name === 'path')) checkPath(step.args[0])
  }
}

function checkPath(argument: Argument | undefined): void {
  if (typeof argument !== 'string') throw new MappingSyntaxError('$input.json and $input.path take a JSONPath as text.')
  try {
    compilePath(argument)
  } catch (error) {
    if (error instanceof PathSyntaxError) throw new MappingSyntaxError(`${argument} is no JSONPath: ${error.message}`)
    throw error
  }
}

class Reader {
  at = 0
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  isAtEnd(): boolean {
    return this.at >= this.#text.length
  }

  rest(length: number): string {
    return this.#text.slice(this.at, this.at + length)
  }

  one(): string {
    return this.#text[this.at++] ?? ''
  }

  /** What a sticky pattern finds here, passed. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const [found] = pattern.exec(this.#text) ?? []
    if (found !== undefined) this.at += found.length
    return found
  }

  /** A reference that begins here; nothing, and not passed, where none does. */
  reference(): Reference | undefined {
    const start = this.at
    const opening = this.take(/\$!?\{?(?=[A-Za-z_])/y)
    if (opening === undefined) return undefined
    const root = this.take(/[A-Za-z_][\w-]*/y) ?? ''
    const steps = this.steps()
    if (!opening.endsWith('{') || this.take(/\}/y) !== undefined) return { root, steps }
    this.at = start
    return undefined
  }

  private steps(): ReferenceStep[] {
    const steps: ReferenceStep[] = []
    for (;;) {
      const name = this.take(/\.(?=[A-Za-z_])/y) && this.take(/[A-Za-z_][\w-]*/y)
      const key = name === undefined ? this.take(/\[\s*(?:"[^"]*"|'[^']*'|\d+)\s*\]/y) : undefined
      if (key !== undefined)
        steps.push({
          kind: 'property',
          name: key
            .slice(1, -1)
            .trim()
            .replaceAll(/^["']|["']$/g, ''),
        })
      else if (name === undefined) return steps
      else if (this.take(/\(\s*/y) === undefined) steps.push({ kind: 'property', name })
      else steps.push({ kind: 'call', name, args: this.arguments() })
    }
  }

  private arguments(): Argument[] {
    const args: Argument[] = []
    while (this.take(/\s*\)/y) === undefined) {
      if (args.length > 0 && this.take(/\s*,\s*/y) === undefined) throw this.problem()
      const text = this.take(/"[^"]*"|'[^']*'/y)
      const number = text === undefined ? this.take(/-?\d+/y) : undefined
      const reference = text === undefined && number === undefined ? this.reference() : undefined
      if (text !== undefined) args.push(text.slice(1, -1))
      else if (number !== undefined) args.push(Number(number))
      else if (reference !== undefined) args.push(reference)
      else throw this.problem()
    }
    return args
  }

  private problem(): MappingSyntaxError {
    return new MappingSyntaxError(`The mapping template cannot be read from here on: ${this.rest(40)}`)
  }
}

/** As Velocity prints values of Java: maps with `=`, nothing for null. */
function rendered(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return JSON.stringify(value)
  if (!isJsonObject(value)) return String(value)
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}=${member === null ? 'null' : rendered(member)}`)
    .join(', ')}}`
}
