import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { apiErrorsPage } from './api-errors-page.ts'
import { findErrorCalls, fixedParts, readSources } from './error-texts.ts'
import { readCases } from './language-case.ts'

const root = join(import.meta.dirname, '..')
const cases = readCases(import.meta.dirname)
const page = (name: string) => readFileSync(join(root, 'docs/reference', name), 'utf8')

/** The cases that the tables of a page name in their last column. */
function casesOf(text: string): string[] {
  return text
    .split('\n')
    .flatMap(line => /^\|.*\|\s*([a-z0-9/-]+)\s*\|$/.exec(line)?.[1] ?? [])
    .filter(name => !['case', '---'].includes(name))
}

/** The sections of a page by their titles. */
function sectionsOf(text: string): Map<string, string> {
  return new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map(section => [section.slice(0, section.indexOf('\n')).trim(), section]),
  )
}

const sections = sectionsOf(page('errors.md'))

for (const [error, section] of sections) {
  test(`errors.md: ${error} has a case for each of its texts, and the cases show it`, () => {
    const named = casesOf(section)
    const rows = section.split('\n').filter(line => line.startsWith('|') && !/^\| (---|cause|when|name) /.test(line))
    expect(named).toHaveLength(rows.length)
    for (const name of named) {
      const found = cases.get(name)
      expect(found, name).toBeDefined()
      if (found?.expect.status === 'FAILED' && error !== 'States.HeartbeatTimeout') expect(found.expect.error, name).toBe(error)
    }
  })
}

test('errors.md knows every error that the interpreter can throw', () => {
  const folder = join(root, 'packages/asl/src')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    file => /\.ts$/.test(file) && !/\.test\.ts$|^(?:check|insight)/.test(file),
  )
  const thrown = files.flatMap(file =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/'(States\.[A-Z][A-Za-z]+)'/g)].map(match => match[1]!),
  )
  const functions = /^States\.(Array|Base64|Hash|JsonMerge|StringToJson|JsonToString|Math|StringSplit|UUID|Format)/
  const names = new Set(thrown.filter(name => !functions.test(name)))
  const text = page('errors.md')
  expect([...names].filter(name => !text.includes(name))).toEqual([])
})

test('language.md shows each feature by a case that is there', () => {
  const named = casesOf(page('language.md'))
  expect(named.length).toBeGreaterThan(80)
  expect(named.filter(name => !cases.has(name))).toEqual([])
})

test('api-errors.md has every refusal of the services', async () => {
  await expect(apiErrorsPage(join(root, 'packages/services/src'))).toMatchFileSnapshot('../docs/reference/api-errors.md')
})

test('every text of the interpreter is on the pages', () => {
  const sources = readSources(join(root, 'packages/asl/src'))
  const calls = findErrorCalls(sources, ['new StatesFailure', 'new InvalidArguments', 'new TestStateRefusal', 'new BoundExceeded'])
  expect(calls.length).toBeGreaterThan(50)
  const text = ['errors.md', 'expressions.md', 'test-state.md'].map(page).join('\n').replaceAll(/\s+/g, ' ')
  const missing = calls.flatMap(({ file, literals }) => literals.flatMap(fixedParts).map(part => ({ file, part })))
  expect(missing.filter(({ part }) => !text.includes(part.replaceAll(/\s+/g, ' ')))).toEqual([])
})

test('links between the pages lead somewhere', () => {
  const folder = join(root, 'docs/reference')
  const broken = readdirSync(folder).flatMap(name =>
    [...page(name).matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)]
      .filter(([, target]) => !existsSync(join(folder, target!)))
      .map(([link]) => `${name} ${link}`),
  )
  expect(broken).toEqual([])
})
