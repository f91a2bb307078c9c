import { describe, expect, it } from 'vitest'
import { evaluateExpression } from './evaluate-expression.ts'
import type { Value } from './functions.ts'
import { MathProblem } from './math-problem.ts'
import { parseExpression } from './parse-expression.ts'
import type { Series } from './series.ts'

const minute = 60_000
/** A Friday, the last minutes of a year. */
const start = Date.parse('2027-12-31T23:57:00Z')
const span = { from: start, to: start + 5 * minute }

/** A metric of five minutes; `undefined` where it has no value. */
function metric(id: string, ...all: (number | undefined)[]): Series {
  const found = all.flatMap((value, index) => (value === undefined ? [] : [{ at: start + index * minute, value }]))
  return { id, label: id, periodMs: minute, times: found.map(({ at }) => at), values: found.map(({ value }) => value) }
}

const metrics = [
  metric('m1', 1, 2, undefined, 4, 5),
  metric('m2', 10, undefined, undefined, 0, 50),
  metric('errors4xx', 1, 1, 1, 1, 1),
  metric('empty'),
]

function value(text: string, of: readonly Series[] = metrics): Value {
  const byId = new Map(of.map(series => [series.id!, series]))
  return evaluateExpression(parseExpression(text), {
    ...{ span, periodMs: minute, metrics: of, pay: () => undefined },
    resultOf: id => byId.get(id)!,
  })
}

/** By the minute, `-` where there is none; of an array one text each. */
function shown(text: string, of?: readonly Series[]): unknown {
  const found = value(text, of)
  const line = ({ times, values }: Series): string =>
    Array.from({ length: 5 }, (_, index) => values[times.indexOf(start + index * minute)] ?? '-').join(' ')
  if (typeof found === 'number') return Number(found.toFixed(4))
  return Array.isArray(found) ? (found as readonly Series[]).map(line) : line(found as Series)
}

describe('metric math', () => {
  it.each([
    ['m1 + m2', '11 2 - 4 55'],
    ['m1-m2*2', '-19 2 - 4 -95'],
    ['(m1 - m2) * 2', '-18 4 - 8 -90'],
    ['100 / m2', '10 - - - 2'],
    ['m1 / m2', '0.1 - - - 0.1'],
    ['2 ^ m1', '2 4 - 16 32'],
    ['-m1 ^ 2', '-1 -4 - -16 -25'],
    ['m1 - -1.5e1', '16 17 - 19 20'],
    ['m1 >= 2', '0 1 - 1 1'],
    ['m1 > 1 AND m2 > 1 || m1 == 2', '0 1 - 0 1'],
    ['m1 != m2 && m1 <= 4', '1 1 - 1 0'],
    ['[m1, m2] * 10', ['10 20 - 40 50', '100 - - 0 500']],
    ['m1 - [m1, m2]', ['0 0 - 0 0', '-9 2 - 4 -45']],
    ['-[m1]', ['-1 -2 - -4 -5']],
    ['METRICS("m") / 1', ['1 2 - 4 5', '10 - - 0 50', '- - - - -']],
    ['SUM(METRICS())', '12 3 1 5 56'],
    ["SUM([METRICS('4xx'), m2])", '11 1 1 1 51'],
    ['METRIC_COUNT(METRICS())', 4],
  ])('%s', (text, expected) => expect(shown(text)).toEqual(expected))

  it.each([
    ['SUM(m1)', 12],
    ['AVG(m1)', 3],
    ['MIN(m2)', 0],
    ['MAX(m2)', 50],
    ['STDDEV(m1)', 1.5811],
    ['DATAPOINT_COUNT(m1)', 4],
    ['PERIOD(m1)', 60],
    ['AVG([m1, m2])', '5.5 1 - 2 27.5'],
    ['MIN([m1, m2])', '1 2 - 0 5'],
    ['MAX([m1, m2])', '10 2 - 4 50'],
    ['STDDEV([m1, m2])', '4.5 0 - 2 22.5'],
    ['DATAPOINT_COUNT([m1, m2])', '2 1 - 2 2'],
    ['m1 - AVG(m1)', '-2 -1 - 1 2'],
    ['ABS(m1 - m2)', '9 2 - 4 45'],
    ['CEIL(m1 / 2)', '1 1 - 2 3'],
    ['FLOOR(m1 / 2)', '0 1 - 2 2'],
    ['LOG10(m2)', `1 - - - ${Math.log10(50)}`],
    ['LOG(m1) * 0', '0 0 - 0 0'],
    ['DIFF(m1)', '- 1 - 2 1'],
    ['DIFF_TIME(m1)', '- 60 - 120 60'],
    ['RATE(m1) * 60', '- 1 - 1 1'],
    ['RUNNING_SUM(m1)', '1 3 - 7 12'],
    ['FILL(m1, 0)', '1 2 0 4 5'],
    ['FILL(m2, REPEAT)', '10 10 10 0 50'],
    ['FILL(m1, LINEAR)', '1 2 3 4 5'],
    ['FILL(m2, m1)', '10 2 - 0 50'],
    ['FILL(empty, MIN(m1))', '1 1 1 1 1'],
    ['FILL([m1, empty], REPEAT)', ['1 2 2 4 5', '- - - - -']],
    ['TIME_SERIES(7)', '7 7 7 7 7'],
    ['MINUTE(m1)', '57 58 59 0 1'],
    ['HOUR(m1)', '23 23 23 0 0'],
    ['DAY(m1)', '5 5 5 6 6'],
    ['DATE(m1)', '31 31 31 1 1'],
    ['MONTH(m1)', '12 12 12 1 1'],
    ['YEAR(m1)', '2027 2027 2027 2028 2028'],
    ['EPOCH(m1) - EPOCH(m1)', '0 0 0 0 0'],
    ['IF(HOUR(m1) == 0, m1)', '- - - 4 5'],
    ['REMOVE_EMPTY([m1, empty])', ['1 2 - 4 5']],
    ['SORT(METRICS(), SUM, DESC, 2)', ['10 - - 0 50', '1 2 - 4 5']],
    ['SORT([m2, empty, m1], AVG, ASC)', ['1 2 - 4 5', '10 - - 0 50', '- - - - -']],
    ['SLICE([m1, m2, empty], 1)', ['10 - - 0 50', '- - - - -']],
    ['SLICE([m1, m2, empty], 0, 1)', ['1 2 - 4 5']],
    ['FIRST(SORT([m1, m2], MAX, DESC))', '10 - - 0 50'],
    ['LAST([m1, m2])', '10 - - 0 50'],
  ])('%s', (text, expected) => expect(shown(text)).toEqual(expected))

  // The tables of AWS's documentation.
  const tables = [metric('c', 1, 1, 0, 0), metric('t', 30, undefined, 0, 0, 30), metric('f', 0, 0, 20, undefined, 20)]
  it.each([
    ['IF(c, t, f)', '30 0 20 - -'],
    ['IF(c, 5, f)', '5 5 20 - -'],
    ['IF(c, t, 5)', '30 0 5 5 -'],
    ['IF(c, 1, 2)', '1 1 2 2 -'],
    ['IF(c, t)', '30 0 - - -'],
    ['IF(1, t, f)', '30 - 0 0 30'],
    ['IF(0, t, f)', '0 0 20 - 20'],
    ['IF(0, t)', '- - - - -'],
    ['IF(t < 20, 10, 2)', '2 - 10 10 2'],
  ])('%s', (text, expected) => expect(shown(text, tables)).toEqual(expected))

  it('compares series as AWS’s documentation shows', () => {
    const two = [metric('metric1', 30, 20, 0, 0), metric('metric2', 20, undefined, 20)].map((series, index) => ({
      ...series,
      id: ['a', 'b'][index]!,
    }))
    expect([shown('(a < b)', two), shown('(a >= 30)', two), shown('(a > 15 AND b > 15)', two)]).toEqual([
      '0 0 1 0 -',
      '1 0 0 0 -',
      '1 0 0 0 -',
    ])
  })

  it.each([
    ['', 'Invalid syntax'],
    ['m1 +', 'Invalid syntax'],
    ['m1 m2', 'Invalid syntax'],
    ['(m1', 'Invalid syntax'],
    ['SUM(m1', 'Invalid syntax'],
    ['m1 = 2', 'Invalid syntax'],
    ['m1; m2', 'Invalid syntax'],
    [`${'('.repeat(1000)}m1`, 'nested deeper than 50 levels'],
    ['MEDIAN(m1)', 'Unknown function MEDIAN'],
    ['constructor(m1)', 'Unknown function constructor'],
    ["SEARCH('{AWS/Lambda} \"x\"', 'Sum')", 'SEARCH is not served here'],
    ['ANOMALY_DETECTION_BAND(m1)', 'ANOMALY_DETECTION_BAND is not served here'],
    ['[m1] + [m2]', 'Unsupported operand'],
    ['m1 + "text"', 'Unsupported operand'],
    ['SUM(m1, m2)', 'Unsupported operand'],
    ['FILL(m1, WHAT)', 'Unsupported operand'],
    ['SORT([m1], STDDEV, ASC)', 'Unsupported operand'],
    ['SORT([m1], "hasOwnProperty", ASC)', 'Unsupported operand'],
    ['IF(m1, [m1, m2])', 'Unsupported operand'],
    ['PERIOD(m1 + 1)', 'PERIOD takes a metric'],
    ['FIRST(METRICS("no"))', 'empty'],
  ])('%s is refused', (text, words) => {
    expect(() => value(text)).toThrow(MathProblem)
    expect(() => value(text)).toThrow(words)
  })

  it('an array has at most 5,000 time series', () => {
    const many = (count: number): string => `METRIC_COUNT([${'METRICS(),'.repeat(count)}REMOVE_EMPTY([empty])])`
    expect(value(many(1250))).toBe(5000)
    expect(() => value(many(1251))).toThrow('An array has at most 5000 time series')
  })

  it.each(['FILL(METRICS(), 0)', 'METRICS() + TIME_SERIES(1)', 'TIME_SERIES(1) - METRICS()'])(
    '%s of many empty series is paid for before there is much of it',
    text => {
      const none = Array.from({ length: 500 }, (_, index) => metric(`m${index}`))
      let left = 100_000
      let most = 0
      const pay = (values: number): void => {
        most = Math.max(most, values)
        left -= values
        if (left < 0) throw new MathProblem('too many')
      }
      const scope = { span: { from: start, to: start + 1000 * minute }, periodMs: minute, metrics: none, resultOf: () => 0, pay }
      expect(() => evaluateExpression(parseExpression(text), scope)).toThrow('too many')
      expect(most).toBeLessThan(2000)
    },
  )
})
