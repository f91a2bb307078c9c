import type { Catalog } from '@pasos/engine'
import type { iam, Operation } from '@pasos/wire'
import { date } from '../answers.ts'
import { checkLength, checkName, checkTags } from '../constraints.ts'
import type { IamDependencies } from '../dependencies.ts'
import { alreadyExists, invalidInput, noSuchProvider } from '../errors.ts'
import { iamArn } from '../iam-arn.ts'
import { page } from '../paging.ts'
import type { IamTag } from '../role-record.ts'
import { mergeTags, withoutTags } from '../tags.ts'

/** Kind `samlProvider`, key: its ARN. Stored and shown; AssumeRoleWithSAML is not served. Dates are epoch milliseconds. */
interface SamlProviderRecord {
  accountId: string
  arn: string
  metadata: string
  createDate: number
  tags: IamTag[]
}

const yearMs = 365 * 24 * 3600_000

export function samlProviderOperations(deps: IamDependencies): Record<string, Operation> {
  return { ...providers(deps), ...tags(deps) }
}

function requireProvider(catalog: Catalog, accountId: string, arn: string): SamlProviderRecord {
  const provider = catalog.get<SamlProviderRecord>('samlProvider', arn)
  if (provider === undefined || provider.accountId !== accountId) throw noSuchProvider('SAML', arn)
  return provider
}

function change(
  catalog: Catalog,
  accountId: string,
  arn: string,
  next: (provider: SamlProviderRecord) => SamlProviderRecord | undefined,
): Promise<void> {
  return catalog.update<SamlProviderRecord, void>('samlProvider', arn, provider => {
    if (provider === undefined || provider.accountId !== accountId) throw noSuchProvider('SAML', arn)
    return { next: next(provider), result: undefined }
  })
}

function providers({ catalog, clock }: IamDependencies): Record<string, Operation> {
  const create: Operation<iam.CreateSAMLProviderRequest, iam.CreateSAMLProviderResponse> = async (input, context) => {
    const name = checkName('name', input.Name!, 128)
    const arn = iamArn(context, `saml-provider/${name}`)
    const metadata = checkMetadata(input.SAMLMetadataDocument!)
    const provider = { accountId: context.accountId, arn, metadata, createDate: clock.now(), tags: checkTags(input.Tags) }
    await catalog.update<SamlProviderRecord, void>('samlProvider', arn, present => {
      if (present !== undefined) throw alreadyExists(`Provider with name ${name} already exists.`)
      return { next: provider, result: undefined }
    })
    return { SAMLProviderArn: arn, ...(provider.tags.length > 0 && { Tags: provider.tags }) }
  }
  const get: Operation<iam.GetSAMLProviderRequest, iam.GetSAMLProviderResponse> = ({ SAMLProviderArn }, { accountId }) => {
    const { metadata, createDate, tags } = requireProvider(catalog, accountId, SAMLProviderArn!)
    return { SAMLMetadataDocument: metadata, CreateDate: date(createDate), ValidUntil: validUntil(metadata, createDate), Tags: tags }
  }
  const list: Operation<object, iam.ListSAMLProvidersResponse> = (_input, { accountId }) => {
    const own = catalog.list<SamlProviderRecord>('samlProvider').filter(provider => provider.accountId === accountId)
    const summary = ({ arn, metadata, createDate }: SamlProviderRecord) => ({
      ...{ Arn: arn, CreateDate: date(createDate), ValidUntil: validUntil(metadata, createDate) },
    })
    return { SAMLProviderList: own.map(summary) }
  }
  const update: Operation<iam.UpdateSAMLProviderRequest, iam.UpdateSAMLProviderResponse> = async (input, { accountId }) => {
    const { SAMLProviderArn: arn, SAMLMetadataDocument: document } = input
    const metadata = document === undefined ? undefined : checkMetadata(document)
    await change(catalog, accountId, arn!, provider => ({ ...provider, ...(metadata !== undefined && { metadata }) }))
    return { SAMLProviderArn: arn! }
  }
  const remove: Operation<iam.DeleteSAMLProviderRequest, void> = ({ SAMLProviderArn }, { accountId }) =>
    change(catalog, accountId, SAMLProviderArn!, () => undefined)
  return {
    ...{ CreateSAMLProvider: create, GetSAMLProvider: get, ListSAMLProviders: list },
    ...{ UpdateSAMLProvider: update, DeleteSAMLProvider: remove },
  }
}

function tags({ catalog }: IamDependencies): Record<string, Operation> {
  const tag: Operation<iam.TagSAMLProviderRequest, void> = async ({ SAMLProviderArn, Tags }, { accountId }) => {
    const added = checkTags(Tags)
    await change(catalog, accountId, SAMLProviderArn!, provider => ({
      ...provider,
      tags: mergeTags(provider.tags, added, 'TagsPerSAMLProvider'),
    }))
  }
  const untag: Operation<iam.UntagSAMLProviderRequest, void> = ({ SAMLProviderArn, TagKeys }, { accountId }) =>
    change(catalog, accountId, SAMLProviderArn!, provider => ({ ...provider, tags: withoutTags(provider.tags, TagKeys) }))
  const list: Operation<iam.ListSAMLProviderTagsRequest, iam.ListSAMLProviderTagsResponse> = (input, { accountId }) => {
    const { tags } = requireProvider(catalog, accountId, input.SAMLProviderArn!)
    const { items, answer } = page(tags, ({ Key }) => Key, input)
    return { Tags: items, ...answer }
  }
  return { TagSAMLProvider: tag, UntagSAMLProvider: untag, ListSAMLProviderTags: list }
}

/** Whether it is metadata of an identity provider at all. @throws ApiError InvalidInput */
function checkMetadata(document: string): string {
  checkLength('sAMLMetadataDocument', document, 1000, 10_000_000)
  if (!/<([\w-]+:)?EntityDescriptor\b[^>]*\bentityID=/.test(document)) throw invalidInput('Could not parse metadata')
  return document
}

/** As the metadata say; AWS gives those that say nothing a hundred years. */
function validUntil(metadata: string, createDate: number): Date {
  const said = /\bvalidUntil="([^"]+)"/.exec(metadata)?.[1]
  const time = said === undefined ? Number.NaN : Date.parse(said)
  return date(Number.isNaN(time) ? createDate + 100 * yearMs : time)
}
