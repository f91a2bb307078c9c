import { isJsonObject, type Json } from '../json.ts'
import { ruleText } from './rule-text.ts'
import { dynamicFieldProblem } from './rules/templates.ts'

/**
 * What rendered parameters have of fields ending in `.$` that hold neither a path nor a call, in AWS's words: AWS looks at them once more
 * before a task starts. They come with the data, or from a template such as `"token.$.$": "$$.Task.Token"`. At any depth, however deep.
 */
export function strayFieldProblems(parameters: Json): string[] {
  const problems: string[] = []
  const open: Json[] = [parameters]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue
    for (const [name, member] of isJsonObject(value) ? Object.entries(value) : value.entries()) {
      const problem = typeof name === 'string' && name.endsWith('.$') ? dynamicFieldProblem(name, member) : undefined
      if (problem === undefined) open.push(member)
      else problems.push(ruleText(problem.rule, problem.parameters))
    }
  }
  return problems
}
