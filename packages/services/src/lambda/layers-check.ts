import { ApiError, type OperationContext } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { invalidParameter } from './errors.ts'
import { findLayerVersion, parseLayerVersionArn } from './layer-record.ts'

/**
 * The versions must be there, and the caller be allowed to use them: those of another account as their policy says. AWS answers the same of
 * a foreign layer that there is not, and of one of another region.
 * @throws ApiError InvalidParameterValueException, AccessDeniedException
 */
export function checkLayers(
  { catalog, mayUseLayer }: Pick<LambdaDependencies, 'catalog' | 'mayUseLayer'>,
  arns: readonly string[] | undefined,
  context: OperationContext,
): void {
  for (const arn of arns ?? []) {
    const version = findLayerVersion(catalog, arn)
    const place = parseLayerVersionArn(arn)
    const isOwn = !place || place.accountId === context.accountId
    if (isOwn && (!version || version.isDeleted)) throw invalidParameter(`Layer version ${arn} does not exist.`)
    const refusal = mayUseLayer(context, arn)
    if (refusal !== undefined) throw denied(version ? refusal : `${refusal}. ${whatToDo(arn)}`)
    if (place && place.region !== context.region) throw denied(elsewhere(context, arn))
  }
}

const denied = (message: string): ApiError => new ApiError('AccessDeniedException', message, { httpStatus: 403 })

function elsewhere({ caller }: OperationContext, arn: string): string {
  return `User: ${caller.arn} is not authorized to perform: lambda:GetLayerVersion on resource: ${arn} because no resource-based policy allows the lambda:GetLayerVersion action`
}

/** Layers of accounts of AWS are named in many templates, and none of them is here. */
function whatToDo(arn: string): string {
  return `This server has no such layer: fetch it from AWS (aws lambda get-layer-version-by-arn --arn ${arn}), publish it here (aws lambda publish-layer-version), and name the ARN that this answers.`
}
