import type { iam, Operation } from '@pasos/wire'
import { date } from '../answers.ts'
import { checkLength, checkTags } from '../constraints.ts'
import type { IamDependencies } from '../dependencies.ts'
import { alreadyExists, invalidInput, limitExceeded, validationError } from '../errors.ts'
import { iamArn } from '../iam-arn.ts'
import { page } from '../paging.ts'
import { mergeTags, withoutTags } from '../tags.ts'
import { changeOidcProvider, type OidcProviderRecord, requireOidcProvider } from './oidc-provider-record.ts'

const maxClientIds = 100
const maxThumbprints = 5

type Ops = Record<string, Operation>

/** Whose tokens AssumeRoleWithWebIdentity may believe. */
export function oidcProviderOperations(deps: IamDependencies): Ops {
  return { ...providers(deps), ...changes(deps), ...tags(deps) }
}

function providers({ catalog, clock }: IamDependencies): Ops {
  const create: Operation<iam.CreateOpenIDConnectProviderRequest, iam.CreateOpenIDConnectProviderResponse> = async (input, context) => {
    const url = checkUrl(input.Url!)
    const arn = iamArn(context, `oidc-provider/${url}`)
    const provider: OidcProviderRecord = {
      ...{ accountId: context.accountId, arn, url, createDate: clock.now(), tags: checkTags(input.Tags) },
      clientIds: checkClientIds(input.ClientIDList ?? []),
      thumbprints: checkThumbprints(input.ThumbprintList ?? []),
    }
    await catalog.update<OidcProviderRecord, void>('oidcProvider', arn, present => {
      if (present !== undefined) throw alreadyExists(`Provider with url https://${url} already exists.`)
      return { next: provider, result: undefined }
    })
    return { OpenIDConnectProviderArn: arn, ...(provider.tags.length > 0 && { Tags: provider.tags }) }
  }
  const get: Operation<iam.GetOpenIDConnectProviderRequest, iam.GetOpenIDConnectProviderResponse> = (input, { accountId }) => {
    const { url, clientIds, thumbprints, createDate, tags } = requireOidcProvider(catalog, accountId, input.OpenIDConnectProviderArn!)
    return { Url: url, ClientIDList: clientIds, ThumbprintList: thumbprints, CreateDate: date(createDate), Tags: tags }
  }
  const list: Operation<object, iam.ListOpenIDConnectProvidersResponse> = (_input, { accountId }) => {
    const own = catalog.list<OidcProviderRecord>('oidcProvider').filter(provider => provider.accountId === accountId)
    return { OpenIDConnectProviderList: own.map(({ arn }) => ({ Arn: arn })) }
  }
  // AWS: one that is not there is deleted all the same.
  const remove: Operation<iam.DeleteOpenIDConnectProviderRequest, void> = ({ OpenIDConnectProviderArn }, { accountId }) =>
    catalog.update<OidcProviderRecord, void>('oidcProvider', OpenIDConnectProviderArn!, present => ({
      next: present?.accountId === accountId ? undefined : present,
      result: undefined,
    }))
  return {
    ...{ CreateOpenIDConnectProvider: create, GetOpenIDConnectProvider: get },
    ...{ ListOpenIDConnectProviders: list, DeleteOpenIDConnectProvider: remove },
  }
}

function changes({ catalog }: IamDependencies): Ops {
  const addClient: Operation<iam.AddClientIDToOpenIDConnectProviderRequest, void> = (
    { OpenIDConnectProviderArn, ClientID },
    { accountId },
  ) =>
    changeOidcProvider(catalog, accountId, OpenIDConnectProviderArn!, ({ clientIds }) =>
      clientIds.includes(ClientID!) ? {} : { clientIds: checkClientIds([...clientIds, ClientID!]) },
    )
  const removeClient: Operation<iam.RemoveClientIDFromOpenIDConnectProviderRequest, void> = (
    { OpenIDConnectProviderArn, ClientID },
    { accountId },
  ) =>
    changeOidcProvider(catalog, accountId, OpenIDConnectProviderArn!, ({ clientIds }) => ({
      clientIds: clientIds.filter(id => id !== ClientID),
    }))
  const updateThumbprints: Operation<iam.UpdateOpenIDConnectProviderThumbprintRequest, void> = (
    { OpenIDConnectProviderArn, ThumbprintList },
    { accountId },
  ) => changeOidcProvider(catalog, accountId, OpenIDConnectProviderArn!, () => ({ thumbprints: checkThumbprints(ThumbprintList ?? []) }))
  return {
    AddClientIDToOpenIDConnectProvider: addClient,
    RemoveClientIDFromOpenIDConnectProvider: removeClient,
    UpdateOpenIDConnectProviderThumbprint: updateThumbprints,
  }
}

function tags({ catalog }: IamDependencies): Ops {
  const tag: Operation<iam.TagOpenIDConnectProviderRequest, void> = async ({ OpenIDConnectProviderArn, Tags }, { accountId }) => {
    const added = checkTags(Tags)
    await changeOidcProvider(catalog, accountId, OpenIDConnectProviderArn!, ({ tags }) => ({
      tags: mergeTags(tags, added, 'TagsPerOpenIdConnectProvider'),
    }))
  }
  const untag: Operation<iam.UntagOpenIDConnectProviderRequest, void> = ({ OpenIDConnectProviderArn, TagKeys }, { accountId }) =>
    changeOidcProvider(catalog, accountId, OpenIDConnectProviderArn!, ({ tags }) => ({ tags: withoutTags(tags, TagKeys) }))
  const list: Operation<iam.ListOpenIDConnectProviderTagsRequest, iam.ListOpenIDConnectProviderTagsResponse> = (input, { accountId }) => {
    const { tags } = requireOidcProvider(catalog, accountId, input.OpenIDConnectProviderArn!)
    const { items, answer } = page(tags, ({ Key }) => Key, input)
    return { Tags: items, ...answer }
  }
  return { TagOpenIDConnectProvider: tag, UntagOpenIDConnectProvider: untag, ListOpenIDConnectProviderTags: list }
}

/** The issuer without its scheme. @throws ApiError ValidationError */
function checkUrl(text: string): string {
  checkLength('url', text, 1, 255)
  const url = URL.parse(text)
  if (url?.protocol !== 'https:' || url.search !== '' || url.hash !== '' || url.username !== '')
    throw validationError('Invalid Open ID Connect Provider URL')
  return text.slice('https://'.length).replace(/\/$/, '')
}

function checkClientIds(ids: readonly string[]): string[] {
  const distinct = [...new Set(ids)]
  for (const id of distinct) checkLength('clientIDList', id, 1, 255)
  if (distinct.length > maxClientIds) throw limitExceeded(`Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: ${maxClientIds}`)
  return distinct
}

function checkThumbprints(prints: readonly string[]): string[] {
  if (prints.length > maxThumbprints) throw invalidInput('Thumbprint list must contain fewer than 5 entries.')
  for (const print of prints) checkLength('thumbprintList', print, 40, 40)
  return prints.map(print => print.toLowerCase())
}
