import { compilePath, Datum, type Json, type JsonObject, parseJson, SpelledNumber } from '@pasos/asl'
import { decoded } from '../../http-payload/decoded.ts'
import type { Expression, Step } from './syntax.ts'
import type { Value } from './values.ts'

/** What a mapping template may refer to. */
export interface MappingScope {
  /** The body of the request, or of the integration's answer. */
  body: string
  /** Each by its name; of several values the last. */
  params: { path: Record<string, string>; querystring: Record<string, string>; header: Record<string, string> }
  context: JsonObject
  stageVariables: Record<string, string>
}

const knownRoots = new Set(['input', 'context', 'stageVariables', 'util'])

/** Whether API Gateway has it, rather than a template's own variables. */
export function isKnownRoot(root: string): boolean {
  return knownRoots.has(root)
}

/** What a reference that is API Gateway's own starts from, and what is asked of that; nothing of any other. It was checked when the template was compiled. */
export function baseOf(
  root: string,
  steps: readonly Step[],
  scope: MappingScope,
  evaluated: (argument: Expression) => Value,
): { value: Value; rest: readonly Step[] } {
  if (root === 'context') return { value: scope.context, rest: steps }
  if (root === 'stageVariables') return { value: scope.stageVariables, rest: steps }
  const [first, ...rest] = steps
  if (!first || first.kind === 'index') return { value: undefined, rest }
  const args = first.kind === 'call' ? first.args.map(evaluated) : []
  if (root === 'input') return { value: ofInput(first.name, args, scope), rest }
  return { value: root === 'util' ? ofUtil(first.name, args) : undefined, rest }
}

function ofInput(name: string, [argument]: readonly Value[], { body, params }: MappingScope): Value {
  switch (name) {
    case 'body':
      return body
    case 'params':
      return argument === undefined ? structuredClone(params) : paramOf(String(argument), params)
    case 'path':
      return asJava(memberAt(body, String(argument)))
    default: {
      const found = memberAt(body, String(argument))
      return found === undefined ? '' : Datum.of(found).text
    }
  }
}

/** AWS looks at the path, then at the query string, then at the headers. */
function paramOf(name: string, { path, querystring, header }: MappingScope['params']): string | undefined {
  const holder = [path, querystring, header].find(values => Object.hasOwn(values, name))
  return holder?.[name]
}

/** What a JSONPath leads to in a text; without a body as if it were an empty object. */
export function jsonAt(body: string, path: string): Json | undefined {
  return asJava(memberAt(body, path))
}

function memberAt(body: string, path: string): Json | SpelledNumber | undefined {
  return compilePath(path).findMember({ input: parsed(body), context: () => ({}), variable: () => undefined })
}

/** A number by itself as Java has it: with all the digits of a whole one, and the point of a double. */
function asJava(found: Json | SpelledNumber | undefined): Json | undefined {
  if (!(found instanceof SpelledNumber)) return found
  return /^-?\d+(\.0)?$/.test(found.text) ? found.text : found.value
}

function parsed(body: string): Json {
  if (body.trim() === '') return {}
  try {
    return parseJson(body)
  } catch {
    return body
  }
}

function ofUtil(name: string, [argument]: readonly Value[]): Value {
  const text = typeof argument === 'string' ? argument : argument === undefined || argument === null ? '' : JSON.stringify(argument)
  switch (name) {
    case 'escapeJavaScript':
      return escapeJavaScript(text)
    case 'urlEncode':
      return encodeURIComponent(text).replaceAll('%20', '+')
    case 'urlDecode':
      return decoded(text.replaceAll('+', ' '))
    case 'base64Encode':
      return Buffer.from(text).toString('base64')
    case 'base64Decode':
      return Buffer.from(text, 'base64').toString()
    default:
      return parsed(text)
  }
}

const named: Record<string, string> = { '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** As Java's commons-lang does: quotes of both kinds, slashes, and everything beyond ASCII. */
function escapeJavaScript(text: string): string {
  return text.replaceAll(/["'\\/]|[^ -~]/g, char => {
    if (/["'\\/]/.test(char)) return `\\${char}`
    return named[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  })
}
