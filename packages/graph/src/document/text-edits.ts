import { applyEdits, findNodeAtLocation, type JSONPath, modify, type Node, type ParseError, parseTree } from 'jsonc-parser'
import type { JsonPath } from '../shape/machine-shape.ts'

/** The text's tree, or undefined when the text is not strict JSON: commands change no text that they could misread. */
export function strictTree(text: string): Node | undefined {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false })
  return errors.length === 0 && root?.type === 'object' ? root : undefined
}

/** Sets or (with `undefined`) removes what stands at the path. Only the text of that member changes; it is laid out as the rest is. */
export function withValue(text: string, path: JsonPath, value: unknown, after?: string): string {
  const formatting = isOnOneLine(text, path) ? undefined : formattingOf(text)
  const edits = modify(text, path as JSONPath, value, {
    ...(formatting ? { formattingOptions: formatting } : {}),
    ...(after === undefined ? {} : { getInsertionIndex: (names: string[]) => names.indexOf(after) + 1 || names.length }),
  })
  return applyEdits(text, edits)
}

/** An object that somebody wrote on one line stays on one line. */
function isOnOneLine(text: string, path: JsonPath): boolean {
  const root = parseTree(text)
  const owner = root && findNodeAtLocation(root, path.slice(0, -1) as JSONPath)
  if (!owner || (owner.children?.length ?? 0) === 0) return false
  return !text.slice(owner.offset, owner.offset + owner.length).includes('\n')
}

/** Replaces strings at several paths at once, each where it stands. */
export function withStrings(text: string, root: Node, paths: readonly JsonPath[], value: string): string {
  const nodes = paths.flatMap(path => findNodeAtLocation(root, path as JSONPath) ?? [])
  return replaced(text, nodes, JSON.stringify(value))
}

/** Renames the member at the path, leaving its value as it is. */
export function keyNode(root: Node, path: JsonPath): Node | undefined {
  return findNodeAtLocation(root, path as JSONPath)?.parent?.children?.[0]
}

export function nodeAtPath(root: Node, path: JsonPath): Node | undefined {
  return findNodeAtLocation(root, path as JSONPath)
}

/** The same new text in place of each node; nodes must not overlap. */
export function replaced(text: string, nodes: readonly Node[], content: string): string {
  let result = text
  for (const node of [...nodes].sort((a, b) => b.offset - a.offset)) {
    result = result.slice(0, node.offset) + content + result.slice(node.offset + node.length)
  }
  return result
}

/** As the text is laid out: its own indent and line ends. Undefined for a text on one line, which stays on one line. */
function formattingOf(text: string): { tabSize: number; insertSpaces: boolean; eol: string } | undefined {
  if (!text.includes('\n')) return undefined
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  '
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  }
}
