import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fieldTable, type ObjectShape } from '@pasos/asl'
import { expect, test } from 'vitest'
import { type LanguageCase, readCases } from './language-case.ts'

const fields = new Set(Object.values(fieldTable).flatMap((shape: ObjectShape) => Object.keys(shape.fields)))

/** How a file is read, which the simulator is not asked to do: `packages/engine/src/map-runs/readers/` and `asl/src/test-state/` try these. */
const OF_FILES = ['ManifestType', 'CSVDelimiter', 'CSVHeaderLocation', 'CSVHeaders', 'ItemsPointer']

test('language.md names every field of a definition', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/reference/language.md'), 'utf8')
  const rows = page.slice(0, page.indexOf('## Decided')).split('\n')
  const named = rows.flatMap(row => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(match => match[1]!))
  const operators = named.filter(name => /^(?:String|Numeric|Timestamp|Boolean)/.test(name)).map(name => `${name}Path`)
  expect([...fields].filter(name => ![...named, ...operators].includes(name))).toEqual([])
})

test('a case runs every field of a definition', () => {
  const run = [...readCases(import.meta.dirname).values()].filter(({ expect: expected }) => expected.status !== 'REFUSED')
  const names = new Set(run.flatMap(({ definition }: LanguageCase) => namesIn(definition)))
  expect([...fields].filter(name => !names.has(name))).toEqual(OF_FILES)
})

function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)])
}
