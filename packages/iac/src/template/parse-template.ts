import type { Json } from '@pasos/asl'
import { type CollectionTag, isMap, isScalar, isSeq, parse, type ScalarTag } from 'yaml'

/** CloudFormation's functions that have a short form in YAML. */
const FUNCTIONS = [
  'Base64',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'ImportValue',
  'Join',
  'Select',
  'Split',
  'Sub',
  'If',
  'Equals',
  'Not',
  'And',
  'Or',
  'Cidr',
]

/** A template of CloudFormation or SAM in YAML or JSON, with the short forms of its functions written out. @throws Error of the parser */
export function parseTemplateText(text: string): Json {
  const value: unknown = parse(text, {
    customTags: [
      ...longForms('Ref', 'Ref'),
      ...longForms('Condition', 'Condition'),
      ...FUNCTIONS.flatMap(name => longForms(name, `Fn::${name}`)),
    ],
  })
  return JSON.parse(JSON.stringify(value ?? null)) as Json
}

function longForms(short: string, long: string): (ScalarTag | CollectionTag)[] {
  const tag = `!${short}`
  // `!GetAtt A.Arn` is a list in the long form.
  const scalar = (text: string) => ({
    [long]: short === 'GetAtt' ? [text.slice(0, text.indexOf('.')), text.slice(text.indexOf('.') + 1)] : text,
  })
  return [
    { tag, resolve: scalar },
    { tag, collection: 'seq', resolve: node => wrapped(node, long) },
    { tag, collection: 'map', resolve: node => wrapped(node, long) },
  ] as (ScalarTag | CollectionTag)[]
}

function wrapped(node: unknown, long: string): unknown {
  return { [long]: plain(node) }
}

/** A parsed node as a value: nodes within a tagged one are not resolved yet. */
function plain(node: unknown): unknown {
  if (isScalar(node)) return node.value
  if (isSeq(node)) return node.items.map(plain)
  if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [String(plain(key)), plain(value)]))
  return node
}
