import { PATH_TWINS } from '../check/shape/shapes.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { parsePath } from '../path/parse-path.ts'
import { constantOf, expressionOf, marked, pathOf, templateExpression, templateOf } from './convert-expression.ts'
import { conditionOf } from './convert-rule.ts'
import { NotConvertible } from './refusal.ts'

const INPUT = '$states.input'
const RESULT = '$states.result'
/** What shapes data in JSONPath, and has another field in JSONata. */
const SHAPING = new Set(['InputPath', 'Parameters', 'ResultSelector', 'ResultPath', 'OutputPath', 'Result', 'Assign', 'QueryLanguage'])

/** One JSONPath state in JSONata; what is inside of a Map or Parallel stays as it is. Throws `NotConvertible`. */
export function convertState(state: JsonObject): JsonObject {
  const type = String(state['Type'])
  const root = effectiveRoot(state)
  const kept: JsonObject = {}
  for (const [name, value] of Object.entries(state)) {
    if (SHAPING.has(name)) continue
    const [field, converted] = fieldOf(name, value, root)
    kept[field] = converted
  }
  if (type === 'Choice') return convertChoice(state, kept, root)
  if (type === 'Fail') return kept
  if (type === 'Pass' || type === 'Wait' || type === 'Succeed') return convertQuiet(state, kept, root)
  const given = state['Parameters']
  if (type === 'Map') {
    if (given !== undefined) kept['ItemSelector'] = templateOf(given, root)
    // Without Items a Map of JSONata goes over its input as it came.
    if (root !== INPUT && kept['Items'] === undefined && kept['ItemReader'] === undefined) kept['Items'] = marked(root)
  } else if (given !== undefined) kept['Arguments'] = templateOf(given, root)
  else if (root !== INPUT) kept['Arguments'] = marked(root)
  return withOutput(state, kept, RESULT, RESULT)
}

/** What InputPath leaves, which `$` stands for in most fields. */
function effectiveRoot(state: JsonObject): string {
  const path = state['InputPath']
  if (path === undefined || path === '$') return INPUT
  return path === null ? '{}' : pathOf(String(path), INPUT)
}

/** Fields that only change their name or the language of their value. */
function fieldOf(name: string, value: Json, root: string): [string, Json] {
  if (name === 'Catch' && Array.isArray(value)) return [name, value.map(each => (isJsonObject(each) ? convertCatcher(each) : each))]
  if (name === 'ItemsPath') return ['Items', marked(pathOf(String(value), root))]
  if (name === 'ItemSelector') return [name, templateOf(value, root)]
  if (name === 'Credentials') return [name, templateOf(value, root)]
  const twin = PATH_TWINS.get(name)
  if (twin !== undefined) return [twin, marked(expressionOf(String(value), root))]
  if (['ItemReader', 'ItemBatcher', 'ResultWriter', 'ReaderConfig'].includes(name) && isJsonObject(value))
    return [name, partOf(value, root)]
  return [name, value]
}

function partOf(part: JsonObject, root: string): JsonObject {
  const fields = Object.entries(part).map(([name, value]) => {
    if (name === 'Parameters') return ['Arguments', templateOf(value, root)] as const
    return name === 'BatchInput' ? ([name, templateOf(value, root)] as const) : fieldOf(name, value, root)
  })
  return Object.fromEntries(fields)
}

function convertCatcher({ ResultPath: path, Assign: assign, ...rest }: JsonObject): JsonObject {
  const error = '$states.errorOutput'
  const output = path === undefined || path === '$' ? undefined : placed(path, error)
  return {
    ...rest,
    ...(output === undefined ? {} : { Output: marked(output) }),
    ...(assign === undefined ? {} : { Assign: templateOf(assign, error) }),
  }
}

function convertChoice(state: JsonObject, kept: JsonObject, root: string): JsonObject {
  const output = selected(state, root)
  const rules = (Array.isArray(state['Choices']) ? state['Choices'] : []).filter(isJsonObject).map(rule => ({
    ...(rule['Comment'] === undefined ? {} : { Comment: rule['Comment'] }),
    Condition: marked(conditionOf(rule, root)),
    ...(output === INPUT ? {} : { Output: marked(output) }),
    ...(rule['Assign'] === undefined ? {} : { Assign: templateOf(rule['Assign'], root) }),
    Next: rule['Next'] ?? null,
  }))
  const assign = state['Assign'] === undefined ? {} : { Assign: templateOf(state['Assign'], root) }
  return { ...kept, Choices: rules, ...(output === INPUT ? {} : { Output: marked(output) }), ...assign }
}

/** Pass, Wait and Succeed: what they make of their input is their output. */
function convertQuiet(state: JsonObject, kept: JsonObject, root: string): JsonObject {
  const { Result: result, Parameters: given } = state
  if (state['Type'] !== 'Pass' || (result === undefined && given === undefined)) return withOutput(state, kept, root, root)
  if (state['Assign'] !== undefined) throw new NotConvertible('field', 'Assign')
  const isAlone = [undefined, '$'].includes(state['ResultPath'] as string) && [undefined, '$'].includes(state['OutputPath'] as string)
  if (isAlone) return { ...kept, Output: result === undefined ? templateOf(given!, root) : constantOf(result) }
  const shaped = result === undefined ? templateExpression(given!, root) : JSON.stringify(result)
  return withOutput(state, kept, shaped, root)
}

/** ResultSelector, ResultPath and OutputPath become Output; `result` is what the state brings forth by itself. */
function withOutput(state: JsonObject, kept: JsonObject, result: string, assignRoot: string): JsonObject {
  const { ResultSelector: selector, ResultPath: path, Assign: assign } = state
  const assigned = assign === undefined ? {} : { Assign: templateOf(assign, assignRoot) }
  const isWhole = (value: Json | undefined) => value === undefined || value === '$'
  if (selector !== undefined && isWhole(path) && isWhole(state['OutputPath']))
    return { ...kept, Output: templateOf(selector, result), ...assigned }
  const shaped = selector === undefined || path === null ? result : templateExpression(selector, result)
  const output = selected(state, path === undefined || path === '$' ? shaped : placed(path, shaped))
  const isUsual = output === (kept['Type'] === 'Task' || kept['Type'] === 'Map' || kept['Type'] === 'Parallel' ? RESULT : INPUT)
  return { ...kept, ...(isUsual ? {} : { Output: marked(output) }), ...assigned }
}

/** OutputPath. */
function selected({ OutputPath: path }: JsonObject, output: string): string {
  if (path === undefined || path === '$') return output
  if (path === null) return '{}'
  return pathOf(String(path), /^\$[\w.`]*$/.test(output) ? output : `(${output})`)
}

/** ResultPath: the raw input with the result put in. */
function placed(path: Json | undefined, result: string): string {
  if (path === null || path === undefined) return INPUT
  const { root, steps } = parsePath(String(path))
  if (root.kind !== 'input') throw new NotConvertible('field', 'ResultPath')
  const names = steps.map(step => {
    if (step.kind !== 'property') throw new NotConvertible('several-values', String(path))
    return step.name
  })
  const put = (at: number): string => {
    if (at === names.length) return result
    const owner = pathOf(
      `$${names
        .slice(0, at)
        .map(name => `[${JSON.stringify(name)}]`)
        .join('')}`,
      INPUT,
    )
    const member = JSON.stringify(names[at])
    return `$merge([${owner}, {${member}: ${put(at + 1)}}])`
  }
  return put(0)
}
