import { awsQuery, textIn } from './aws-query.ts'

const call = awsQuery('iam', '2010-05-08')

export interface Provider {
  arn: string
  name: string
  kind: 'oidc' | 'saml'
  /** Who a token of OpenID Connect may be made for. */
  clients: string[]
  created: Date | undefined
  /** Of SAML's metadata. */
  validUntil: Date | undefined
}

const dateIn = (page: Document | Element, tag: string) => {
  const text = textIn(page, tag)
  return text ? new Date(text) : undefined
}

/** Every provider of identities that the account has. */
export async function listProviders(): Promise<Provider[]> {
  const [oidc, saml] = await Promise.all([call('ListOpenIDConnectProviders'), call('ListSAMLProviders')])
  const connected = [...oidc.querySelectorAll('OpenIDConnectProviderList > member')].map(async (member): Promise<Provider> => {
    const arn = textIn(member, 'Arn') ?? ''
    const page = await call('GetOpenIDConnectProvider', { OpenIDConnectProviderArn: arn })
    const clients = [...page.querySelectorAll('ClientIDList > member')].map(each => each.textContent ?? '')
    return { arn, name: nameIn(arn), kind: 'oidc', clients, created: dateIn(page, 'CreateDate'), validUntil: undefined }
  })
  const asserted = [...saml.querySelectorAll('SAMLProviderList > member')].map((member): Provider => {
    const arn = textIn(member, 'Arn') ?? ''
    return {
      ...{ arn, name: nameIn(arn), kind: 'saml', clients: [] },
      ...{ created: dateIn(member, 'CreateDate'), validUntil: dateIn(member, 'ValidUntil') },
    }
  })
  return [...(await Promise.all(connected)), ...asserted]
}

/** `arn:…:oidc-provider/accounts.example.com/a` is named as its address is, without the scheme. */
const nameIn = (arn: string) => arn.slice(arn.indexOf('/') + 1)
