import type { Catalog } from '@pasos/engine'
import type { lambda, Operation, OperationContext } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { invalidParameter, notFound, validation } from './errors.ts'
import type { PolicyStatement } from './function-record.ts'
import { layerPlace, requireLayerVersion } from './layer-answer.ts'
import { findLayerVersion, type LayerRecord, type LayerVersion, layerKind } from './layer-record.ts'
import { policyText, withStatement } from './policy-statement.ts'
import { checkRevision } from './resolve.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddLayerVersionPermission.html */
export function addLayerVersionPermission(
  deps: LambdaDependencies,
): Operation<lambda.AddLayerVersionPermissionRequest, lambda.AddLayerVersionPermissionResponse> {
  return (input, context) => {
    const statement = statementOf(input, `${layerPlace(input.LayerName ?? '', context).arn}:${input.VersionNumber}`)
    return changeLayerVersion(deps.catalog, input, context, version => {
      const statements = withStatement(version.statements, statement)
      const revisionId = deps.ids.uuid()
      const next = { ...version, statements, policyRevisionId: revisionId }
      return { next, result: { Statement: JSON.stringify(statement), RevisionId: revisionId } }
    })
  }
}

export function getLayerVersionPolicy(
  deps: LambdaDependencies,
): Operation<lambda.GetLayerVersionPolicyRequest, lambda.GetLayerVersionPolicyResponse> {
  return (input, context) => {
    const { found } = requireLayerVersion(deps.catalog, layerPlace(input.LayerName ?? '', context), input.VersionNumber ?? 0)
    if (found.statements.length === 0) throw notFound('No policy is associated with the given resource.')
    return { Policy: policyText(found), ...(found.policyRevisionId !== undefined && { RevisionId: found.policyRevisionId }) }
  }
}

export function removeLayerVersionPermission(
  deps: LambdaDependencies,
): Operation<lambda.RemoveLayerVersionPermissionRequest, Record<string, never>> {
  return (input, context) =>
    changeLayerVersion(deps.catalog, input, context, version => {
      const statements = version.statements.filter(({ Sid }) => Sid !== input.StatementId)
      if (statements.length === version.statements.length) throw notFound(`Statement ${input.StatementId} is not found in resource policy.`)
      return { next: { ...version, statements, policyRevisionId: deps.ids.uuid() }, result: {} }
    })
}

/** The policy of a layer's version; nothing where nobody was let in. */
export function layerPolicy(catalog: Catalog, arn: string): string | undefined {
  const version = findLayerVersion(catalog, arn)
  return version && version.statements.length > 0 ? policyText(version) : undefined
}

/** Changes a version as one write. @throws ApiError ResourceNotFoundException, PreconditionFailedException */
function changeLayerVersion<R>(
  catalog: Catalog,
  { LayerName = '', VersionNumber = 0, RevisionId }: lambda.RemoveLayerVersionPermissionRequest,
  context: OperationContext,
  change: (version: LayerVersion) => { next: LayerVersion; result: R },
): Promise<R> {
  const place = layerPlace(LayerName, context)
  return catalog.update<LayerRecord, R>(layerKind, place.key, () => {
    const { layer, found } = requireLayerVersion(catalog, place, VersionNumber)
    checkRevision(RevisionId, found.policyRevisionId)
    const { next, result } = change(found)
    return { next: { ...layer, versions: layer.versions.map(version => (version === found ? next : version)) }, result }
  })
}

/** Whom a statement lets use a version: an account, all of them, or those of an organization. @throws ApiError */
function statementOf(input: lambda.AddLayerVersionPermissionRequest, resource: string): PolicyStatement {
  const { StatementId = '', Action = '', Principal = '', OrganizationId } = input
  const problem = (value: string, member: string, pattern: string) =>
    validation([`Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`])
  if (!/^[a-zA-Z0-9-_]+$/.test(StatementId)) throw problem(StatementId, 'statementId', '([a-zA-Z0-9-_]+)')
  if (Action !== 'lambda:GetLayerVersion') throw problem(Action, 'action', 'lambda:GetLayerVersion')
  const account = /^(?:(\d{12})|arn:aws[a-zA-Z-]*:iam::\d{12}:root)$/.exec(Principal)
  if (!account && Principal !== '*') throw problem(Principal, 'principal', '\\d{12}|\\*|arn:(aws[a-zA-Z-]*):iam::\\d{12}:root')
  if (OrganizationId !== undefined && !/^o-[a-z0-9]{10,32}$/.test(OrganizationId))
    throw problem(OrganizationId, 'organizationId', 'o-[a-z0-9]{10,32}')
  if (OrganizationId !== undefined && account)
    throw invalidParameter('An organization ID can only be specified together with the principal *.')
  const partition = resource.split(':')[1]
  return {
    ...{ Sid: StatementId, Effect: 'Allow' },
    Principal: account ? { AWS: account[1] === undefined ? Principal : `arn:${partition}:iam::${account[1]}:root` } : '*',
    ...{ Action, Resource: resource },
    ...(OrganizationId !== undefined && { Condition: { StringEquals: { 'aws:PrincipalOrgID': OrganizationId } } }),
  }
}
