import { compileIntrinsic, isIntrinsic } from '../intrinsic/intrinsic.ts'
import type { TemplateEnvironment } from '../intrinsic/intrinsic-function.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { JsonataSyntaxError } from '../jsonata/jsonata-syntax-error.ts'
import { compileJsonataTemplate } from '../jsonata/jsonata-template.ts'
import { StatesFailure } from '../machine/failure.ts'
import { compilePath, findOrFail } from '../path/path.ts'
import { PathSyntaxError } from '../path/path-syntax-error.ts'
import type { PathScope } from '../path/select.ts'
import { compileTemplate } from '../template/template.ts'
import { newWorkBudget } from '../work-budget.ts'

export interface PreviewData {
  language: 'JSONPath' | 'JSONata'
  input: Json
  result?: Json | undefined
  context: JsonObject
  variables?: Readonly<Record<string, Json>> | undefined
}

/** What a field gives on sample data: its value, or in AWS's words why there is none. */
export type Preview = { value: Json } | { problem: string }

const EXAMPLE: TemplateEnvironment = { random: () => 0.5, uuid: () => '00000000-0000-4000-8000-000000000000' }

/** Evaluates a field's value as a state would: a path, an intrinsic function, a template, or expressions at any depth. */
export function preview(value: Json, data: PreviewData): Preview {
  try {
    return { value: data.language === 'JSONata' ? expressions(value, data) : paths(value, data) }
  } catch (error) {
    if (error instanceof StatesFailure) return { problem: error.cause ?? error.error }
    if (error instanceof PathSyntaxError || error instanceof JsonataSyntaxError) return { problem: error.message }
    throw error
  }
}

function expressions(value: Json, { input, result, context, variables = {} }: PreviewData): Json {
  const scope = {
    states: { input, context, ...(result === undefined ? {} : { result }) },
    variable: (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    variableNames: () => Object.keys(variables),
    now: Date.UTC(2026, 0, 1),
    env: EXAMPLE,
    budget: newWorkBudget(),
  }
  return compileJsonataTemplate(value).render(scope, '')
}

function paths(value: Json, { input, context, variables = {} }: PreviewData): Json {
  const scope: PathScope = {
    input,
    context: () => context,
    variable: name => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    budget: newWorkBudget(),
  }
  if (typeof value === 'string') {
    return isIntrinsic(value) ? compileIntrinsic(value).evaluate(scope, EXAMPLE) : findOrFail(compilePath(value), scope)
  }
  return isJsonObject(value) || Array.isArray(value) ? compileTemplate(value).render(scope, EXAMPLE) : value
}
