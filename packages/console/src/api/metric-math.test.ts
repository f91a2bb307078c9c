import { afterEach, expect, it, vi } from 'vitest'
import { type Formula, type Named, readFormula } from './metric-math.ts'

const metric = (id: string): Named => ({ id, metric: { namespace: 'Shop', name: id.toUpperCase(), dimensions: [] }, statistic: 'Sum' })
const SPAN = { from: 60_000, until: 240_000, periodSeconds: 60 }
const formula = (expression: string, named: Named[] = []): Formula => ({ key: 'k', label: 'rate', expression, named })

let asked: { MetricDataQueries: { Id: string; ReturnData?: boolean; Expression?: string; Period?: number }[] }
function answering(status: number, body: object): void {
  vi.stubGlobal('fetch', async (_url: string, { body: sent }: { body: string }) => {
    asked = JSON.parse(sent) as typeof asked
    return Response.json(body, { status })
  })
}
afterEach(() => {
  vi.unstubAllGlobals()
})

it('asks for an expression with every metric and the expressions that it needs, and shows it alone', async () => {
  const answer = { Label: 'rate', Timestamps: [60, 120], Values: [0.5, 1] }
  answering(200, { MetricDataResults: [answer] })
  const named = [metric('a'), metric('b'), { id: 'half', expression: 'part/2' }, { id: 'part', expression: 'a/b' }]
  const found = await readFormula(formula('half*100', [...named, { id: 'found', expression: "SEARCH('x', 'Sum')" }]), SPAN)
  expect(found).toEqual({
    lines: [
      {
        name: 'rate',
        points: [
          { at: 60_000, value: 0.5 },
          { at: 120_000, value: 1 },
        ],
      },
    ],
  })
  expect(asked.MetricDataQueries.map(({ Id, ReturnData = true }) => [Id, ReturnData])).toEqual([
    ['a', false],
    ['b', false],
    ['half', false],
    ['part', false],
    ['pasosFormula', true],
  ])
  expect(asked.MetricDataQueries.at(-1)).toMatchObject({ Expression: 'half*100', Label: 'rate', Period: 60 })
})

it('an expression over an array makes a line of each', async () => {
  answering(200, { MetricDataResults: [{ Label: 'rate A', Timestamps: [60], Values: [1] }, { Label: 'rate B' }] })
  expect(await readFormula(formula('METRICS()*2', [metric('a'), metric('b')]), SPAN)).toEqual({
    lines: [
      { name: 'rate A', points: [{ at: 60_000, value: 1 }] },
      { name: 'rate B', points: [] },
    ],
  })
})

it('tells why an expression is not computed; any other failure is one', async () => {
  answering(400, { __type: 'ValidationException', message: 'The function SEARCH is not served here' })
  expect(await readFormula(formula("SEARCH('x', 'Sum')"), SPAN)).toEqual({ refused: 'The function SEARCH is not served here' })
  answering(403, { __type: 'AccessDeniedException', message: 'no' })
  await expect(readFormula(formula('1'), SPAN)).rejects.toThrow('no')
})
