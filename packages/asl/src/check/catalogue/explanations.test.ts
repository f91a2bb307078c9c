import { expect, test } from 'vitest'
import { ENGLISH } from './english.ts'
import { RULES, type RuleId } from './rule-catalogue.ts'
import { SPANISH } from './spanish.ts'

const ids = Object.keys(RULES).sort() as RuleId[]

test('every rule is explained in both languages', () => {
  expect(Object.keys(ENGLISH).sort()).toEqual(ids)
  expect(Object.keys(SPANISH).sort()).toEqual(ids)
  for (const id of ids) for (const text of [...Object.values(ENGLISH[id]), ...Object.values(SPANISH[id])]) expect(text).toMatch(/\S{2}/)
})

test('both languages speak of the same parameters', () => {
  const names = (texts: { message: string; advice: string }) =>
    [...new Set(`${texts.message} ${texts.advice}`.match(/\{[a-z]\w*\}/g) ?? [])].sort()
  for (const id of ids) expect(names(SPANISH[id]), id).toEqual(names(ENGLISH[id]))
})
