import type { Operation } from '@pasos/wire'
import type { KmsDependencies } from './dependencies.ts'
import { createAlias, deleteAlias, listAliases, updateAlias } from './operations/aliases.ts'
import { createKey } from './operations/create-key.ts'
import { describeKey, listKeys, updateKeyDescription } from './operations/describe-key.ts'
import { decrypt, encrypt, reEncrypt } from './operations/encrypt.ts'
import { generateDataKey, generateDataKeyWithoutPlaintext, generateRandom } from './operations/generate-data-key.ts'
import { createGrant, listGrants, listRetirableGrants, retireGrant, revokeGrant } from './operations/grants.ts'
import { getKeyPolicy, listKeyPolicies, putKeyPolicy } from './operations/key-policies.ts'
import { cancelKeyDeletion, disableKey, enableKey, scheduleKeyDeletion } from './operations/key-state.ts'
import { disableKeyRotation, enableKeyRotation, getKeyRotationStatus, listKeyRotations, rotateKeyOnDemand } from './operations/rotation.ts'
import { listResourceTags, tagResource, untagResource } from './operations/tags.ts'

export function kmsOperations(deps: KmsDependencies): Record<string, Operation> {
  return {
    CancelKeyDeletion: cancelKeyDeletion(deps),
    CreateAlias: createAlias(deps),
    CreateGrant: createGrant(deps),
    CreateKey: createKey(deps),
    Decrypt: decrypt(deps),
    DeleteAlias: deleteAlias(deps),
    DescribeKey: describeKey(deps),
    DisableKey: disableKey(deps),
    DisableKeyRotation: disableKeyRotation(deps),
    EnableKey: enableKey(deps),
    EnableKeyRotation: enableKeyRotation(deps),
    Encrypt: encrypt(deps),
    GenerateDataKey: generateDataKey(deps),
    GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext(deps),
    GenerateRandom: generateRandom(),
    GetKeyPolicy: getKeyPolicy(deps),
    GetKeyRotationStatus: getKeyRotationStatus(deps),
    ListAliases: listAliases(deps),
    ListGrants: listGrants(deps),
    ListKeyPolicies: listKeyPolicies(deps),
    ListKeyRotations: listKeyRotations(deps),
    ListKeys: listKeys(deps),
    ListResourceTags: listResourceTags(deps),
    ListRetirableGrants: listRetirableGrants(deps),
    PutKeyPolicy: putKeyPolicy(deps),
    ReEncrypt: reEncrypt(deps),
    RetireGrant: retireGrant(deps),
    RevokeGrant: revokeGrant(deps),
    RotateKeyOnDemand: rotateKeyOnDemand(deps),
    ScheduleKeyDeletion: scheduleKeyDeletion(deps),
    TagResource: tagResource(deps),
    UntagResource: untagResource(deps),
    UpdateAlias: updateAlias(deps),
    UpdateKeyDescription: updateKeyDescription(deps),
  }
}
