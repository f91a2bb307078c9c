import { type Json, type JsonObject, putMember, SpelledNumber } from '@pasos/asl'
import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar, visit } from 'yaml'
import { quotedOnOneLine } from './quoted-lines.ts'

/** A value of a file in YAML or JSON, with its place. Offsets are those of the file. */
export interface SourceNode {
  start: number
  end: number
  /** Of a scalar. */
  value?: Json
  /** Of a number that JavaScript would write otherwise: how it is written. */
  spelling?: string
  /** How a scalar is written. */
  style?: 'plain' | 'single' | 'double' | 'literal' | 'folded'
  items?: SourceNode[]
  /** In the order of the text; functions of CloudFormation have their long form, `!Sub x` is `{ "Fn::Sub": x }`. */
  members?: SourceMember[]
}

export interface SourceMember {
  name: string
  nameStart: number
  nameEnd: number
  node: SourceNode
}

/** A file that is no YAML. */
export class YamlSyntaxError extends Error {
  override name = 'YamlSyntaxError'
  readonly offset: number
  readonly line: number
  readonly column: number
  /** Where it is not the text that was given, but one that it names. */
  readonly file: string | undefined

  constructor(message: string, offset: number, { line, col }: { line: number; col: number }, file?: string) {
    super(message)
    this.file = file
    this.offset = offset
    this.line = line
    this.column = col
  }
}

// Aliases may stand for one another many times over: a file that unfolds into more than this is none of a person's.
const MAX_NODES = 1_000_000

/** Reads YAML, of which JSON is a part. A key may stand twice, as CloudFormation and SAM take it: the last one counts. @throws YamlSyntaxError, which names the file if it is given */
export function parseYaml(text: string, file?: string): SourceNode {
  const document = parseTolerantly(text, file)
  const tooMany = () => new YamlSyntaxError('Too many values', 0, { line: 1, col: 1 })
  const reader: Reader = { targets: targetsOf(document), unfolding: new Set(), left: MAX_NODES, tooMany }
  return document.contents === null ? { start: 0, end: 0, value: null } : read(document.contents as Node, reader)
}

function parseTolerantly(text: string, file?: string): Document.Parsed {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, logLevel: 'silent' })
  const [problem] = document.errors
  if (problem === undefined) return document
  const again = parseDocument(quotedOnOneLine(text), { uniqueKeys: false, logLevel: 'silent' })
  if (again.errors.length === 0) return again
  throw new YamlSyntaxError(
    problem.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, ''),
    problem.pos[0],
    lines.linePos(problem.pos[0]),
    file,
  )
}

interface Reader {
  targets: ReadonlyMap<Alias, Node>
  /** What the aliases on the way here stand for. */
  unfolding: Set<Node>
  left: number
  tooMany(): Error
}

/** What each alias stands for: the last node before it that has its name. Found in one walk, as an alias asked by itself walks the document. */
function targetsOf(document: Document.Parsed): Map<Alias, Node> {
  const named = new Map<string, Node>()
  const targets = new Map<Alias, Node>()
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) named.set(node.anchor, node as Node)
        return
      }
      const target = named.get(node.source)
      if (target !== undefined) targets.set(node, target)
    },
  })
  return targets
}

function read(node: Node | null, reader: Reader): SourceNode {
  if (reader.left-- <= 0) throw reader.tooMany()
  if (node === null) return { start: 0, end: 0, value: null }
  if (isAlias(node)) {
    const place = placeOf(node)
    const target = reader.targets.get(node)
    if (target === undefined) return { ...place, value: null }
    // What holds itself would unfold without end.
    if (reader.unfolding.has(target)) throw reader.tooMany()
    reader.unfolding.add(target)
    const unfolded = { ...read(target, reader), ...place }
    reader.unfolding.delete(target)
    return unfolded
  }
  const plain = readPlain(node, reader)
  const tag = node.tag
  if (tag === undefined || !/^![A-Za-z]/.test(tag)) return plain
  const name = tag === '!Ref' || tag === '!Condition' ? tag.slice(1) : `Fn::${tag.slice(1)}`
  const { start, end } = plain
  return { start, end, members: [{ name, nameStart: start, nameEnd: start, node: name === 'Fn::GetAtt' ? attributeOf(plain) : plain }] }
}

/** `!GetAtt A.Arn` is a list in the long form. */
function attributeOf(node: SourceNode): SourceNode {
  if (typeof node.value !== 'string') return node
  const { start, end, value } = node
  const dot = value.indexOf('.')
  const part = (text: string): SourceNode => ({ start, end, value: text })
  return { start, end, items: dot < 0 ? [part(value)] : [part(value.slice(0, dot)), part(value.slice(dot + 1))] }
}

function readPlain(node: Node, reader: Reader): SourceNode {
  const place = placeOf(node)
  if (isSeq(node)) return { ...place, items: node.items.map(item => read(item as Node, reader)) }
  if (isMap(node))
    return { ...place, members: withoutMerged(node.items.map(pair => membersOf(pair.key as Node, pair.value as Node | null, reader))) }
  if (!isScalar(node)) return { ...place, value: null }
  return { ...place, value: scalarValue(node.value), ...spellingIn(node), style: STYLES[node.type ?? ''] ?? 'plain' }
}

/** As in JSON: `1.0` and `1e3`, but none of what only YAML takes for a number. */
function spellingIn({ value, source = '' }: Scalar): Pick<SourceNode, 'spelling'> {
  const isUnusual = typeof value === 'number' && source !== String(value) && source !== '-0'
  return isUnusual && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(source) ? { spelling: source } : {}
}

const STYLES: Readonly<Record<string, NonNullable<SourceNode['style']>>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
}

/** Dates and the like become what JSON has for them. */
function scalarValue(value: unknown): Json {
  if (typeof value === 'string') return value
  return value === undefined ? null : (JSON.parse(JSON.stringify(value) ?? 'null') as Json)
}

function membersOf(key: Node, value: Node | null, reader: Reader): { members: SourceMember[]; isMerged: boolean } {
  const node = read(value, reader)
  const name = isScalar(key) ? String(key.value) : ''
  // `<<: *shared` puts the members of another mapping here.
  if (name === '<<' && isScalar(key) && key.type === 'PLAIN') {
    return { members: node.members ?? node.items?.flatMap(item => item.members ?? []) ?? [], isMerged: true }
  }
  const { start: nameStart, end: nameEnd } = placeOf(key)
  const member = { name, nameStart, nameEnd, node: value === null ? { start: nameEnd, end: nameEnd, value: null } : node }
  return { members: [member], isMerged: false }
}

/** A mapping's own members come before those that `<<` brings. */
function withoutMerged(pairs: readonly { members: SourceMember[]; isMerged: boolean }[]): SourceMember[] {
  const own = new Set(pairs.flatMap(({ members, isMerged }) => (isMerged ? [] : members.map(({ name }) => name))))
  return pairs.flatMap(({ members, isMerged }) => (isMerged ? members.filter(({ name }) => !own.has(name)) : members))
}

function placeOf(node: Node): { start: number; end: number } {
  const [start, end] = node.range ?? [0, 0]
  return { start, end }
}

/** The value without its places, with how its numbers are written. */
export function plainValue(node: SourceNode): Json {
  if (!node.items && !node.members) return node.value ?? null
  const value: Json[] | JsonObject = node.items ? [] : {}
  for (const [index, item] of (node.items ?? []).entries()) putMember(value, index, plainMember(item))
  for (const member of node.members ?? []) putMember(value, member.name, plainMember(member.node))
  return value
}

function plainMember(node: SourceNode): Json | SpelledNumber {
  return node.spelling === undefined ? plainValue(node) : new SpelledNumber(node.value as number, node.spelling)
}

export function memberOf(node: SourceNode | undefined, name: string): SourceNode | undefined {
  return node?.members?.findLast(member => member.name === name)?.node
}
