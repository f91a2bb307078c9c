import type { JsonataNode } from './jsonata-tree.ts'

/**
 * The names that an expression binds itself, as far as they can be seen from one place of it: those of the block, function or path the
 * place stands in, and of what stands around that. `:=` binds from where it stands on; a function is called later, and sees what its
 * surroundings will have bound by then.
 */
export interface BoundNames {
  bind(name: string): void
  has(name: string): boolean
}

interface Frame extends BoundNames {
  hasByTheEnd(name: string): boolean
}

/** Names within a block or the whole expression, whose parts are given; of a function too, which has parameters. */
export function namesWithin(parts: JsonataNode | readonly JsonataNode[], outer?: BoundNames, parameters?: readonly string[]): BoundNames {
  const around = outer as Frame | undefined
  const bound = new Set(parameters)
  const later = new Set(namesBoundIn(parts))
  const frame: Frame = {
    bind: name => bound.add(name),
    has: name => bound.has(name) || (parameters ? around?.hasByTheEnd(name) : around?.has(name)) === true,
    hasByTheEnd: name => bound.has(name) || later.has(name) || around?.hasByTheEnd(name) === true,
  }
  return frame
}

/** What `:=` binds there, without the blocks and functions inside, which bind for themselves. */
function namesBoundIn(parts: JsonataNode | readonly JsonataNode[]): string[] {
  const names: string[] = []
  const waiting: unknown[] = [parts]
  while (waiting.length > 0) {
    const node = waiting.pop()
    if (typeof node !== 'object' || node === null) continue
    const { type, lhs } = node as JsonataNode
    if (type === 'block' || type === 'lambda') continue
    if (type === 'bind') names.push(nameIn(lhs as JsonataNode))
    waiting.push(...Object.values(node))
  }
  return names
}

/** The name of a variable's node. */
export function nameIn({ value }: JsonataNode): string {
  return String(value)
}

/** What `@$name` and `#$name` bind at one step of a path, for itself and the steps behind it. */
export function namesOfStep({ focus, index, stages }: JsonataNode): string[] {
  const indexes = (stages ?? []).filter(({ type }) => type === 'index').map(nameIn)
  return [focus, index, ...indexes].filter(name => name !== undefined)
}
