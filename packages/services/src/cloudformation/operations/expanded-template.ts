import { type Json, type JsonObject, partitionOf } from '@pasos/asl'
import type { OperationContext } from '@pasos/wire'
import type { CloudFormationDependencies } from '../dependencies.ts'
import { validationError } from '../errors.ts'
import type { Scope } from '../template/evaluate.ts'
import { withoutLoops } from '../template/expand-template.ts'
import { hasIncludes, withIncludes } from '../template/include.ts'
import { parameterReference } from '../template/parameters.ts'
import { section, transformsOf } from '../template/template.ts'
import { storedText } from './stored-text.ts'

/** Whether a template has loops, or parts that stand elsewhere. */
export function needsExpansion(document: JsonObject): boolean {
  const transforms = transformsOf(document)
  return transforms.includes('AWS::LanguageExtensions') || transforms.includes('AWS::Include') || hasIncludes(document)
}

/** What a template says of its parameters before they have values: what has no default is empty. */
export function defaultParameters(document: JsonObject): Record<string, string> {
  const declared = Object.entries(section(document, 'Parameters') as Record<string, JsonObject>)
  return Object.fromEntries(declared.map(([name, { Default = '' }]) => [name, String(Default)]))
}

/**
 * The template with its loops written out and with what stands elsewhere in its place, read as the caller.
 * @throws ApiError ValidationError
 */
export async function expandedTemplate(
  deps: CloudFormationDependencies,
  document: JsonObject,
  parameters: Readonly<Record<string, string>>,
  context: OperationContext,
): Promise<string> {
  const load = (location: string): Promise<string> => {
    const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location)!
    const failed = (reason: string) => validationError(`Transform AWS::Include failed with: ${reason} (${location})`)
    return storedText(deps, { Bucket, Key }, context, failed)
  }
  const whole = await withIncludes(document, parameterScope(document, parameters, context), load)
  if (!transformsOf(document).includes('AWS::LanguageExtensions')) return JSON.stringify(whole)
  return JSON.stringify(withoutLoops(whole, parameterScope(whole, parameters, context)))
}

/** Of parameters alone: nothing of the resources is known. */
export function parameterScope(
  document: JsonObject,
  values: Readonly<Record<string, string>>,
  { accountId, region }: Pick<OperationContext, 'accountId' | 'region'>,
): Scope {
  const declared = section(document, 'Parameters') as Record<string, JsonObject>
  const partition = partitionOf(region)
  const pseudo: Record<string, Json> = { 'AWS::AccountId': accountId, 'AWS::Region': region, 'AWS::Partition': partition }
  const unknown = (name: string): never => {
    throw validationError(`Template format error: ${name} is not known where a template is put together`)
  }
  return {
    ...{ mappings: section(document, 'Mappings'), conditions: (document['Conditions'] ?? {}) as JsonObject, region },
    parameter(name) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name]
      return Object.hasOwn(values, name) ? parameterReference(declared[name]?.['Type'], values[name]!) : undefined
    },
    ...{ reference: unknown, attribute: unknown, imported: unknown },
  }
}
