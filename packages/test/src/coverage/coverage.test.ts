import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { coverageText, fails, lcov, loadMachine, mergeCoverage, missedThresholds, returns } from '../index.ts'

const folder = mkdtempSync(join(tmpdir(), 'pasos-coverage-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'order.asl.yaml')
writeFileSync(
  file,
  `StartAt: Charge
States:
  Charge:
    Type: Task
    Resource: \${charge}
    Retry:
      - ErrorEquals: [Busy]
        IntervalSeconds: 1
    Catch:
      - ErrorEquals: [States.ALL]
        Next: Refuse
    Next: Each
  Refuse:
    Type: Fail
  Each:
    Type: Map
    ItemProcessor:
      StartAt: Kind
      States:
        Kind:
          Type: Choice
          Choices:
            - Variable: $
              NumericGreaterThan: 1
              Next: Many
          Default: One
        One: { Type: Succeed }
        Many: { Type: Succeed }
    End: true
`,
)

test('states, transitions, rules, retriers, catchers and outcomes of Maps are counted, wherever they stand', async () => {
  const machine = loadMachine(file)
  await machine.run({ mocks: { Charge: [fails('Busy'), returns([1])] } })
  const { totals } = machine.coverage.report()
  expect(totals).toEqual({
    states: { covered: 4, total: 6, percent: (100 * 4) / 6 },
    transitions: { covered: 2, total: 4, percent: 50 },
    choiceRules: { covered: 1, total: 2, percent: 50 },
    retriers: { covered: 1, total: 1, percent: 100 },
    catchers: { covered: 0, total: 1, percent: 0 },
    mapOutcomes: { covered: 1, total: 3, percent: 100 / 3 },
  })
  await machine.run({ mocks: { Charge: returns([2]) } })
  await machine.run({ mocks: { Charge: fails('Broken') } })
  await machine.run({ mocks: { Charge: returns([]) } })
  const after = machine.coverage.report()
  const percents = Object.values(after.totals).map(({ percent }) => Math.floor(percent))
  expect(percents).toEqual([100, 100, 100, 100, 100, 66])
  expect(after.items.find(({ state, metric }) => state === 'Charge' && metric === 'retriers')?.hits).toBe(1)
})

test('what is missed is told with its line in the file as it is written', async () => {
  const machine = loadMachine(file)
  await machine.run({ mocks: { Charge: returns([1]) } })
  const reports = [machine.coverage.report()]
  const text = coverageText(reports)
  expect(text).toContain('order.asl.yaml:13 Refuse (states)')
  expect(text).toContain('order.asl.yaml:23 Kind Choices[0] (choiceRules)')
  expect(text).toMatch(/states +66.6 % {2}4\/6/)
  expect(missedThresholds(reports, { choiceRules: 50 })).toEqual([])
  expect(missedThresholds(reports, { states: 66, catchers: 1 })).toEqual([expect.stringMatching(/catchers 0.0 % < 1 %$/)])
  expect(() => missedThresholds(reports, { state: 1 } as object)).toThrow(/no coverage of "state". There are: states, /)
})

test('lcov names each state’s line and each branch', async () => {
  const machine = loadMachine(file)
  await machine.run({ mocks: { Charge: returns([1, 1]) } })
  const trace = lcov([machine.coverage.report()])
  expect(trace).toContain('FN:3,Charge\n')
  expect(trace).toContain('DA:27,2\n')
  expect(trace).toContain('BRDA:7,0,2,0\n')
  expect(trace.endsWith('end_of_record\n')).toBe(true)
})

test('a single state and a range count too, and reports of several processes become one', async () => {
  const [one, other] = [loadMachine(file), loadMachine(file)]
  await one.runState('Charge', { mock: { error: 'Broken' } })
  await other.run({ from: 'Kind', input: 2 })
  const [merged] = mergeCoverage([one.coverage.report(), other.coverage.report()])
  const hit = merged!.items.filter(({ hits }) => hits > 0).map(({ state, what }) => `${state}${what}`)
  expect(hit).toEqual(['Charge', 'Charge→ Refuse', 'Kind', 'Kind→ Many', 'KindChoices[0]', 'Many'])
})
