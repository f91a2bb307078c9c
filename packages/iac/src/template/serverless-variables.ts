import type { Json } from '@pasos/asl'
import { memberOf, type SourceNode } from '../yaml/source-node.ts'

/** One within another is read from the inside. */
const VARIABLE = /\$\{([^${}]+)\}/
/** `${self:…}` may name itself. */
const MOST_VARIABLES = 50

/**
 * A text of a service of the Serverless Framework with its variables in it, as far as its file alone tells them: `${self:…}`, `${sls:stage}`,
 * `${opt:…}`, and the defaults behind them. The stage is the provider's, else `dev`.
 *
 * @returns nothing where one is told by something else
 */
export function withVariables(text: string, root: SourceNode): string | undefined {
  let left = text
  for (let count = 0; count < MOST_VARIABLES; count++) {
    const [whole, inside] = VARIABLE.exec(left) ?? []
    if (whole === undefined) return left
    const value = firstKnown(inside!, root)
    if (value === undefined) return undefined
    left = left.replace(whole, () => value)
  }
  return undefined
}

/** `source:address, 'default'`. */
function firstKnown(inside: string, root: SourceNode): string | undefined {
  for (const each of inside.split(',').map(part => part.trim())) {
    if (/^(['"]).*\1$/.test(each)) return each.slice(1, -1)
    const value =
      each === 'sls:stage' ? (selfAt('provider.stage', root) ?? 'dev') : each.startsWith('self:') ? selfAt(each.slice(5), root) : undefined
    if (value !== undefined) return value
  }
  return undefined
}

function selfAt(address: string, root: SourceNode): string | undefined {
  let node: SourceNode | undefined = root
  for (const name of address.split('.')) node = memberOf(node, name)
  const value: Json | undefined = node?.value
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
