import type { Operation, secretsmanager } from '@pasos/wire'
import type { SecretsDependencies } from '../dependencies.ts'
import { invalidParameter, valueNotFound } from '../errors.ts'
import { changeSecret, checkNotDeleted, requireSecret, type SecretVersion } from '../records/secret-record.ts'
import { CURRENT, withStagesAt } from '../records/stages.ts'

export function updateSecretVersionStage({
  catalog,
  clock,
}: SecretsDependencies): Operation<secretsmanager.UpdateSecretVersionStageRequest, secretsmanager.UpdateSecretVersionStageResponse> {
  return async (input, context) => {
    const record = requireSecret(catalog, input.SecretId ?? '', context, clock.now())
    await changeSecret({ catalog, now: clock.now() }, record, current => ({
      next: { ...current, versions: moved(checkNotDeleted(current).versions, input) },
      result: undefined,
    }))
    return { ARN: record.arn, Name: record.name }
  }
}

/** @throws ApiError ResourceNotFoundException, InvalidParameterException */
function moved(
  versions: readonly SecretVersion[],
  { VersionStage: stage = '', RemoveFromVersionId: from, MoveToVersionId: to }: secretsmanager.UpdateSecretVersionStageRequest,
): SecretVersion[] {
  for (const id of [from, to]) if (id !== undefined && !versions.some(version => version.id === id)) throw valueNotFound(`VersionId: ${id}`)
  const holder = versions.find(({ stages }) => stages.includes(stage))
  if (from !== undefined && holder?.id !== from)
    throw invalidParameter(`The parameter RemoveFromVersionId can't be ${from}: staging label ${stage} is not attached to that version.`)
  if (to !== undefined) {
    if (holder && holder.id !== to && from === undefined)
      throw invalidParameter(
        `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
      )
    return holder?.id === to ? [...versions] : withStagesAt(versions, to, [stage])
  }
  if (stage === CURRENT)
    throw invalidParameter(`You can only move staging label ${CURRENT} to a different secret version. It can't be completely removed.`)
  return versions.map(version => ({ ...version, stages: version.stages.filter(one => one !== stage) }))
}
