import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { told } from '../testing/told.ts'

const folder = mkdtempSync(join(tmpdir(), 'pasos-broken-'))
afterAll(() => rmSync(folder, { recursive: true }))

beforeAll(() => {
  writeFileSync(join(folder, 'a.asl.yaml'), 'StartAt: A\nStates:\n  A: { Type: Wait, Seconds: ${Wait} }\n')
  writeFileSync(join(folder, 'b.asl.json'), '{\n  "StartAt": "A"\n  "States": {} }\n')
  writeFileSync(join(folder, 'c.asl.json'), '{"StartAt": "Z", "States": {"A": {"Type": "Pass", "End": true}}}')
  writeFileSync(join(folder, 'main.tf'), 'resource "a" "b" {\n  x = [1, \n')
})

it('a file that cannot be read is a finding among those of the others, at its place', async () => {
  const { out, err, code } = await told(['validate', folder])
  expect([code, err]).toEqual([2, ''])
  expect(out).toMatch(/a\.asl\.yaml:3:\d+ error INVALID_JSON_DESCRIPTION\n {2}The definition cannot be read: /)
  expect(out).toContain('b.asl.json:3:3 error INVALID_JSON_DESCRIPTION\n  The definition cannot be read: Unexpected character')
  expect(out).toMatch(/main\.tf:3:\d+ error INVALID_JSON_DESCRIPTION\n/)
  expect(out).toContain("There is no state 'Z' here.")
  expect(out).not.toContain('[Source:')
})

it('reports for machines are whole, whatever is broken', async () => {
  const { out } = await told(['validate', '--format', 'sarif', folder])
  const { runs } = JSON.parse(out) as { runs: { results: { ruleId: string }[] }[] }
  expect(runs[0]!.results.filter(({ ruleId }) => ruleId === 'json-syntax')).toHaveLength(3)
  const { files } = JSON.parse((await told(['validate', '--json', folder])).out) as { files: object[] }
  expect(files).toHaveLength(4)
})
