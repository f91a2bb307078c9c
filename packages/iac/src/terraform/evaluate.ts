import type { Json } from '@pasos/asl'
import { SourceText } from '../source-text.ts'
import { callFunction } from './functions.ts'
import type { HclExpression, ReferenceStep, TemplatePart } from './hcl-syntax.ts'
import { HOLE, UNKNOWN } from './holes.ts'

/** What a name stands for; undefined when only a deployment would tell. */
export type Lookup = (root: string, steps: readonly (string | number)[]) => Json | undefined

/** The value of an expression, as far as the files alone tell it. */
export function evaluate(expression: HclExpression, lookup: Lookup): Json | undefined {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'template':
      return evaluateTemplate(expression.parts, lookup)
    case 'reference': {
      const steps = evaluateSteps(expression.steps, lookup)
      const value = steps && lookup(expression.root, steps)
      return value === UNKNOWN ? undefined : value
    }
    case 'tuple': {
      const items = expression.items.map(item => evaluate(item, lookup))
      return items.every(item => item !== undefined) ? items : undefined
    }
    case 'object': {
      const members = expression.members.flatMap(({ key, value }) => {
        const name = evaluate(key, lookup)
        const known = evaluate(value, lookup)
        // That a member is there is known, whatever its value: nobody shall miss it where all of the object is put in a definition.
        return typeof name === 'string' ? [[name, known === undefined ? UNKNOWN : known] as const] : []
      })
      return Object.fromEntries(members)
    }
    case 'call': {
      const args = expression.args.map(arg => evaluate(arg, lookup))
      return args.every(arg => arg !== undefined) ? callFunction(expression.name, args) : undefined
    }
    case 'unknown':
      return undefined
  }
}

function evaluateTemplate(parts: readonly TemplatePart[], lookup: Lookup): string | undefined {
  let text = ''
  for (const part of parts) {
    const value = part.kind === 'text' ? part.text : evaluate(part.value, lookup)
    if (value === undefined || (typeof value === 'object' && value !== null)) return undefined
    text += String(value)
  }
  return text
}

function evaluateSteps(steps: readonly ReferenceStep[], lookup: Lookup): (string | number)[] | undefined {
  const names: (string | number)[] = []
  for (const step of steps) {
    const name = 'name' in step ? step.name : evaluate(step.index, lookup)
    if (typeof name !== 'string' && typeof name !== 'number') return undefined
    names.push(name)
  }
  return names
}

/** A template with its values put in. A value that nothing tells stays as it is written, `${…}`. */
export function renderTemplate(parts: readonly TemplatePart[], lookup: Lookup): SourceText {
  const rendered = new SourceText()
  for (const part of parts) {
    if (part.kind === 'text') rendered.append(part.text, part.start, part.isExact)
    else {
      const value = evaluate(part.value, lookup)
      const isText = value !== undefined && (typeof value !== 'object' || value === null)
      rendered.append(
        isText ? String(value) : `\${${part.source.replace(/^\$\{|\}$/g, '').replaceAll(/["\\{}]/g, "'")}}`,
        part.start,
        false,
      )
    }
  }
  return rendered
}

/** What jsonencode() makes of a value. */
export function renderJson(expression: HclExpression, lookup: Lookup): SourceText {
  const rendered = new SourceText()
  writeJson(expression, lookup, rendered)
  return rendered
}

function writeJson(expression: HclExpression, lookup: Lookup, rendered: SourceText): void {
  const { start } = expression
  if (expression.kind === 'call') {
    const joined = joinedLiterals(expression)
    if (joined !== undefined) {
      writeJson(joined, lookup, rendered)
      return
    }
  }
  if (expression.kind === 'tuple') {
    rendered.append('[', start, false)
    for (const [index, item] of expression.items.entries()) {
      if (index > 0) rendered.append(',', item.start, false)
      writeJson(item, lookup, rendered)
    }
    rendered.append(']', expression.end - 1, false)
    return
  }
  if (expression.kind === 'object') {
    rendered.append('{', start, false)
    for (const [index, { key, value }] of expression.members.entries()) {
      rendered.append(`${index > 0 ? ',' : ''}${JSON.stringify(evaluate(key, lookup) ?? '?')}:`, key.start, false)
      writeJson(value, lookup, rendered)
    }
    rendered.append('}', expression.end - 1, false)
    return
  }
  if (expression.kind === 'template') {
    rendered.append(JSON.stringify(renderTemplate(expression.parts, lookup).text), start, false)
    return
  }
  const value = evaluate(expression, lookup)
  rendered.append(value === undefined ? HOLE : JSON.stringify(value), start, false)
}

/** merge() of objects and concat() of tuples that stand there as such: what is in them keeps its places. */
function joinedLiterals({ name, args, start, end }: HclExpression & { kind: 'call' }): HclExpression | undefined {
  if (name === 'concat' && args.every(arg => arg.kind === 'tuple')) {
    return { kind: 'tuple', items: args.flatMap(({ items }) => items), start, end }
  }
  if (name !== 'merge' || !args.every(arg => arg.kind === 'object')) return undefined
  const members = args.flatMap(arg => arg.members)
  const nameOf = (key: HclExpression) =>
    key.kind === 'template' && key.parts.length === 1 && key.parts[0]?.kind === 'text' ? key.parts[0].text : key
  // The last of a name is the one that counts.
  const last = new Map(members.map(member => [nameOf(member.key), member]))
  return { kind: 'object', members: [...last.values()], start, end }
}
