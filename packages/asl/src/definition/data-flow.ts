import { compileJsonataTemplate, type JsonataTemplate } from '../jsonata/jsonata-template.ts'
import { compilePath, type Path } from '../path/path.ts'
import { compileReferencePath, type ReferencePath } from '../path/reference-path.ts'
import { compileTemplate, type Template } from '../template/template.ts'
import type { DefinitionReader } from './definition-reader.ts'
import type { QueryLanguage } from './dynamic-field.ts'
import type { DataFlow } from './program.ts'

/** Reads the fields that shape a state's data: InputPath … OutputPath, or Arguments and Output, and Assign. */
export function compileDataFlow(reader: DefinitionReader, language: QueryLanguage): DataFlow {
  if (language === 'JSONata')
    return {
      language,
      arguments: compileJsonataField(reader, 'Arguments'),
      output: compileJsonataField(reader, 'Output'),
      assign: compileJsonataField(reader, 'Assign'),
    }
  return {
    language,
    inputPath: compilePathField(reader, 'InputPath'),
    parameters: compileTemplateField(reader, 'Parameters'),
    resultSelector: compileTemplateField(reader, 'ResultSelector'),
    resultPath: compileResultPath(reader),
    outputPath: compilePathField(reader, 'OutputPath'),
    assign: compileTemplateField(reader, 'Assign'),
  }
}

export function compileJsonataField(reader: DefinitionReader, name: string): JsonataTemplate | undefined {
  const value = reader.get(name)
  return value === undefined ? undefined : reader.compiled(name, () => compileJsonataTemplate(value))
}

export function compileTemplateField(reader: DefinitionReader, name: string): Template | undefined {
  const value = reader.get(name)
  return value === undefined ? undefined : reader.compiled(name, () => compileTemplate(value))
}

/** `$` is the default of all three paths, so it is compiled to nothing at all. */
export function compilePathField(reader: DefinitionReader, name: string): Path | null | undefined {
  if (reader.get(name) === null) return null
  const text = reader.optionalText(name)
  return text === undefined || text === '$' ? undefined : reader.compiled(name, () => compilePath(text))
}

export function compileResultPath(reader: DefinitionReader): ReferencePath | null | undefined {
  if (reader.get('ResultPath') === null) return null
  const text = reader.optionalText('ResultPath')
  return text === undefined || text === '$' ? undefined : reader.compiled('ResultPath', () => compileReferencePath(text))
}
