import type { Operation, OperationContext, ssm } from '@pasos/wire'
import { RE2JS } from 're2js'
import type { ParameterDependencies } from '../dependencies.ts'
import { invalidPattern, oldestHasLabel, parameterExists, patternMismatch, tooLong, validation } from '../errors.ts'
import { checkNewName, parameterArn } from '../records/parameter-name.ts'
import { latestOf, type ParameterRecord, type ParameterVersion, parameterKey, parameterKind } from '../records/parameter-record.ts'
import { dropValues, keepValue } from '../records/parameter-value.ts'
import { withTags } from '../records/tags.ts'

/** https://docs.aws.amazon.com/general/latest/gr/ssm.html */
const mostVersions = 100
const longestBytes = { Standard: 4096, Advanced: 8192 }

const dataTypes = ['text', 'aws:ec2:image', 'aws:ssm:integration']

/** Makes a parameter, or its next version. The value is on disk before anything names it. */
export function putParameter(deps: ParameterDependencies): Operation<ssm.PutParameterRequest, ssm.PutParameterResult> {
  return async (input, context) => {
    const { accountId, region } = context
    const name = checkNewName(input.Name ?? '')
    if (input.Overwrite && input.Tags?.length) {
      throw validation(
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
      )
    }
    const key = parameterKey(context, name)
    const present = deps.catalog.get<ParameterRecord>(parameterKind, key)
    if (present && !input.Overwrite) throw parameterExists()
    const fresh = { accountId, region, name, arn: parameterArn(context, name), tags: withTags([], input.Tags) }
    const settings = settingsOf(input, present, context, deps.clock.now())
    const valueKey = await keepValue(deps, fresh, settings, input.Value ?? '', context)
    let unused = [{ valueKey }]
    try {
      const { next, gone } = await deps.catalog.update<ParameterRecord, { next: ParameterRecord; gone: ParameterVersion[] }>(
        parameterKind,
        key,
        current => {
          if (current && !input.Overwrite) throw parameterExists()
          const version = (current ? latestOf(current).version : 0) + 1
          const { kept, gone } = withinLimit(name, [...(current?.versions ?? []), { ...settings, version, labels: [], valueKey }])
          const next = { ...(current ?? fresh), versions: kept }
          return { next, result: { next, gone } }
        },
      )
      unused = gone
      return { Version: latestOf(next).version, Tier: settings.tier }
    } finally {
      if (unused.length > 0) await dropValues(deps, unused)
    }
  }
}

type Settings = Omit<ParameterVersion, 'version' | 'labels' | 'valueKey'>

/** What is not said again stays as it was. @throws ApiError */
function settingsOf(
  input: ssm.PutParameterRequest,
  present: ParameterRecord | undefined,
  { caller }: OperationContext,
  now: number,
): Settings {
  const before = present && latestOf(present)
  const type = input.Type ?? before?.type
  if (type === undefined) throw validation('A parameter type is required when you create a parameter.')
  if (input.Policies !== undefined && input.Policies !== '[]' && input.Policies !== '{}')
    throw validation('Parameter policies are not served here.')
  if (input.KeyId !== undefined && type !== 'SecureString')
    throw validation('KeyId is not required for plaintext (String, StringList) parameters.')
  const value = input.Value ?? ''
  if (value === '') throw validation('Parameter value can not be empty.')
  const dataType = input.DataType ?? before?.dataType ?? 'text'
  if (!dataTypes.includes(dataType))
    throw validation(`The following data type is not supported: ${dataType} (Data type names are all lowercase.)`)
  if (input.AllowedPattern !== undefined) checkPattern(input.AllowedPattern, value)
  const description = input.Description ?? before?.description
  const keyId = input.KeyId ?? before?.keyId ?? 'alias/aws/ssm'
  return {
    ...{ type, dataType, tier: tierOf(input.Tier, value, before), modifiedAt: now, modifiedBy: caller.arn },
    ...(description !== undefined && { description }),
    ...(input.AllowedPattern !== undefined && { allowedPattern: input.AllowedPattern }),
    ...(type === 'SecureString' && { keyId }),
  }
}

/** @throws ApiError ValidationException */
function tierOf(asked: ssm.ParameterTier | undefined, value: string, before: ParameterVersion | undefined): ParameterVersion['tier'] {
  const bytes = Buffer.byteLength(value)
  const fitting = bytes > longestBytes.Standard || before?.tier === 'Advanced' ? 'Advanced' : 'Standard'
  const tier = asked === 'Intelligent-Tiering' ? fitting : (asked ?? before?.tier ?? 'Standard')
  if (tier === 'Standard' && before?.tier === 'Advanced') {
    throw validation(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
    )
  }
  if (bytes > longestBytes[tier]) throw tooLong(tier)
  return tier
}

/** Of a library that needs no longer for one text than for another of its length. */
function checkPattern(pattern: string, value: string): void {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(pattern)
  } catch {
    throw invalidPattern(pattern)
  }
  if (!compiled.matcher(value).find()) throw patternMismatch(pattern)
}

/** @throws ApiError ParameterMaxVersionLimitExceeded */
function withinLimit(name: string, versions: ParameterVersion[]): { kept: ParameterVersion[]; gone: ParameterVersion[] } {
  const gone = versions.slice(0, Math.max(0, versions.length - mostVersions))
  const labelled = gone.find(({ labels }) => labels.length > 0)
  if (labelled) throw oldestHasLabel(name, labelled.version)
  return { kept: versions.slice(gone.length), gone }
}
