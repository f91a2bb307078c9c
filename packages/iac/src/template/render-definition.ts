import type { Json } from '@pasos/asl'
import { SourceText } from '../source-text.ts'
import { scalarText } from '../yaml/scalar-text.ts'
import { plainValue, type SourceNode } from '../yaml/source-node.ts'

/** What a function of CloudFormation (`Ref`, `Fn::Sub` …) in a definition stands for; undefined where a member is no function. */
export type ResolveFunction = (name: string, argument: Json) => Json | undefined

/** A definition that is written as an object, as JSON. */
export function renderObject(node: SourceNode, file: string, resolve: ResolveFunction): SourceText {
  const rendered = new SourceText()
  write(node, file, resolve, rendered)
  return rendered
}

function write(node: SourceNode, file: string, resolve: ResolveFunction, rendered: SourceText): void {
  const { start, end, items, members } = node
  const [only, ...others] = members ?? []
  const resolved = only !== undefined && others.length === 0 ? resolve(only.name, plainValue(only.node)) : undefined
  if (resolved !== undefined) rendered.append(JSON.stringify(resolved), start, false)
  else if (items) {
    rendered.append('[', start, false)
    for (const [index, item] of items.entries()) {
      if (index > 0) rendered.append(',', item.start, false)
      write(item, file, resolve, rendered)
    }
    rendered.append(']', Math.max(start, end - 1), false)
  } else if (members) {
    rendered.append('{', start, false)
    for (const [index, { name, nameStart, nameEnd, node: value }] of members.entries()) {
      if (index > 0) rendered.append(',', nameStart, false)
      append(JSON.stringify(name), nameStart, file.slice(nameStart, nameEnd), rendered)
      rendered.append(':', nameEnd, false)
      write(value, file, resolve, rendered)
    }
    rendered.append('}', Math.max(start, end - 1), false)
  } else append(JSON.stringify(node.value ?? null), start, file.slice(start, end), rendered)
}

/** A JSON token; without its quotes it may stand in the file letter for letter. */
function append(token: string, start: number, raw: string, rendered: SourceText): void {
  const inner = token.slice(1, -1)
  if (token.startsWith('"') && raw === inner && raw !== '') {
    rendered.append('"', start, false)
    rendered.append(inner, start, true)
    rendered.append('"', start + inner.length, false, start + inner.length)
  } else rendered.append(token, start, raw === token, start + raw.length)
}

/** A definition that is a text: as written, with `Fn::Sub` or put together with `Fn::Join`; undefined where only a deployment would tell it. */
export function renderText(node: SourceNode, file: string, resolve: ResolveFunction): SourceText | undefined {
  if (typeof node.value === 'string') return scalarText(node, file)
  const [only, ...others] = node.members ?? []
  if (only === undefined || others.length > 0) return undefined
  if (only.name === 'Fn::Sub') return renderSub(only.node, file, resolve)
  if (only.name === 'Fn::Join') return renderJoin(only.node, file, resolve)
  return undefined
}

function renderSub(node: SourceNode, file: string, resolve: ResolveFunction): SourceText | undefined {
  const [text, own] = node.items ?? [node]
  if (text === undefined || typeof text.value !== 'string') return undefined
  const source = scalarText(text, file)
  const rendered = new SourceText()
  let from = 0
  for (const { 0: whole, 1: name, index } of source.text.matchAll(/\$\{([^}]*)\}/g)) {
    rendered.appendPart(source, from, index)
    // `${!Name}` is how a template writes `${Name}` itself.
    const value = name!.startsWith('!') ? `\${${name!.slice(1)}}` : resolve('Fn::Sub', own ? [whole, plainValue(own)] : whole)
    rendered.append(typeof value === 'string' ? value : whole, source.locate(index), false)
    from = index + whole.length
  }
  rendered.appendPart(source, from)
  return rendered
}

function renderJoin(node: SourceNode, file: string, resolve: ResolveFunction): SourceText | undefined {
  const [delimiter, list] = node.items ?? []
  if (list?.items === undefined) return undefined
  const rendered = new SourceText()
  for (const [index, item] of list.items.entries()) {
    if (index > 0) rendered.append(String(delimiter?.value ?? ''), item.start, false)
    const text = renderText(item, file, resolve)
    if (text !== undefined) rendered.appendPart(text)
    else {
      const [only] = item.members ?? []
      const value = only && resolve(only.name, plainValue(only.node))
      rendered.append(String(value ?? item.value ?? '1'), item.start, false)
    }
  }
  return rendered
}
