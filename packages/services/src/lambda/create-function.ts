import type { lambda, Operation } from '@pasos/wire'
import { sourceKeys } from '../iam/trust.ts'
import { storeCode } from './code-source.ts'
import { configurationAnswer } from './configuration-answer.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { functionExists, invalidParameter, roleNotAssumable } from './errors.ts'
import { functionArn, parseFunctionName } from './function-name.ts'
import { type FunctionRecord, type FunctionSettings, findFunction, functionKey, functionKind } from './function-record.ts'
import { checkLayers } from './layers-check.ts'
import { lastModified, withSettings } from './settings.ts'
import { checkSettings } from './settings-check.ts'
import { checkSnapStart } from './snap-start.ts'

/** AWS's defaults: 128 MB, 3 s, x86_64. */
function defaults(name: string): Omit<FunctionSettings, 'code' | 'lastModified' | 'revisionId'> {
  return {
    version: '$LATEST',
    description: '',
    runtime: '',
    handler: '',
    role: '',
    timeoutSeconds: 3,
    memorySizeMb: 128,
    environment: undefined,
    layers: [],
    architectures: ['x86_64'],
    ephemeralStorageMb: 512,
    tracingMode: 'PassThrough',
    logFormat: 'Text',
    logGroupName: `/aws/lambda/${name}`,
  }
}

export function createFunction(deps: LambdaDependencies): Operation<lambda.CreateFunctionRequest, lambda.FunctionConfiguration> {
  return async (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context)
    await checkSettings(input, deps.host)
    if (input.PackageType === 'Image') throw invalidParameter('Container images cannot be run here: deploy the function as a zip file.')
    if (!input.Runtime || !input.Handler)
      throw invalidParameter('Runtime and Handler are mandatory parameters for functions created with deployment packages.')
    if (findFunction(deps.catalog, name)) throw functionExists(name.name)
    checkLayers(deps, input.Layers, context)
    if (!deps.trusts(input.Role ?? '', 'lambda.amazonaws.com', sourceKeys(functionArn(name)))) throw roleNotAssumable()
    const code = await storeCode(deps, input.Code, context)
    const fresh = { ...defaults(name.name), code, lastModified: lastModified(deps.clock.now()), revisionId: deps.ids.uuid() }
    const latest = withSettings(fresh, input)
    checkSnapStart(latest)
    const { accountId, region } = name
    await deps.variables.encrypt({ arn: functionArn({ accountId, region, name: name.name }) }, latest, context)
    const published = input.Publish ? [{ ...latest, version: '1', revisionId: deps.ids.uuid() }] : []
    const record: FunctionRecord = {
      name: name.name,
      arn: functionArn({ accountId, region, name: name.name }),
      accountId,
      region,
      latest,
      versions: published,
      nextVersion: published.length + 1,
      aliases: [],
      policies: {},
      tags: Object.entries(input.Tags ?? {}),
      recursiveLoop: 'Terminate',
      runtimeUpdates: 'Auto',
    }
    await deps.catalog.update<FunctionRecord, void>(functionKind, functionKey(name), current => {
      if (current) throw functionExists(name.name)
      return { next: record, result: undefined }
    })
    return configurationAnswer(deps.catalog, record, published[0] ?? latest, { withoutUpdateStatus: true })
  }
}
