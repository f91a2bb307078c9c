import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  CreateSAMLProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteSAMLProviderCommand,
  GetOpenIDConnectProviderCommand,
  GetSAMLProviderCommand,
  ListOpenIDConnectProvidersCommand,
  ListOpenIDConnectProviderTagsCommand,
  ListSAMLProvidersCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  TagSAMLProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
  UpdateSAMLProviderCommand,
} from '@aws-sdk/client-iam'
import { expect, it } from 'vitest'
import { samlProvider } from '../../sts/testing/saml-provider.ts'
import { account, iamWorld } from '../testing/iam-world.ts'

const Url = 'https://token.actions.githubusercontent.com'
const arn = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`

it('an OpenID Connect provider is made, changed, tagged, listed and deleted', async () => {
  const owner = iamWorld().iam()
  const create = () => owner.send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: ['sts.amazonaws.com'] }))
  expect((await create()).OpenIDConnectProviderArn).toBe(arn)
  await expect(create()).rejects.toThrow(`Provider with url ${Url} already exists.`)
  const named = { OpenIDConnectProviderArn: arn }
  await owner.send(new AddClientIDToOpenIDConnectProviderCommand({ ...named, ClientID: 'other' }))
  await owner.send(new RemoveClientIDFromOpenIDConnectProviderCommand({ ...named, ClientID: 'sts.amazonaws.com' }))
  await owner.send(new UpdateOpenIDConnectProviderThumbprintCommand({ ...named, ThumbprintList: ['A'.repeat(40)] }))
  await owner.send(new TagOpenIDConnectProviderCommand({ ...named, Tags: [{ Key: 'a', Value: 'b' }] }))
  const found = await owner.send(new GetOpenIDConnectProviderCommand(named))
  expect(found).toMatchObject({
    ...{ Url: 'token.actions.githubusercontent.com', ClientIDList: ['other'], ThumbprintList: ['a'.repeat(40)] },
    Tags: [{ Key: 'a', Value: 'b' }],
  })
  await owner.send(new UntagOpenIDConnectProviderCommand({ ...named, TagKeys: ['a'] }))
  expect((await owner.send(new ListOpenIDConnectProviderTagsCommand(named))).Tags).toEqual([])
  expect((await owner.send(new ListOpenIDConnectProvidersCommand({}))).OpenIDConnectProviderList).toEqual([{ Arn: arn }])
  await owner.send(new DeleteOpenIDConnectProviderCommand(named))
  await owner.send(new DeleteOpenIDConnectProviderCommand(named))
  await expect(owner.send(new GetOpenIDConnectProviderCommand(named))).rejects.toThrow(`OpenIDConnect Provider not found for arn ${arn}`)
})

it.each(['http://plain.example', 'https://a.example?x=1', 'no address'])('%s is no address of a provider', async bad => {
  await expect(
    iamWorld()
      .iam()
      .send(new CreateOpenIDConnectProviderCommand({ Url: bad })),
  ).rejects.toThrow('Invalid Open ID Connect')
})

it('a SAML provider is kept with its metadata', async () => {
  const owner = iamWorld().iam()
  const { metadata } = samlProvider(Date.now())
  const first = metadata()
  const second = metadata(' validUntil="2030-01-01T00:00:00Z"')
  const { SAMLProviderArn } = await owner.send(new CreateSAMLProviderCommand({ Name: 'corp', SAMLMetadataDocument: first }))
  expect(SAMLProviderArn).toBe(`arn:aws:iam::${account}:saml-provider/corp`)
  await owner.send(new UpdateSAMLProviderCommand({ SAMLProviderArn, SAMLMetadataDocument: second }))
  await owner.send(new TagSAMLProviderCommand({ SAMLProviderArn, Tags: [{ Key: 'a', Value: 'b' }] }))
  const found = await owner.send(new GetSAMLProviderCommand({ SAMLProviderArn }))
  expect(found).toMatchObject({ SAMLMetadataDocument: second, ValidUntil: new Date('2030-01-01T00:00:00Z') })
  expect((await owner.send(new ListSAMLProvidersCommand({}))).SAMLProviderList).toMatchObject([{ Arn: SAMLProviderArn }])
  const unreadable = [
    'x'.repeat(2000),
    first.replace(/<ds:X509Certificate>[^<]*/, '<ds:X509Certificate>AAAA'),
    first.replace('entityID', 'id'),
  ]
  for (const SAMLMetadataDocument of unreadable) {
    const bad = new CreateSAMLProviderCommand({ Name: 'bad', SAMLMetadataDocument })
    await expect(owner.send(bad)).rejects.toThrow(/Could not parse metadata|length greater than or equal to 1000/)
  }
  await expect(owner.send(new UpdateSAMLProviderCommand({ SAMLProviderArn, AddPrivateKey: 'k' }))).rejects.toThrow('not served here')
  await expect(owner.send(new UpdateSAMLProviderCommand({ SAMLProviderArn }))).rejects.toThrow('No updates are defined')
  await owner.send(new DeleteSAMLProviderCommand({ SAMLProviderArn }))
  await expect(owner.send(new GetSAMLProviderCommand({ SAMLProviderArn }))).rejects.toThrow('Manifest not found')
})
