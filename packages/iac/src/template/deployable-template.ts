import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isJsonObject, type JsonObject } from '@pasos/asl'
import type { ReadFile } from '../author-definition.ts'
import { functionSettings } from '../function-settings.ts'
import type { Deployable, FunctionCode } from '../terraform/deployable.ts'
import { parseYaml, plainValue } from '../yaml/source-node.ts'
import { templateDefinitions } from './template-definitions.ts'
import { isFunction, TemplateValues } from './template-values.ts'

/**
 * The state machines and functions of a template of CloudFormation or SAM, or of CDK's output, whose code lies in folders beside it or stands in it.
 *
 * @param read reads the file of a DefinitionUri
 * @throws YamlSyntaxError, and what `read` throws
 */
export function deployableOfTemplate(file: string, read: ReadFile): Deployable {
  const author = readFileSync(file, 'utf8')
  const root = parseYaml(author)
  const template = plainValue(root)
  const found: Deployable = { machines: [], functions: [] }
  if (!isJsonObject(template) || !isJsonObject(template['Resources'] ?? null)) return found
  for (const definition of templateDefinitions(file, author, root, read).values()) {
    const { name = '', type = 'STANDARD', text } = definition
    found.machines.push({ name, type, definition: text.text, file: definition.file })
  }
  const values = new TemplateValues(template)
  const variables = ({ Environment }: JsonObject) =>
    isJsonObject(Environment ?? null) ? values.resolve((Environment as JsonObject)['Variables'] ?? null) : undefined
  for (const [id, resource] of values.resources) {
    if (!isFunction(resource)) continue
    const properties = values.propertiesOf(resource)
    const code = codeOf(file, values, resource)
    const { Handler: handler, Runtime: runtime } = properties
    if (code === undefined || typeof handler !== 'string' || typeof runtime !== 'string') continue
    const settings = functionSettings(
      values.resolve(properties['Timeout'] ?? null),
      values.resolve(properties['MemorySize'] ?? null),
      variables(properties),
    )
    found.functions.push({ name: values.nameOf(id, resource), handler, runtime, ...code, ...settings })
  }
  return found
}

/** Whether a file is called as templates are. */
export function isTemplateName(name: string): boolean {
  return /(^|\.)template\.(json|ya?ml)$/i.test(name)
}

function codeOf(file: string, values: TemplateValues, resource: JsonObject): FunctionCode | undefined {
  const { CodeUri, Code, InlineCode } = values.propertiesOf(resource)
  const text = values.resolve(InlineCode ?? (isJsonObject(Code ?? null) ? (Code as JsonObject)['ZipFile'] : undefined) ?? null)
  if (typeof text === 'string') return { inline: { text, file } }
  const asset = isJsonObject(resource['Metadata'] ?? null) ? (resource['Metadata'] as JsonObject)['aws:asset:path'] : undefined
  const folder = [asset, CodeUri, Code].find((place): place is string => typeof place === 'string' && !/^(s3|https?):/.test(place))
  return folder === undefined ? undefined : { folder: resolve(dirname(file), folder) }
}
