import type { OperationContext } from '@pasos/wire'
import { throughItsService } from '../iam/context-keys.ts'
import { readCiphertext } from './crypto/ciphertext.ts'
import type { EncryptionContext } from './crypto/key-ring.ts'
import type { KmsDependencies } from './dependencies.ts'
import { accessDenied } from './errors.ts'
import { managedKey, managingService } from './managed-key.ts'
import { encryptingKey, opening } from './operations/encrypt.ts'
import { checkUsable, type KeyRecord, type Place, requireKeyOrAlias } from './records/key-record.ts'

/**
 * How other services keep what is secret: with the key that is named, for which the caller needs permission, or with the service's own.
 * Errors are KMS's.
 */
export interface Encryption {
  /** `actions`: what the service needs of KMS in the caller's name, such as `Encrypt`. Any length of plaintext. */
  encrypt(request: EncryptRequest): Promise<Uint8Array>
  decrypt(blob: Uint8Array, encryptionContext: EncryptionContext, caller: OperationContext): Uint8Array
  /** The ARN of the key in which something was encrypted. */
  keyOf(blob: Uint8Array): string | undefined
  /** Throws what KMS would, where a key can't be used or its caller may not do all this with it; encrypts nothing. A service's own key is always fine. */
  prove(request: ProveRequest): void
  /** The same for a service that acts in its own name: the key's policy must let it in. A service's own key lets in no other. */
  proveForService(request: ServiceProveRequest): Promise<void>
}

export interface ServiceProveRequest extends Omit<ProveRequest, 'caller'> {
  /** The principal that acts, such as `sns.amazonaws.com`, and for what. */
  service: string
  sourceArn: string
  sourceAccount: string
  /** The service that would encrypt, such as `sqs.amazonaws.com`. */
  via: string
}

interface ProveRequest extends Pick<EncryptRequest, 'place' | 'encryptionContext' | 'actions'> {
  /** Id, ARN or alias. */
  key: string
  /** Without one it is only asked whether the key can be used. */
  caller?: OperationContext
  /** The service's documentation has policies that ask for the encryption context with DescribeKey too. */
  isDescribedInContext?: true
}

interface EncryptRequest {
  /** Id, ARN or alias; without it the managed key of the service. */
  key: string | undefined
  service: string
  place: Place
  plaintext: Uint8Array
  encryptionContext: EncryptionContext
  caller: OperationContext
  actions: readonly string[]
}

export function createEncryption(deps: KmsDependencies): Encryption {
  function checkAllowed(
    key: Pick<KeyRecord, 'arn' | 'manager'>,
    {
      actions,
      caller,
      encryptionContext,
      isDescribedInContext,
    }: Pick<EncryptRequest, 'actions' | 'caller' | 'encryptionContext'> & Pick<ProveRequest, 'isDescribedInContext'>,
  ): void {
    // A managed key is open to everybody whom the service lets in.
    if (key.manager === 'AWS') return
    const call = throughItsService(caller)
    for (const action of actions) {
      // AWS: DescribeKey has no encryption context that a policy could ask for.
      const refusal = deps.refusal(
        call,
        `kms:${action}`,
        key.arn,
        action === 'DescribeKey' && !isDescribedInContext ? {} : encryptionContext,
      )
      if (refusal !== undefined) throw accessDenied(refusal)
    }
  }

  return {
    async encrypt({ key: reference, service, place, plaintext, encryptionContext, caller, actions }) {
      const managing = reference === undefined ? service : managingService(reference, place)
      const key =
        managing === undefined ? await encryptingKey(deps, reference!, place) : checkUsable(await managedKey(deps, managing, place))
      checkAllowed(key, { actions, caller, encryptionContext })
      return deps.ring.encrypt(key, plaintext, encryptionContext)
    },
    decrypt(blob, encryptionContext, caller) {
      const { key, plaintext } = opening(deps, blob, encryptionContext, caller)
      checkAllowed(key, { actions: ['Decrypt'], caller, encryptionContext })
      return plaintext
    },
    prove({ key: reference, place, caller, ...use }) {
      if (managingService(reference, place) !== undefined) return
      const key = requireKeyOrAlias(deps.catalog, reference, place, deps.clock.now())
      if (caller) checkAllowed(key, { ...use, caller })
      checkUsable(key)
    },
    async proveForService({ key: reference, place, actions, ...use }) {
      const managing = managingService(reference, place)
      const key =
        managing === undefined
          ? requireKeyOrAlias(deps.catalog, reference, place, deps.clock.now())
          : await managedKey(deps, managing, place)
      const refused = actions.find(action => !deps.admits(use, `kms:${action}`, key.arn))
      if (refused !== undefined) {
        throw accessDenied(
          `${use.service} is not authorized to perform: kms:${refused} on resource: ${key.arn} because no resource-based policy allows the kms:${refused} action`,
        )
      }
      checkUsable(key)
    },
    keyOf: blob => readCiphertext(blob)?.keyArn,
  }
}
