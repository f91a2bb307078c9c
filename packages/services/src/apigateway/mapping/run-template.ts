import { isJsonObject, type Json, type JsonObject, PathSyntaxError } from '@pasos/asl'
import { bounded, MappingFailed, mostCharacters, mostIterations, mostSteps, tooLong } from './bounds.ts'
import { baseOf, isKnownRoot, type MappingScope } from './reference.ts'
import type { Expression, Node, Operator, Reference, Step } from './syntax.ts'
import { areEqual, called, isNothing, madeList, memberOf, propertyOf, rendered, setMember, type Value } from './values.ts'

/** What a template has asked of the answer: `#set($context.responseOverride.status = 400)`. */
export interface ResponseOverride {
  status?: number
  headers: Record<string, string>
}

type Ending = 'stop' | 'break' | undefined

/** What `#define` keeps. */
class Block {
  readonly body: readonly Node[]
  constructor(body: readonly Node[]) {
    this.body = body
  }
}

/** One filling in of a template. */
export class TemplateRun {
  readonly #scope: MappingScope
  readonly #variables = new Map<string, Value | Block>()
  readonly #override: JsonObject = {}
  #steps = 0
  #depth = 0
  #characters = 0

  constructor(scope: MappingScope) {
    // A template may put things into maps, which are nobody else's then.
    this.#scope = { ...scope, context: structuredClone(scope.context), stageVariables: { ...scope.stageVariables } }
  }

  /** @throws MappingFailed */
  text(nodes: readonly Node[]): string {
    const parts: string[] = []
    this.#run(nodes, parts)
    return bounded(parts.join(''))
  }

  get override(): ResponseOverride {
    const { status, header } = this.#override
    const headers = isJsonObject(header ?? null) ? Object.entries(header as JsonObject).map(([name, value]) => [name, rendered(value)]) : []
    const number = Number(status)
    return { ...(Number.isInteger(number) && number >= 200 && number <= 599 && { status: number }), headers: Object.fromEntries(headers) }
  }

  #run(nodes: readonly Node[], parts: string[]): Ending {
    for (const node of nodes) {
      if (typeof node === 'string') {
        this.#put(node, parts)
        continue
      }
      this.#step()
      const ending = this.#node(node, parts)
      if (ending !== undefined) return ending
    }
    return undefined
  }

  #node(node: Exclude<Node, string>, parts: string[]): Ending {
    switch (node.kind) {
      case 'reference':
        this.#put(this.#printed(node), parts)
        return undefined
      case 'set':
        this.#set(node.target, this.#value(node.value))
        return undefined
      case 'if': {
        const taken = node.branches.find(({ condition }) => isTrue(this.#value(condition)))
        return this.#run(taken?.body ?? node.otherwise, parts)
      }
      case 'foreach':
        return this.#foreach(node, parts)
      case 'define':
        this.#variables.set(node.name, new Block(node.body))
        return undefined
      default:
        return node.kind
    }
  }

  #printed({ reference, isQuiet, written }: Extract<Node, { kind: 'reference' }>): string {
    const block = reference.steps.length === 0 ? this.#variables.get(reference.root) : undefined
    if (block instanceof Block) return this.#within(() => this.text(block.body))
    const value = this.#reference(reference)
    return isNothing(value) && !isQuiet && !isKnownRoot(reference.root) ? written : rendered(value)
  }

  #foreach({ variable, over, body }: Extract<Node, { kind: 'foreach' }>, parts: string[]): Ending {
    const found = this.#value(over)
    const items = Array.isArray(found) ? [...found] : isJsonObject(found ?? null) ? (Object.values(found as JsonObject) as Json[]) : []
    if (items.length > mostIterations) throw new MappingFailed(`A loop of a mapping template has ${mostIterations} iterations at most.`)
    const names = [variable, 'foreach', 'velocityCount']
    const before = names.map(name => this.#variables.get(name))
    let ending: Ending
    for (const [index, item] of items.entries()) {
      this.#step()
      const foreach = { index, count: index + 1, hasNext: index + 1 < items.length, first: index === 0, last: index + 1 === items.length }
      for (const [at, value] of [item, foreach, index + 1].entries()) this.#variables.set(names[at]!, value)
      ending = this.#run(body, parts)
      if (ending !== undefined) break
    }
    for (const [at, name] of names.entries()) this.#variables.set(name, before[at])
    return ending === 'stop' ? ending : undefined
  }

  /** Nothing changes nothing, as in Velocity. */
  #set({ root, steps }: Reference, value: Value): void {
    if (isNothing(value)) return
    const last = steps.at(-1)
    if (last === undefined) {
      this.#variables.set(root, value)
      return
    }
    const names = steps.map(step => this.#nameOf(step))
    if (root === 'context') this.#overrideBy(names, value)
    else setMember(this.#reference({ root, steps: steps.slice(0, -1) }), names.at(-1)!, value)
  }

  #overrideBy([, member, name]: readonly string[], value: Json): void {
    if (member === 'status') setMember(this.#override, 'status', value)
    else if (member === 'header' && name !== undefined) {
      if (!isJsonObject(this.#override['header'] ?? null)) setMember(this.#override, 'header', {})
      setMember(this.#override['header'], name, value)
    }
  }

  #nameOf(step: Step): string {
    return step.kind === 'property'
      ? step.name
      : step.kind === 'index'
        ? rendered(this.#value(step.at))
        : rendered(this.#value(step.args[0]!))
  }

  #reference({ root, steps }: Reference): Value {
    const own = this.#variables.get(root)
    if (own instanceof Block) return this.#within(() => this.text(own.body))
    if (own !== undefined) return this.#follow(own, steps)
    if (root === 'context' && steps[0]?.kind === 'property' && steps[0].name === 'responseOverride') {
      return this.#follow(this.#override, steps.slice(1))
    }
    const { value, rest } = this.#base(root, steps)
    return this.#follow(value, rest)
  }

  #base(root: string, steps: readonly Step[]): ReturnType<typeof baseOf> {
    try {
      return baseOf(root, steps, this.#scope, argument => this.#value(argument))
    } catch (error) {
      if (error instanceof PathSyntaxError) throw new MappingFailed(error.message)
      throw error
    }
  }

  #follow(start: Value, steps: readonly Step[]): Value {
    let value = start
    for (const step of steps) {
      this.#step()
      if (step.kind === 'property') value = propertyOf(value, step.name)
      else if (step.kind === 'index') value = memberOf(value, rendered(this.#value(step.at)))
      else value = this.#called(value, step)
      if (typeof value === 'string') bounded(value)
    }
    return value
  }

  #called(value: Value, { name, args }: Extract<Step, { kind: 'call' }>): Value {
    // A pattern looks at each character.
    if (typeof value === 'string') this.#steps += value.length
    this.#step()
    try {
      return called(
        value,
        name,
        args.map(argument => this.#value(argument)),
      )
    } catch (error) {
      if (error instanceof MappingFailed) throw error
      throw new MappingFailed(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  #value(expression: Expression): Value {
    this.#step()
    switch (expression.kind) {
      case 'value':
        return expression.value
      case 'text':
        return this.text(expression.nodes)
      case 'list':
        return madeList(expression.items.map(item => this.#value(item) ?? null))
      case 'map': {
        const map: JsonObject = {}
        for (const [key, value] of expression.entries) setMember(map, rendered(this.#value(key)), this.#value(value) ?? null)
        return map
      }
      case 'range':
        return this.#range(Number(this.#value(expression.from)), Number(this.#value(expression.to)))
      case 'reference':
        return this.#reference(expression.reference)
      case 'not':
        return !isTrue(this.#value(expression.of))
      case 'binary':
        return this.#binary(expression)
    }
  }

  #range(from: number, to: number): Value {
    if (!Number.isInteger(from) || !Number.isInteger(to)) return undefined
    const length = Math.abs(to - from) + 1
    if (length > mostIterations) throw new MappingFailed(`A range of a mapping template has ${mostIterations} numbers at most.`)
    return madeList(Array.from({ length }, (_, at) => (from <= to ? from + at : from - at)))
  }

  #binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): Value {
    const first = this.#value(left)
    if (operator === '&&') return isTrue(first) && isTrue(this.#value(right))
    if (operator === '||') return isTrue(first) || isTrue(this.#value(right))
    const second = this.#value(right)
    if (operator === '==') return areEqual(first, second)
    if (operator === '!=') return !areEqual(first, second)
    if (operator === '+' && (typeof first === 'string' || typeof second === 'string')) return bounded(rendered(first) + rendered(second))
    const [a, b] = [numberOf(first), numberOf(second)]
    return a === undefined || b === undefined ? undefined : computed(operator, a, b)
  }

  #within<T>(run: () => T): T {
    if (++this.#depth > 50) throw new MappingFailed('A block of a mapping template stands in itself.')
    const found = run()
    this.#depth--
    return found
  }

  #put(text: string, parts: string[]): void {
    this.#characters += text.length
    if (this.#characters > mostCharacters) throw tooLong()
    if (text !== '') parts.push(text)
  }

  #step(): void {
    if (++this.#steps > mostSteps) throw new MappingFailed('A mapping template takes too many steps.')
  }
}

/** As Velocity 1 has it: what there is is true, but for false. */
function isTrue(value: Value): boolean {
  return !isNothing(value) && value !== false
}

function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined
}

/** Whole numbers stay whole; what cannot be computed is nothing. */
function computed(operator: Exclude<Operator, '&&' | '||' | '==' | '!='>, a: number, b: number): Value {
  switch (operator) {
    case '<':
      return a < b
    case '>':
      return a > b
    case '<=':
      return a <= b
    case '>=':
      return a >= b
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '%':
      return b === 0 ? undefined : a % b
    case '/':
      if (b === 0) return undefined
      return Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b
  }
}
