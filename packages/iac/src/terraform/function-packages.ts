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
    const archive = archiveOf(module, resource)
    const files = archive && filesIn(module, archive)
    if (name === undefined || handler === undefined || files === undefined) continue
    const runtime = attributeText(resource, 'runtime')
    found.set(functionArn(name), { resource, package: { handler, files, ...(runtime === undefined ? {} : { runtime }) } })
  }
  return found
}

/** The folder whose files a function's zip is made of, where it is one folder. */
export function archiveFolder(module: TerraformModule, resource: TerraformResource): string | undefined {
  const archive = archiveOf(module, resource)
  const folder = archive && attributeText(archive, 'source_dir')
  return folder === undefined ? undefined : resolvePath(module, folder)
}

/** The archive of `filename = data.archive_file.NAME.output_path`. */
function archiveOf(module: TerraformModule, { body, lookup, key }: TerraformResource): TerraformResource | undefined {
  const filename = body.attributes.get('filename')
  if (filename?.kind !== 'reference' || filename.root !== 'data') return undefined
  const steps = filename.steps.map(step => ('name' in step ? step.name : evaluate(step.index, lookup)))
  if (steps[0] !== 'archive_file') return undefined
  const archives = module.resources.filter(({ type, name }) => type === 'archive_file' && name === steps[1])
  return archives.length > 1 || archives[0]?.key !== undefined ? archives.find(each => each.key === (steps[2] ?? key)) : archives[0]
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
