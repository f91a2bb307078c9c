import type { iam, Operation } from '@pasos/wire'
import { date } from '../answers.ts'
import { checkLength, checkName, checkTags } from '../constraints.ts'
import type { IamDependencies } from '../dependencies.ts'
import { alreadyExists, invalidInput } from '../errors.ts'
import { iamArn } from '../iam-arn.ts'
import { page } from '../paging.ts'
import { mergeTags, withoutTags } from '../tags.ts'
import type { SamlMetadata } from './saml-metadata.ts'
import { changeSamlProvider, requireSamlProvider, type SamlProviderRecord } from './saml-provider-record.ts'

const yearMs = 365 * 24 * 3600_000

/** Whose assertions AssumeRoleWithSAML may believe. */
export function samlProviderOperations(deps: IamDependencies): Record<string, Operation> {
  return { ...providers(deps), ...changes(deps), ...tags(deps) }
}

function providers({ catalog, clock }: IamDependencies): Record<string, Operation> {
  const create: Operation<iam.CreateSAMLProviderRequest, iam.CreateSAMLProviderResponse> = async (input, context) => {
    checkEncryption(input)
    const name = checkName('name', input.Name!, 128)
    const arn = iamArn(context, `saml-provider/${name}`)
    const metadata = input.SAMLMetadataDocument!
    const provider: SamlProviderRecord = {
      ...{ accountId: context.accountId, arn, metadata, said: await checkMetadata(metadata) },
      ...{ createDate: clock.now(), tags: checkTags(input.Tags) },
    }
    await catalog.update<SamlProviderRecord, void>('samlProvider', arn, present => {
      if (present !== undefined) throw alreadyExists(`Provider with name ${name} already exists.`)
      return { next: provider, result: undefined }
    })
    return { SAMLProviderArn: arn, ...(provider.tags.length > 0 && { Tags: provider.tags }) }
  }
  const get: Operation<iam.GetSAMLProviderRequest, iam.GetSAMLProviderResponse> = ({ SAMLProviderArn }, { accountId }) => {
    const provider = requireSamlProvider(catalog, accountId, SAMLProviderArn!)
    return {
      ...{ SAMLMetadataDocument: provider.metadata, CreateDate: date(provider.createDate) },
      ...{ ValidUntil: validUntil(provider), Tags: provider.tags },
    }
  }
  const list: Operation<object, iam.ListSAMLProvidersResponse> = (_input, { accountId }) => {
    const own = catalog.list<SamlProviderRecord>('samlProvider').filter(provider => provider.accountId === accountId)
    const summary = (provider: SamlProviderRecord) => ({
      ...{ Arn: provider.arn, CreateDate: date(provider.createDate), ValidUntil: validUntil(provider) },
    })
    return { SAMLProviderList: own.map(summary) }
  }
  return { CreateSAMLProvider: create, GetSAMLProvider: get, ListSAMLProviders: list }
}

function changes({ catalog }: IamDependencies): Record<string, Operation> {
  const update: Operation<iam.UpdateSAMLProviderRequest, iam.UpdateSAMLProviderResponse> = async (input, { accountId }) => {
    checkEncryption(input)
    const { SAMLProviderArn: arn, SAMLMetadataDocument: metadata } = input
    const said = metadata === undefined ? undefined : await checkMetadata(metadata)
    if (metadata === undefined || said === undefined) {
      // AWS: "Troubleshoot SAML federation with IAM".
      throw invalidInput('Unable to update identity provider. No updates are defined for metadata or encryption assertion.')
    }
    await changeSamlProvider(catalog, accountId, arn!, provider => ({ ...provider, metadata, said }))
    return { SAMLProviderArn: arn! }
  }
  const remove: Operation<iam.DeleteSAMLProviderRequest, void> = ({ SAMLProviderArn }, { accountId }) =>
    changeSamlProvider(catalog, accountId, SAMLProviderArn!, () => undefined)
  return { UpdateSAMLProvider: update, DeleteSAMLProvider: remove }
}

function tags({ catalog }: IamDependencies): Record<string, Operation> {
  const tag: Operation<iam.TagSAMLProviderRequest, void> = async ({ SAMLProviderArn, Tags }, { accountId }) => {
    const added = checkTags(Tags)
    await changeSamlProvider(catalog, accountId, SAMLProviderArn!, provider => ({
      ...provider,
      tags: mergeTags(provider.tags, added, 'TagsPerSAMLProvider'),
    }))
  }
  const untag: Operation<iam.UntagSAMLProviderRequest, void> = ({ SAMLProviderArn, TagKeys }, { accountId }) =>
    changeSamlProvider(catalog, accountId, SAMLProviderArn!, provider => ({ ...provider, tags: withoutTags(provider.tags, TagKeys) }))
  const list: Operation<iam.ListSAMLProviderTagsRequest, iam.ListSAMLProviderTagsResponse> = (input, { accountId }) => {
    const { tags } = requireSamlProvider(catalog, accountId, input.SAMLProviderArn!)
    const { items, answer } = page(tags, ({ Key }) => Key, input)
    return { Tags: items, ...answer }
  }
  return { TagSAMLProvider: tag, UntagSAMLProvider: untag, ListSAMLProviderTags: list }
}

/** Assertions are not decrypted here: who wants them encrypted is told so. @throws ApiError InvalidInput */
function checkEncryption(input: { AssertionEncryptionMode?: string | undefined; AddPrivateKey?: string | undefined }): void {
  if (input.AddPrivateKey !== undefined || input.AssertionEncryptionMode !== undefined)
    throw invalidInput('Encrypted assertions are not served here.')
}

/** @throws ApiError ValidationError, InvalidInput */
async function checkMetadata(document: string): Promise<SamlMetadata> {
  checkLength('sAMLMetadataDocument', document, 1000, 10_000_000)
  const { readSamlMetadata } = await import('./saml-metadata.ts')
  const said = readSamlMetadata(document)
  if (said === undefined) throw invalidInput('Could not parse metadata')
  return said
}

/** As the metadata say; AWS gives those that say nothing a hundred years. */
function validUntil({ said, createDate }: SamlProviderRecord): Date {
  return date(said?.validUntil ?? createDate + 100 * yearMs)
}
