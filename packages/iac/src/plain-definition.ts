import type { AuthorDefinition } from './author-definition.ts'
import { SourceText } from './source-text.ts'
import { fillPlaceholders } from './template/fill-placeholders.ts'
import { renderObject } from './template/render-definition.ts'
import { parseYaml, type SourceNode } from './yaml/source-node.ts'

const NONE = () => undefined

/**
 * The definition of a file that holds nothing else, in JSON or, by its name, YAML: it is read once the values are put into it, as CloudFormation
 * reads it, so that a value may be a number or a piece of JSON. @throws YamlSyntaxError
 */
export function plainDefinition(file: string, author: string, values?: ReadonlyMap<string, string>, tree?: SourceNode): AuthorDefinition {
  const written = new SourceText()
  written.append(author, 0, true)
  const filled = values ? fillPlaceholders(written, values) : written
  if (!isYamlName(file)) return { file, author, text: filled }
  const { text } = filled
  return { file, author, text: renderObject((values ? undefined : tree) ?? parseYaml(text, file), text, NONE).within(filled) }
}

export function isYamlName(file: string): boolean {
  return /\.ya?ml$/i.test(file)
}
