import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import type { FunctionPackage } from '@pasos/asl'
import { evaluate } from './evaluate.ts'
import { attributeText, functionArn, resolvePath, type TerraformModule, type TerraformResource } from './terraform-module.ts'

/** A function of a module, with what its zip will hold. */
export interface ModuleFunction {
  resource: TerraformResource
  package: FunctionPackage
}

/** The functions whose zips are made of files that are here, by ARN. */
export function functionPackages(module: TerraformModule): Map<string, ModuleFunction> {
  const found = new Map<string, ModuleFunction>()
  for (const resource of module.resources) {
    if (resource.type !== 'aws_lambda_function') continue
    const name = attributeText(resource, 'function_name')
    const handler = attributeText(resource, 'handler')
    const files = archiveOf(module, resource)
    if (name === undefined || handler === undefined || files === undefined) continue
    const runtime = attributeText(resource, 'runtime')
    found.set(functionArn(name), { resource, package: { handler, files, ...(runtime === undefined ? {} : { runtime }) } })
  }
  return found
}

/** What is in the zip of `filename = data.archive_file.NAME.output_path`. */
function archiveOf(module: TerraformModule, { body, lookup, key }: TerraformResource): string[] | undefined {
  const filename = body.attributes.get('filename')
  if (filename?.kind !== 'reference' || filename.root !== 'data') return undefined
  const steps = filename.steps.map(step => ('name' in step ? step.name : evaluate(step.index, lookup)))
  if (steps[0] !== 'archive_file') return undefined
  const archives = module.resources.filter(({ type, name }) => type === 'archive_file' && name === steps[1])
  const archive =
    archives.length > 1 || archives[0]?.key !== undefined ? archives.find(each => each.key === (steps[2] ?? key)) : archives[0]
  return archive && filesIn(module, archive)
}

function filesIn(module: TerraformModule, archive: TerraformResource): string[] | undefined {
  const folder = attributeText(archive, 'source_dir')
  if (folder !== undefined) return filesBelow(resolvePath(module, folder))
  const file = attributeText(archive, 'source_file')
  if (file !== undefined) return [basename(file)]
  const named = attributeText(archive, 'source_content_filename')
  const sources = archive.body.blocks.filter(({ type }) => type === 'source')
  const names = [named, ...sources.map(({ body }) => attributeText({ body, lookup: archive.lookup }, 'filename'))]
  const known = names.filter(name => name !== undefined)
  return known.length === 0 ? undefined : known
}

function filesBelow(folder: string): string[] | undefined {
  if (!existsSync(folder)) return undefined
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return entries.filter(entry => statSync(join(folder, entry)).isFile()).map(entry => entry.split(sep).join('/'))
}
