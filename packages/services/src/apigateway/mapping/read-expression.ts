import { type Expression, MappingSyntaxError, type Node, type Operator, type Reference, type Step } from './syntax.ts'
import type { TextReader } from './text-reader.ts'

/** Deeper ones nobody writes, and they would be read by as many calls within each other. */
const deepest = 50

/** Reads what stands within a text in double quotes. */
export type ReadTemplate = (text: string, depth: number) => readonly Node[]

/** From those that bind the least, each with the word for it. */
const operators: readonly [pattern: RegExp, operators: Readonly<Record<string, Operator>>][] = [
  [/\s*(\|\||or\b)\s*/y, { '||': '||', or: '||' }],
  [/\s*(&&|and\b)\s*/y, { '&&': '&&', and: '&&' }],
  [/\s*(==|!=|eq\b|ne\b)\s*/y, { '==': '==', '!=': '!=', eq: '==', ne: '!=' }],
  [/\s*(<=|>=|<|>|le\b|ge\b|lt\b|gt\b)\s*/y, { '<=': '<=', '>=': '>=', '<': '<', '>': '>', le: '<=', ge: '>=', lt: '<', gt: '>' }],
  [/\s*([+-])\s*/y, { '+': '+', '-': '-' }],
  [/\s*([*/%])\s*/y, { '*': '*', '/': '/', '%': '%' }],
]

/** Reads the expressions and references of a template. Each throws MappingSyntaxError. */
export class ExpressionReader {
  readonly #reader: TextReader
  readonly #readTemplate: ReadTemplate
  #depth: number

  constructor(reader: TextReader, readTemplate: ReadTemplate, depth: number) {
    this.#reader = reader
    this.#readTemplate = readTemplate
    this.#depth = depth
  }

  expression(): Expression {
    return this.#deeper(() => this.#binary(0))
  }

  /** A reference that begins here; nothing, and not passed, where none does. */
  reference(): { reference: Reference; isQuiet: boolean } | undefined {
    const reader = this.#reader
    const start = reader.at
    const opening = reader.take(/\$!?\{?(?=[A-Za-z_])/y)
    if (opening === undefined) return undefined
    const root = reader.expect(/[A-Za-z_][\w-]*/y)
    const steps = this.#deeper(() => this.#steps())
    if (!opening.endsWith('{') || reader.take(/\}/y) !== undefined) return { reference: { root, steps }, isQuiet: opening.includes('!') }
    reader.at = start
    return undefined
  }

  #deeper<T>(read: () => T): T {
    if (++this.#depth > deepest) throw new MappingSyntaxError(`The mapping template is nested more than ${deepest} deep.`)
    const found = read()
    this.#depth--
    return found
  }

  #binary(level: number): Expression {
    const [pattern, names] = operators[level] ?? []
    if (!pattern || !names) return this.#unary()
    let left = this.#binary(level + 1)
    for (let found = this.#reader.take(pattern); found !== undefined; found = this.#reader.take(pattern)) {
      left = { kind: 'binary', operator: names[found]!, left, right: this.#binary(level + 1) }
    }
    return left
  }

  #unary(): Expression {
    if (this.#reader.take(/\s*(?:!(?!=)|not\b)\s*/y) !== undefined) return { kind: 'not', of: this.#deeper(() => this.#unary()) }
    return this.#primary()
  }

  #primary(): Expression {
    const reader = this.#reader
    reader.take(/\s+/y)
    if (reader.take(/\(/y) !== undefined) {
      const inner = this.expression()
      reader.expect(/\s*\)/y)
      return inner
    }
    if (reader.take(/\[/y) !== undefined) return this.#listOrRange()
    if (reader.take(/\{/y) !== undefined) return this.#map()
    const single = reader.take(/'(?:[^']|'')*'/y)
    if (single !== undefined) return { kind: 'value', value: single.slice(1, -1).replaceAll("''", "'") }
    const double = reader.take(/"(?:[^"]|"")*"/y)
    if (double !== undefined) return this.#text(double.slice(1, -1).replaceAll('""', '"'))
    const number = reader.take(/-?\d+(?:\.\d+)?(?!\w)/y)
    if (number !== undefined) return { kind: 'value', value: Number(number) }
    const word = reader.take(/(?:true|false|null)\b/y)
    if (word !== undefined) return { kind: 'value', value: word === 'null' ? null : word === 'true' }
    const found = this.reference()
    if (found === undefined) throw reader.problem()
    return { kind: 'reference', reference: found.reference }
  }

  #text(content: string): Expression {
    const nodes = this.#readTemplate(content, this.#depth)
    return nodes.every(node => typeof node === 'string') ? { kind: 'value', value: nodes.join('') } : { kind: 'text', nodes }
  }

  #listOrRange(): Expression {
    const reader = this.#reader
    if (reader.take(/\s*\]/y) !== undefined) return { kind: 'list', items: [] }
    const first = this.expression()
    if (reader.take(/\s*\.\.\s*/y) !== undefined) {
      const to = this.expression()
      reader.expect(/\s*\]/y)
      return { kind: 'range', from: first, to }
    }
    return { kind: 'list', items: [first, ...this.#further(/\s*\]/y)] }
  }

  #map(): Expression {
    const reader = this.#reader
    const entries: [Expression, Expression][] = []
    while (reader.take(/\s*\}/y) === undefined) {
      if (entries.length > 0) reader.expect(/\s*,/y)
      const key = this.expression()
      reader.expect(/\s*:/y)
      entries.push([key, this.expression()])
    }
    return { kind: 'map', entries }
  }

  /** What comes after a first one, up to the end. */
  #further(end: RegExp): Expression[] {
    const items: Expression[] = []
    while (this.#reader.take(end) === undefined) {
      this.#reader.expect(/\s*,/y)
      items.push(this.expression())
    }
    return items
  }

  #steps(): Step[] {
    const reader = this.#reader
    const steps: Step[] = []
    for (;;) {
      const name = reader.take(/\.(?=[A-Za-z_])/y) && reader.expect(/[A-Za-z_][\w-]*/y)
      if (name !== undefined) {
        if (reader.take(/\(/y) === undefined) steps.push({ kind: 'property', name })
        else
          steps.push({
            kind: 'call',
            name,
            args: reader.take(/\s*\)/y) === undefined ? [this.expression(), ...this.#further(/\s*\)/y)] : [],
          })
      } else if (reader.isNext(/\[\s*(?:["'$]|\d+\s*\])/y)) {
        reader.expect(/\[/y)
        steps.push({ kind: 'index', at: this.expression() })
        reader.expect(/\s*\]/y)
      } else return steps
    }
  }
}
