import { join } from 'node:path'
import { type FunctionSettings, functionSettings } from '../function-settings.ts'
import { definitionOf } from './check-terraform.ts'
import { archiveFolder } from './function-packages.ts'
import { attributeText, attributeValue, type TerraformModule, type TerraformResource } from './terraform-module.ts'

/** What of a module can be deployed by its files alone. */
export interface Deployable {
  machines: { name: string; definition: string; type: 'STANDARD' | 'EXPRESS'; file: string }[]
  functions: ({ name: string; runtime: string; handler: string } & FunctionCode & FunctionSettings)[]
}

/** The folder whose files a function's zip has, or the text of its one file and the template in which it stands. */
export type FunctionCode = { folder: string; inline?: never } | { inline: { text: string; file: string }; folder?: never }

/** The state machines and functions of a module, with references to functions as their ARNs. */
export function deployableOf(module: TerraformModule): Deployable {
  const found: Deployable = { machines: [], functions: [] }
  for (const resource of module.resources) {
    if (resource.type === 'aws_sfn_state_machine') {
      const definition = definitionOf(module, resource)
      const type = attributeText(resource, 'type') === 'EXPRESS' ? 'EXPRESS' : 'STANDARD'
      const name = attributeText(resource, 'name') ?? resource.name
      if (definition !== undefined) found.machines.push({ name, definition: definition.text.text, type, file: definition.file.path })
    }
    if (resource.type !== 'aws_lambda_function') continue
    const [name, handler, runtime = 'nodejs24.x'] = ['function_name', 'handler', 'runtime'].map(each => attributeText(resource, each))
    const folder = archiveFolder(module, resource)
    if (name !== undefined && handler !== undefined && folder !== undefined)
      found.functions.push({ name, handler, runtime, folder: join(folder), ...settingsOf(resource) })
  }
  return found
}

function settingsOf(resource: TerraformResource): FunctionSettings {
  const environment = resource.body.blocks.find(({ type }) => type === 'environment')?.body
  const variables = environment && (attributeValue({ body: environment, lookup: resource.lookup }, 'variables') ?? null)
  return functionSettings(attributeValue(resource, 'timeout'), attributeValue(resource, 'memory_size'), variables)
}
