import { dirname, resolve } from 'node:path'
import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import type { AuthorDefinition, ReadFile } from '../author-definition.ts'
import { plainDefinition } from '../plain-definition.ts'
import type { SourceText } from '../source-text.ts'
import { memberOf, plainValue, type SourceNode } from '../yaml/source-node.ts'
import { fillPlaceholders } from './fill-placeholders.ts'
import { renderObject, renderText } from './render-definition.ts'
import { isMachine, TemplateValues } from './template-values.ts'

/** Whether a file's value is a template of CloudFormation, SAM or CDK's output. */
export function isTemplate(root: SourceNode): boolean {
  return memberOf(root, 'Resources')?.members?.some(({ node }) => typeof memberOf(node, 'Type')?.value === 'string') === true
}

/** The definitions of a template's state machines, by the ids of these, as far as the template and the files it names tell them. */
export function templateDefinitions(file: string, author: string, root: SourceNode, read: ReadFile): Map<string, AuthorDefinition> {
  const found = new Map<string, AuthorDefinition>()
  const values = new TemplateValues(plainValue(root) as JsonObject)
  const nodes = memberOf(root, 'Resources')
  for (const [id, resource] of values.resources) {
    if (!isMachine(resource)) continue
    const properties = memberOf(memberOf(nodes, id), 'Properties')
    const known = properties && definitionOf(properties, { file, author, values, read })
    if (known === undefined) continue
    const type = plainValue(memberOf(properties, 'Type') ?? memberOf(properties, 'StateMachineType') ?? NOTHING)
    found.set(id, { ...known, name: values.nameOf(id, resource), type: type === 'EXPRESS' ? 'EXPRESS' : 'STANDARD' })
  }
  return found
}

const NOTHING: SourceNode = { start: 0, end: 0, value: null }

interface Template {
  file: string
  author: string
  values: TemplateValues
  read: ReadFile
}

function definitionOf(properties: SourceNode, { file, author, values, read }: Template): AuthorDefinition | undefined {
  const substitutions = substitutionsOf(plainValue(memberOf(properties, 'DefinitionSubstitutions') ?? NOTHING), values)
  const uri = memberOf(properties, 'DefinitionUri')?.value
  if (typeof uri === 'string') {
    if (/^s3:/.test(uri)) return undefined
    const path = resolve(dirname(file), uri)
    return plainDefinition(path, read(path), substitutions)
  }
  const call = (name: string, argument: Json) => values.call(name, argument)
  const object = memberOf(properties, 'Definition')
  const text = memberOf(properties, 'DefinitionString')
  const rendered: SourceText | undefined = object?.members ? renderObject(object, author, call) : text && renderText(text, author, call)
  return rendered && { file, author, text: fillPlaceholders(rendered, substitutions) }
}

function substitutionsOf(written: Json, values: TemplateValues): Map<string, string> {
  const known = values.resolve(written)
  // What only a deployment tells stays a placeholder.
  const entries = isJsonObject(known) ? Object.entries(known).filter(([, value]) => !String(value).startsWith('${')) : []
  return new Map(entries.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]))
}
