import { compileIntrinsic, isIntrinsic } from '../intrinsic/intrinsic.ts'
import type { TemplateEnvironment } from '../intrinsic/intrinsic-function.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { isTextLongerThan } from '../json-size.ts'
import { StatesFailure } from '../machine/failure.ts'
import { compilePath, notFound, refuseNullInput } from '../path/path.ts'
import { PathSyntaxError } from '../path/path-syntax-error.ts'
import type { PathScope } from '../path/select.ts'
import { memberOf, putMember, SpelledNumber } from '../spelled-numbers.ts'

export interface Template {
  /** True when nothing in it is computed: `render()` gives the template itself. */
  readonly isConstant: boolean
  /** Throws `StatesFailure`. Parts that are constant are shared with the template, not copied. */
  render(scope: PathScope, environment: TemplateEnvironment): Json
}

/** A number by itself comes with its text where that is unusual. */
type Render = (scope: PathScope, environment: TemplateEnvironment) => Json | SpelledNumber

/** What a part of a template became: a value that stays, or something to compute. */
type Part = { kind: 'constant'; value: Json | SpelledNumber } | { kind: 'computed'; render: Render }

// Deeper than AWS lets a definition be, far from where recursion would end the process.
const MAX_DEPTH = 500

/**
 * Compiles a payload template (`Parameters`, `ResultSelector`, `ItemSelector`, `Assign` …): every member whose name ends in `.$`, at any
 * depth and also within arrays, is computed from its path or intrinsic function and loses the `.$`. Throws `PathSyntaxError`.
 */
export function compileTemplate(value: Json): Template {
  const part = compilePart(value, 0)
  if (part.kind === 'constant') return { isConstant: true, render: () => value }
  const render = (scope: PathScope, environment: TemplateEnvironment) => plainOf(part.render(scope, environment))
  return { isConstant: false, render: canMultiply(value) ? refusingHuge(render) : render }
}

function plainOf(rendered: Json | SpelledNumber): Json {
  return rendered instanceof SpelledNumber ? rendered.value : rendered
}

// What a template makes of its input shares its parts, and only when it is written out does it become large. Few fields can't make much of
// 256 KB each; many, or a function over many arguments, can make gigabytes.
const MANY_FIELDS = 16
const HUGE = 8 * 1024 * 1024

function canMultiply(value: Json): boolean {
  const text = JSON.stringify(value)
  return text.includes('States.') || text.split('.$":').length > MANY_FIELDS
}

function refusingHuge(render: Template['render']): Template['render'] {
  return (scope, environment) => {
    const rendered = render(scope, environment)
    if (!isTextLongerThan(rendered, HUGE)) return rendered
    throw new StatesFailure('States.DataLimitExceeded', `The template makes a value of more than ${HUGE} bytes.`)
  }
}

function compilePart(value: Json, depth: number): Part {
  if (depth > MAX_DEPTH) throw new PathSyntaxError('The template is nested too deeply', 0)
  if (Array.isArray(value)) return compileArray(value, depth)
  return isJsonObject(value) ? compileObject(value, depth) : { kind: 'constant', value }
}

function compileArray(items: Json[], depth: number): Part {
  const parts = items.map((item, index) => spelledPart(compilePart(item, depth + 1), items, index))
  if (parts.every(part => part.kind === 'constant')) return { kind: 'constant', value: items }
  const render: Render = (scope, environment) => {
    const rendered: Json[] = []
    for (const [index, part] of parts.entries()) putMember(rendered, index, renderPart(part, scope, environment))
    return rendered
  }
  return { kind: 'computed', render }
}

function compileObject(object: JsonObject, depth: number): Part {
  let isConstant = true
  const members = Object.entries(object).map(([name, value]) => {
    const part = name.endsWith('.$') ? compileField(name, value) : spelledPart(compilePart(value, depth + 1), object, name)
    if (part.kind === 'computed') isConstant = false
    return { name: name.endsWith('.$') ? name.slice(0, -2) : name, part }
  })
  if (isConstant) return { kind: 'constant', value: object }
  const render: Render = (scope, environment) => {
    const rendered: JsonObject = {}
    for (const { name, part } of members) putMember(rendered, name, renderPart(part, scope, environment))
    return rendered
  }
  return { kind: 'computed', render }
}

/** A number that stays has the text that it has in the definition. */
function spelledPart(part: Part, container: Json[] | JsonObject, name: string | number): Part {
  return part.kind === 'constant' && typeof part.value === 'number'
    ? { kind: 'constant', value: memberOf(container, name, part.value) }
    : part
}

function renderPart(part: Part, scope: PathScope, environment: TemplateEnvironment): Json | SpelledNumber {
  return part.kind === 'constant' ? part.value : part.render(scope, environment)
}

function compileField(field: string, value: Json): Part {
  if (typeof value !== 'string')
    throw new PathSyntaxError(`The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`, 0)
  if (isIntrinsic(value)) {
    const intrinsic = compileIntrinsic(value)
    const render: Render = (scope, environment) => {
      const item = intrinsic.evaluateItem(scope, environment)
      return memberOf(item, 0, item[0]!)
    }
    return { kind: 'computed', render }
  }
  const path = compilePath(value)
  const render: Render = scope => {
    refuseNullInput(path, scope)
    const found = path.findMember(scope)
    if (found !== undefined) return found
    // AWS: an index beyond a list gives null in a template, where a name that is missing fails the state.
    if (path.endsPastList(scope)) return null
    throw notFound(path, field, scope)
  }
  return { kind: 'computed', render }
}
