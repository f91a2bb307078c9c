import { eachPaid, isSeries, isWord, type MathScope, mathFunctions, unservedFunctions, type Value, wrongArguments } from './functions.ts'
import { MathProblem } from './math-problem.ts'
import type { Expression, Operator } from './parse-expression.ts'
import { joined, mapped, readerOf, type Series } from './series.ts'

export interface Evaluation extends MathScope {
  /** The result of another query. @throws MathProblem where there is none */
  resultOf(id: string): Value
}

/** Time series of an array. AWS has at most 500 metrics in a request; more than some thousands are nobody's answer. */
const mostSeries = 5_000

/**
 * The value of a metric math expression.
 *
 * @throws MathProblem
 */
export function evaluateExpression(expression: Expression, scope: Evaluation): Value {
  const value = evaluated(expression, scope)
  scope.pay(sizeOf(value))
  return value
}

function evaluated(expression: Expression, scope: Evaluation): Value {
  switch (expression.kind) {
    case 'number':
      return expression.value
    case 'text':
      return { word: expression.text }
    case 'word':
      return { word: expression.word }
    case 'query':
      return scope.resultOf(expression.id)
    case 'list':
      return listed(expression.items, scope)
    case 'minus':
      return withEach(evaluateExpression(expression.of, scope), value => -value)
    case 'binary': {
      const combine = operators[expression.operator]
      return combined([evaluateExpression(expression.left, scope), evaluateExpression(expression.right, scope)], combine, scope.pay)
    }
    case 'call':
      return called(expression, scope)
  }
}

function called({ name, args }: Extract<Expression, { kind: 'call' }>, scope: Evaluation): Value {
  if (unservedFunctions.has(name)) throw new MathProblem(`The function ${name} is not served here`)
  const values = args.map(argument => evaluateExpression(argument, scope))
  if (name === 'IF') return chosen(values)
  if (!Object.hasOwn(mathFunctions, name)) throw new MathProblem(`Unknown function ${name}`)
  return mathFunctions[name]!(values, scope)
}

const truth = (is: boolean): number => (is ? 1 : 0)

const operators: Record<Operator, Combine> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '<=': (left, right) => truth(left <= right),
  '>=': (left, right) => truth(left >= right),
  '<': (left, right) => truth(left < right),
  '>': (left, right) => truth(left > right),
  AND: (left, right) => truth(left !== 0 && right !== 0),
  OR: (left, right) => truth(left !== 0 || right !== 0),
}

function listed(items: readonly Expression[], scope: Evaluation): Series[] {
  const all: Series[] = []
  for (const item of items) {
    for (const series of seriesIn(evaluateExpression(item, scope))) all.push(series)
    if (all.length > mostSeries) throw new MathProblem(`An array has at most ${mostSeries} time series`)
  }
  return all
}

type Combine = (left: number, right: number) => number

function combined([left, right]: [Value, Value], combine: Combine, pay: Evaluation['pay']): Value {
  if (isWord(left) || isWord(right)) throw wrongArguments()
  if (typeof left === 'number') return withEach(right, value => combine(left, value))
  if (typeof right === 'number') return withEach(left, value => combine(value, right))
  if (isSeries(left) && isSeries(right)) return joined(left, right, combine)
  if (isSeries(left) && Array.isArray(right)) return eachPaid(right, pay, of => ({ ...joined(left, of, combine), label: of.label }))
  if (isSeries(right) && Array.isArray(left)) return eachPaid(left, pay, of => joined(of, right, combine))
  throw wrongArguments()
}

function withEach(value: Value, change: (value: number) => number): Value {
  if (isWord(value)) throw wrongArguments()
  if (typeof value === 'number') return change(value)
  return isSeries(value) ? mapped(value, change) : value.map(series => mapped(series, change))
}

/** `IF(condition, then, otherwise)`: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#using-IF-expressions */
function chosen([condition, then, otherwise, ...more]: readonly Value[]): Value {
  const isPlain = (value: Value | undefined): value is number | Series => typeof value === 'number' || isSeries(value)
  if (!isPlain(condition) || !isPlain(then) || more.length > 0 || (otherwise !== undefined && !isPlain(otherwise))) throw wrongArguments()
  if (typeof condition === 'number') {
    if (condition !== 0) return then
    return otherwise ?? { ...(isSeries(then) ? then : { label: '', periodMs: 60_000 }), times: [], values: [] }
  }
  const [thenAt, otherwiseAt] = [valuesOf(then), otherwise === undefined ? () => undefined : valuesOf(otherwise)]
  // AWS: where the condition holds and the value is missing, it is 0; where it does not, nothing.
  return mapped(condition, (is, index) => {
    const at = condition.times[index]!
    return is === 0 ? otherwiseAt(at) : (thenAt(at) ?? 0)
  })
}

function valuesOf(value: number | Series): (at: number) => number | undefined {
  return typeof value === 'number' ? () => value : readerOf(value)
}

function seriesIn(value: Value): readonly Series[] {
  if (isSeries(value)) return [value]
  if (Array.isArray(value)) return value
  throw wrongArguments()
}

function sizeOf(value: Value): number {
  if (isSeries(value)) return value.times.length + 1
  return Array.isArray(value) ? value.reduce((size, { times }) => size + times.length + 1, 0) : 1
}
