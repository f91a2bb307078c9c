import { StreamLanguage } from '@codemirror/language'
import { highlightTree, type Tag, tags } from '@lezer/highlight'
import { expect, it } from 'vitest'
import { yamlTokens } from './yaml-language.ts'

const SHOWN: [Tag, string][] = [
  [tags.propertyName, 'key'],
  [tags.string, 'text'],
  [tags.number, 'number'],
  [tags.bool, 'bool'],
  [tags.null, 'null'],
  [tags.comment, 'comment'],
  [tags.meta, 'meta'],
]

function coloured(text: string): string[] {
  const { parser } = StreamLanguage.define(yamlTokens)
  const found: string[] = []
  const style = (given: readonly Tag[]) => SHOWN.find(([tag]) => given.includes(tag))?.[1] ?? null
  highlightTree(parser.parse(text), { style }, (from, to, kind) => found.push(`${kind} ${text.slice(from, to)}`))
  return found
}

it('colours keys, texts, numbers, words and comments of YAML', () => {
  expect(coloured('# Ships\nStartAt: Ask now   # first\nTimeoutSeconds: 30\nEnd: true\nResult: null\n')).toEqual([
    'comment # Ships',
    'key StartAt',
    'text Ask now',
    'comment # first',
    'key TimeoutSeconds',
    'number 30',
    'key End',
    'bool true',
    'key Result',
    'null null',
  ])
})

it('knows keys and texts in quotes, lists, substitutions and what has a colon or a hash within', () => {
  expect(coloured(`"id.$": $.order.id\n'a b': "{% $n > 2 %}"\nR: \${Function.Arn}\nE: [States.ALL, 'x']\n- Next: arn:aws:x#y`)).toEqual([
    'key "id.$"',
    'text $.order.id',
    "key 'a b'",
    'text "{% $n > 2 %}"',
    'key R',
    'text ${Function.Arn}',
    'key E',
    'text States.ALL',
    "text 'x'",
    'key Next',
    'text arn:aws:x#y',
  ])
})

it('follows texts over several lines, and goes on behind them', () => {
  expect(coloured('Output: |\n  {% $a: 1\n\n  %} # no comment\nNext: B\nComment: "one\n  two"\nEnd: false')).toEqual([
    'key Output',
    'text   {% $a: 1',
    'text   %} # no comment',
    'key Next',
    'text B',
    'key Comment',
    'text "one',
    'text   two"',
    'key End',
    'bool false',
  ])
})
