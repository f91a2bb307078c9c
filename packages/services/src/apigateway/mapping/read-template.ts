import { ExpressionReader } from './read-expression.ts'
import { MappingSyntaxError, type Node } from './syntax.ts'
import { TextReader } from './text-reader.ts'

const served = ['set', 'if', 'elseif', 'else', 'end', 'foreach', 'define', 'stop', 'break'] as const
type Directive = (typeof served)[number]

const directive = /#(?:\{(?:set|if|elseif|else|end|foreach|define|stop|break)\}|(?:set|if|elseif|else|end|foreach|define|stop|break)\b)/y
/** What API Gateway has no use for, and what would be another program. */
const refused = /#(?:\{(?:include|parse|macro|evaluate)\}|(?:include|parse|macro|evaluate)\b)|#@[A-Za-z]/y

/** The nodes of a template. @throws MappingSyntaxError */
export function readTemplate(template: string): readonly Node[] {
  return readText(template, 0)
}

function readText(text: string, depth: number): readonly Node[] {
  const reader = new TemplateReader(text, depth)
  const { nodes, end } = reader.nodes(depth)
  if (end !== undefined) throw new MappingSyntaxError(`#${end} stands in the mapping template where nothing of the kind is open.`)
  return nodes
}

class TemplateReader {
  readonly #reader: TextReader
  readonly #expressions: ExpressionReader

  constructor(text: string, depth: number) {
    this.#reader = new TextReader(text)
    this.#expressions = new ExpressionReader(this.#reader, readText, depth)
  }

  /** Up to the end of the text, or the directive that ends or divides what is open. */
  nodes(depth: number): { nodes: readonly Node[]; end: Directive | undefined } {
    if (depth > 50) throw new MappingSyntaxError('The mapping template is nested more than 50 deep.')
    const reader = this.#reader
    const nodes: Node[] = []
    let text = ''
    const add = (node: Node): void => {
      nodes.push(text, node)
      text = ''
    }
    while (!reader.isAtEnd()) {
      const plain = reader.take(/[^$#\\]+/y)
      if (plain !== undefined) text += plain
      else if (reader.take(/##[^\n]*\n?|#\*[\s\S]*?\*#/y) !== undefined) continue
      else if (reader.isNext(/#\[\[/y)) text += reader.expect(/#\[\[([\s\S]*?)\]\]#|#/y)
      else if (reader.isNext(refused)) {
        throw new MappingSyntaxError(`Mapping templates have no directives such as ${reader.expect(refused)} here.`)
      } else if (reader.isNext(directive)) {
        const name = reader.expect(directive).replaceAll(/[#{}]/g, '') as Directive
        if (name === 'end' || name === 'else' || name === 'elseif') {
          if (name !== 'elseif') this.#passLine()
          return { nodes: [...nodes, text], end: name }
        }
        add(this.#directive(name, depth))
      } else {
        const escaped = reader.take(/\\(?=\$!?\{?[A-Za-z_]|#(?:set|if|foreach|end|else|define|stop|break)\b)/y)
        const start = reader.at
        const found = this.#expressions.reference()
        if (found === undefined || escaped !== undefined) text += found ? reader.text.slice(start, reader.at) : reader.expect(/[\s\S]/y)
        else add({ kind: 'reference', written: reader.text.slice(start, reader.at), ...found })
      }
    }
    return { nodes: [...nodes, text], end: undefined }
  }

  #directive(name: Exclude<Directive, 'end' | 'else' | 'elseif'>, depth: number): Node {
    switch (name) {
      case 'set':
        return this.#set()
      case 'if':
        return this.#if(depth)
      case 'foreach':
        return this.#foreach(depth)
      case 'define': {
        const name = this.#reader.expect(/\s*\(\s*\$!?\{?([A-Za-z_][\w-]*)\}?\s*\)/y)
        return { kind: 'define', name, body: this.#body(depth) }
      }
      default:
        this.#passLine()
        return { kind: name }
    }
  }

  #set(): Node {
    const reader = this.#reader
    reader.expect(/\s*\(\s*/y)
    const target = this.#expressions.reference()
    if (target === undefined) throw reader.problem()
    reader.expect(/\s*=(?!=)/y)
    const value = this.#expressions.expression()
    reader.expect(/\s*\)/y)
    this.#passLine()
    return { kind: 'set', target: target.reference, value }
  }

  #if(depth: number): Node {
    const branches: { condition: ReturnType<TemplateReader['condition']>; body: readonly Node[] }[] = []
    for (;;) {
      const condition = this.condition()
      const { nodes, end } = this.nodes(depth + 1)
      branches.push({ condition, body: nodes })
      if (end === 'elseif') continue
      return { kind: 'if', branches, otherwise: end === 'else' ? this.#rest(depth) : this.#closed(end, []) }
    }
  }

  condition() {
    this.#reader.expect(/\s*\(/y)
    const condition = this.#expressions.expression()
    this.#reader.expect(/\s*\)/y)
    this.#passLine()
    return condition
  }

  #foreach(depth: number): Node {
    const variable = this.#reader.expect(/\s*\(\s*\$!?\{?([A-Za-z_][\w-]*)\}?\s+in\b/y)
    const over = this.#expressions.expression()
    this.#reader.expect(/\s*\)/y)
    return { kind: 'foreach', variable, over, body: this.#body(depth) }
  }

  #body(depth: number): readonly Node[] {
    this.#passLine()
    return this.#rest(depth)
  }

  #rest(depth: number): readonly Node[] {
    const { nodes, end } = this.nodes(depth + 1)
    return this.#closed(end, nodes)
  }

  #closed(end: Directive | undefined, nodes: readonly Node[]): readonly Node[] {
    if (end !== 'end') throw new MappingSyntaxError('The mapping template ends, or goes on, before an #end of what is open.')
    return nodes
  }

  /** Velocity takes the end of the line behind a directive with it. */
  #passLine(): void {
    this.#reader.take(/[ \t]*\r?\n/y)
  }
}
