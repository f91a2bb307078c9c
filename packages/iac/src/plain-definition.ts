import type { AuthorDefinition } from './author-definition.ts'
import { SourceText } from './source-text.ts'
import { fillPlaceholders } from './template/fill-placeholders.ts'
import { renderObject } from './template/render-definition.ts'
import { parseYaml, type SourceNode } from './yaml/source-node.ts'

const NONE = () => undefined

/** The definition of a file that holds nothing else, in JSON or, by its name, YAML. @throws YamlSyntaxError */
export function plainDefinition(file: string, author: string, values?: ReadonlyMap<string, string>, tree?: SourceNode): AuthorDefinition {
  const text = definitionText(file, author, tree)
  return { file, author, text: values ? fillPlaceholders(text, values) : text }
}

function definitionText(file: string, author: string, tree?: SourceNode): SourceText {
  if (isYamlName(file)) return renderObject(tree ?? parseYaml(author, file), author, NONE)
  const text = new SourceText()
  text.append(author, 0, true)
  return text
}

export function isYamlName(file: string): boolean {
  return /\.ya?ml$/i.test(file)
}
