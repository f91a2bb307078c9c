import jsonata from 'jsonata'
import type { Node, Signature } from './syntax-tree.ts'

/** A function of jsonata's own, as it keeps it. */
export interface LibraryFunction {
  readonly implementation: (...args: unknown[]) => unknown
  readonly signature?: Signature
}

interface LibraryFrame {
  lookup(name: string): LibraryFunction | undefined
}

/**
 * Finds jsonata's built-in functions, which it does not export. It calls what is bound to this symbol before the first node of an
 * evaluation, in the same turn of the event loop, with the frame that holds the functions.
 */
function captureFrame(): LibraryFrame {
  let frame: LibraryFrame | undefined
  const expression = jsonata('0')
  const entry = Symbol.for('jsonata.__evaluate_entry')
  expression.assign(entry as unknown as string, (_node: unknown, _input: unknown, found: LibraryFrame) => {
    frame = found
  })
  void expression.evaluate(undefined)
  if (frame === undefined) throw new Error('This version of jsonata does not show its functions')
  return frame
}

const libraryFrame = captureFrame()

export function libraryFunction(name: string): LibraryFunction {
  const found = libraryFrame.lookup(name)
  if (found === undefined) throw new Error(`jsonata has no function $${name}`)
  return found
}

/** Parses a signature such as `<s-nn?:s>`. */
export function parseSignature(signature: string): Signature {
  const expression = jsonata('0')
  let parsed: Signature | undefined
  expression.registerFunction('f', () => undefined, signature)
  const entry = Symbol.for('jsonata.__evaluate_entry')
  expression.assign(entry as unknown as string, (_node: unknown, _input: unknown, frame: LibraryFrame) => {
    parsed = frame.lookup('f')!.signature
  })
  void expression.evaluate(undefined)
  return parsed!
}

/** Parses an expression. Throws jsonata's error: `code`, `message`, `position`. */
export function parseExpression(text: string): Node {
  return jsonata(text).ast() as unknown as Node
}
