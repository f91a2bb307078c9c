import { DefinitionError } from '../definition/definition-error.ts'
import type { DefinitionReader } from '../definition/definition-reader.ts'
import type { Json } from '../json.ts'
import { StatesFailure } from '../machine/failure.ts'
import { compilePath, type Path } from '../path/path.ts'
import type { PathScope } from '../path/select.ts'
import { comparisons, typeTests } from './comparison.ts'
import { compileStringPattern } from './string-pattern.ts'

/** Says whether a rule of a JSONPath Choice holds. Throws `States.Runtime` when it asks for a value that is not there. */
export type ChoiceRule = (scope: PathScope) => boolean

/** Compiles one rule, with all that is nested in its And, Or and Not. */
export function compileChoiceRule(reader: DefinitionReader): ChoiceRule {
  if (reader.has('Not')) {
    const rule = compileChoiceRule(reader.object('Not'))
    return scope => !rule(scope)
  }
  if (reader.has('And')) {
    const rules = reader.objects('And').map(compileChoiceRule)
    return scope => rules.every(rule => rule(scope))
  }
  if (reader.has('Or')) {
    const rules = reader.objects('Or').map(compileChoiceRule)
    return scope => rules.some(rule => rule(scope))
  }
  return compileTest(reader)
}

function compileTest(reader: DefinitionReader): ChoiceRule {
  const variable = compileOperandPath(reader, 'Variable')
  for (const operator of Object.keys(reader.value)) {
    const operand = reader.get(operator) ?? null
    if (operator === 'IsPresent') return scope => isPresent(variable, scope) === operand
    const typeTest = typeTests.get(operator)
    if (typeTest !== undefined) return scope => typeTest(valueAt(variable, scope)) === operand
    if (operator === 'StringMatches' && typeof operand === 'string') return compileMatch(variable, operand)
    const comparison = comparisons.get(operator)
    if (comparison !== undefined) return scope => comparison(valueAt(variable, scope), operand)
    const pathComparison = operator.endsWith('Path') ? comparisons.get(operator.slice(0, -'Path'.length)) : undefined
    if (pathComparison !== undefined) {
      const path = compileOperandPath(reader, operator)
      return scope => pathComparison(valueAt(variable, scope), valueAt(path, scope))
    }
  }
  throw new DefinitionError('A choice rule needs an operator', reader.path)
}

function compileMatch(variable: Path, operand: string): ChoiceRule {
  const matches = compileStringPattern(operand)
  return scope => {
    const value = valueAt(variable, scope)
    return typeof value === 'string' && matches(value)
  }
}

function compileOperandPath(reader: DefinitionReader, field: string): Path {
  const text = reader.text(field)
  return reader.compiled(field, () => compilePath(text))
}

function isPresent(variable: Path, scope: PathScope): boolean {
  const value = variable.find(scope)
  // A path that is not definite always finds a list; it is present when the list has members.
  return variable.isDefinite || !Array.isArray(value) ? value !== undefined : value.length > 0
}

function valueAt(path: Path, scope: PathScope): Json {
  const value = path.find(scope)
  if (value !== undefined) return value
  throw new StatesFailure('States.Runtime', `Invalid path '${path.text}': The choice state's condition path references an invalid value.`)
}
