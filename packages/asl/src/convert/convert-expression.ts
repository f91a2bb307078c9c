import { type IntrinsicArgument, type IntrinsicCall, parseIntrinsicCall } from '../intrinsic/call-syntax.ts'
import { isIntrinsic } from '../intrinsic/intrinsic.ts'
import { isJsonObject, type Json } from '../json.ts'
import { parsePath } from '../path/parse-path.ts'
import type { ParsedPath } from '../path/path-step.ts'
import { NotConvertible } from './refusal.ts'

/** A path, or an intrinsic function, as an expression of JSONata; `root` is what `$` stands for. Throws `NotConvertible`. */
export function expressionOf(text: string, root: string): string {
  return isIntrinsic(text) ? callOf(parseIntrinsicCall(text), root) : pathOf(text, root)
}

export function pathOf(text: string, root: string): string {
  const path = parsePath(text)
  return `${rootOf(path, root)}${path.steps.map(step => stepOf(step, text)).join('')}`
}

function rootOf(path: ParsedPath, root: string): string {
  if (path.root.kind === 'context') return '$states.context'
  return path.root.kind === 'variable' ? `$${path.root.name}` : root
}

function stepOf(step: ParsedPath['steps'][number], text: string): string {
  if (step.kind === 'index') return `[${step.index}]`
  if (step.kind !== 'property' || step.name.includes('`')) throw new NotConvertible('several-values', text)
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(step.name) && !RESERVED.has(step.name) ? `.${step.name}` : `.\`${step.name}\``
}

const RESERVED = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function'])

/** A value of a payload template as it stands in a field: texts that are expressions, the rest as it is. */
export function templateOf(value: Json, root: string): Json {
  if (typeof value === 'string') return plainText(value)
  if (Array.isArray(value)) return value.map(item => templateOf(item, root))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      name.endsWith('.$') && typeof member === 'string'
        ? [name.slice(0, -2), marked(memberOf(member, root))]
        : [name, templateOf(member, root)],
    ),
  )
}

/** A payload template as one expression. */
export function templateExpression(value: Json, root: string): string {
  if (Array.isArray(value)) return `[${value.map(item => templateExpression(item, root)).join(', ')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, member]) =>
    name.endsWith('.$') && typeof member === 'string'
      ? `${JSON.stringify(name.slice(0, -2))}: ${required(memberOf(member, root), member)}`
      : `${JSON.stringify(name)}: ${templateExpression(member, root)}`,
  )
  return `{${members.join(', ')}}`
}

/** A template fails where a path leads nowhere; an object of JSONata would only lack the member. */
function required(expression: string, text: string): string {
  if (isIntrinsic(text) || /\[-?\d+\]/.test(text) || text === '$' || text === '$$') return expression
  return `($exists(${expression}) ? ${expression} : $error(${JSON.stringify(`${text} leads nowhere`)}))`
}

/** In a template an index beyond a list gives null. */
function memberOf(text: string, root: string): string {
  const expression = expressionOf(text, root)
  return !isIntrinsic(text) && parsePath(text).steps.at(-1)?.kind === 'index' ? `$exists(${expression}) ? ${expression} : null` : expression
}

export function marked(expression: string): string {
  return `{% ${expression} %}`
}

/** A value that is not computed. */
export function constantOf(value: Json): Json {
  if (typeof value === 'string') return plainText(value)
  if (Array.isArray(value)) return value.map(constantOf)
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, constantOf(member)])) : value
}

function plainText(text: string): string {
  if (text.startsWith('{%') || text.endsWith('%}')) throw new NotConvertible('looks-like-expression', text)
  return text
}

/** Functions of which both languages know that they give a single value that is no list and no object. */
const SCALAR = new Set([
  ...['States.Format', 'States.UUID', 'States.MathAdd', 'States.MathRandom', 'States.Hash', 'States.Base64Encode'],
  ...['States.Base64Decode', 'States.JsonToString', 'States.ArrayLength', 'States.ArrayContains'],
])

function callOf(call: IntrinsicCall, root: string): string {
  const { name, args } = call
  const given = args.map(argument => argumentOf(argument, root))
  const [a = '', b = '', c = ''] = given
  const refuse = () => new NotConvertible('function', name)
  switch (name) {
    case 'States.Array':
      // A list within a list constructor would be spread.
      if (!args.every(isScalar)) throw refuse()
      return `[${given.join(', ')}]`
    case 'States.ArrayPartition':
      // Chunks of an empty array are nothing.
      return `[$partition(${a}, ${bounded(args[1], b, n => n >= 1, '< 1', refuse)})]`
    case 'States.ArrayContains':
      if (!isScalar(args[1])) throw refuse()
      return `(${b} in ${a})`
    case 'States.ArrayRange':
      return `[$range(${a}, ${b}, ${bounded(args[2], c, n => n !== 0, '= 0', refuse)})]`
    case 'States.ArrayLength':
      return `$count(${a})`
    case 'States.ArrayGetItem':
      if (args[1]?.kind !== 'literal' || Number(args[1].value) < 0) throw refuse()
      return `${a}[${b}]`
    case 'States.Base64Encode':
      return `$base64encode(${a})`
    case 'States.Base64Decode':
      return `$base64decode(${a})`
    case 'States.Hash':
      return `$hash($string(${a}), ${b})`
    case 'States.JsonMerge':
      return `$merge([${a}, ${b}])`
    case 'States.StringToJson':
      return `($trim(${a}) = "" ? null : $parse(${a}))`
    case 'States.MathAdd':
      return `(${a} + ${b})`
    case 'States.MathRandom':
      return `($floor($random(${c}) * (${b} - ${a})) + ${a})`
    case 'States.UUID':
      return '$uuid()'
    case 'States.Format':
      return formatOf(args, given)
    case 'States.StringSplit':
      if (args[1]?.kind !== 'text') throw refuse()
      return `[$split(${a}, /[${args[1].value.replace(/[\\/\]^-]/g, '\\$&')}]/)[$ != ""]]`
    // Of lists, unique or quoted, JSONata makes something else.
    case 'States.ArrayUnique':
    case 'States.JsonToString':
      throw refuse()
  }
}

function isScalar(argument: IntrinsicArgument | undefined): boolean {
  return (
    argument !== undefined &&
    (argument.kind === 'text' || argument.kind === 'literal' || (argument.kind === 'call' && SCALAR.has(argument.call.name)))
  )
}

function argumentOf(argument: IntrinsicArgument, root: string): string {
  if (argument.kind === 'path') return pathOf(argument.path.text, root)
  return argument.kind === 'call' ? callOf(argument.call, root) : JSON.stringify(argument.value)
}

/** A number that fails an intrinsic function, and of which JSONata's makes nothing. */
function bounded(
  argument: IntrinsicArgument | undefined,
  expression: string,
  isRight: (value: number) => boolean,
  isWrong: string,
  refuse: () => NotConvertible,
): string {
  // Written once: of functions in functions the text would grow with each, and a random number would be another one.
  if (argument?.kind === 'call') return `($n := ${expression}; $n ${isWrong} ? $error(${JSON.stringify(`$n ${isWrong}`)}) : $n)`
  if (argument?.kind !== 'literal')
    return `${expression} ${isWrong} ? $error(${JSON.stringify(`${expression} ${isWrong}`)}) : ${expression}`
  if (typeof argument.value === 'number' && isRight(argument.value)) return expression
  throw refuse()
}

/** Only a text is shown alike by both: numbers, lists and objects are written as Java does by one, as JSON by the other. */
function formatOf([template, ...rest]: readonly IntrinsicArgument[], given: readonly string[]): string {
  if (template?.kind !== 'text') throw new NotConvertible('function', 'States.Format')
  const parts = template.source.split(/(?<!\\)\{\}/)
  if (parts.length !== rest.length + 1) throw new NotConvertible('function', 'States.Format')
  const texts = parts.map(part => JSON.stringify(part.replace(/\\([\\'{}])/g, '$1')))
  const joined = texts.flatMap((part, index) => (index === 0 ? [part] : [shown(given[index]!, rest[index - 1]!), part]))
  return `(${joined.filter((part, index) => index === 0 || part !== '""').join(' & ')})`
}

function shown(expression: string, argument: IntrinsicArgument): string {
  if (argument.kind !== 'path') return expression
  return `($type(${expression}) in ["string", "number", "boolean", "null"] ? ${expression} : $error(${JSON.stringify(`${argument.path.text} is no plain value`)}))`
}
