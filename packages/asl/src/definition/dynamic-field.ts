import { compileIntrinsic, isIntrinsic } from '../intrinsic/intrinsic.ts'
import { compileJsonataTemplate, isJsonataExpression } from '../jsonata/jsonata-template.ts'
import { compilePath } from '../path/path.ts'
import { DefinitionError } from './definition-error.ts'
import type { DefinitionReader } from './definition-reader.ts'
import type { DynamicField } from './program.ts'

export type QueryLanguage = 'JSONPath' | 'JSONata'

/**
 * Reads `name` or its twin `namePath`, in either dialect; undefined when neither is written.
 *
 * @param within where in the state the field's object stands, ending in a slash; empty for the state itself
 */
export function compileDynamicField(
  reader: DefinitionReader,
  name: string,
  language: QueryLanguage,
  within = '',
): DynamicField | undefined {
  const pathField = `${name}Path`
  const pathText = language === 'JSONPath' ? reader.optionalText(pathField) : undefined
  if (pathText !== undefined) {
    if (isIntrinsic(pathText))
      return { kind: 'intrinsic', field: pathField, intrinsic: reader.compiled(pathField, () => compileIntrinsic(pathText)) }
    return { kind: 'path', field: pathField, path: reader.compiled(pathField, () => compilePath(pathText)) }
  }
  const value = reader.get(name)
  if (value === undefined) return undefined
  if (typeof value === 'string' && language === 'JSONata' && isJsonataExpression(value)) {
    const template = reader.compiled(name, () => compileJsonataTemplate(value))
    return { kind: 'jsonata', field: name, location: within + name, text: value, template }
  }
  if (typeof value !== 'string' && typeof value !== 'number')
    throw new DefinitionError('Expected a number, a string or an expression', `${reader.path}/${name}`)
  return { kind: 'literal', field: name, value }
}
