import { compileIntrinsic, isIntrinsic } from '../../intrinsic/intrinsic.ts'
import { parsePath } from '../../path/parse-path.ts'
import type { ParsedPath } from '../../path/path-step.ts'
import { compileReferencePath } from '../../path/reference-path.ts'
import type { CheckContext } from '../check-context.ts'
import type { Place } from '../place.ts'
import type { FieldVisit } from '../visit.ts'

/** Fields that hold a JSONPath or a reference path. */
export function checkPaths({ field, fieldShape }: FieldVisit, context: CheckContext): void {
  const shape = fieldShape.value
  if (shape.kind === 'path') {
    if (field.node.value === null && shape.nullable) return
    const text = pathText(field, context)
    if (text !== undefined && !isPath(text)) context.report('path-syntax', field)
  } else if (shape.kind === 'result-path') {
    if (field.node.value === null) return
    const text = pathText(field, context)
    const problem = text === undefined ? undefined : targetProblem(text)
    if (problem !== undefined) context.report('reference-path', field, { detail: problem })
  } else if (shape.kind === 'reference-path') {
    const text = pathText(field, context)
    if (text === undefined) return
    if (shape.intrinsic && isIntrinsic(text)) {
      if (!isIntrinsicCall(text)) context.report('reference-path', field, { detail: '' })
      return
    }
    const problem = referenceProblem(text, shape)
    if (problem !== undefined) context.report('reference-path', field, { detail: problem })
  }
}

export function isPath(text: string): boolean {
  return tryParse(text) !== undefined
}

export function isIntrinsicCall(text: string): boolean {
  try {
    compileIntrinsic(text)
    return true
  } catch {
    return false
  }
}

/** The path, if it is one; never throws. */
export function tryParse(text: string): ParsedPath | undefined {
  try {
    return parsePath(text)
  } catch {
    return undefined
  }
}

function pathText(field: Place, context: CheckContext): string | undefined {
  const { value } = field.node
  if (typeof value === 'string') return value
  context.report('value-type', field, { expected: 'String' })
  return undefined
}

/** What follows `Value is not a Reference Path` in AWS's words; undefined when something can be written there. */
function targetProblem(text: string): string | undefined {
  if (!text.startsWith('$')) return noDollar
  try {
    compileReferencePath(text)
    return undefined
  } catch {
    return ''
  }
}

const noDollar = ": Reference path didn't start with '$'"

/** The same for a path that is read, which may also count from the end or end in a function. */
function referenceProblem(text: string, allowed: { context?: boolean; variable?: boolean }): string | undefined {
  if (!text.startsWith('$')) return noDollar
  const path = tryParse(text)
  if (path === undefined) return ''
  if (path.root.kind === 'context' && !allowed.context) return ''
  if (path.root.kind === 'variable' && !allowed.variable) return ''
  const isSingle = path.steps.every(step => step.kind === 'property' || step.kind === 'index' || step.kind === 'function')
  return isSingle ? undefined : ''
}
