import { CreateRoleCommand, CreateSAMLProviderCommand, UpdateSAMLProviderCommand } from '@aws-sdk/client-iam'
import { AssumeRoleWithSAMLCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { account, iamWorld } from '../../iam/testing/iam-world.ts'
import {
  awsSignIn,
  type ResponseOptions,
  type SignatureOptions,
  samlIssuer,
  samlProvider,
  samlResponse,
  sign,
} from '../testing/saml-provider.ts'

const providerArn = `arn:aws:iam::${account}:saml-provider/corp`
const roleArn = `arn:aws:iam::${account}:role/staff`
const pair = `${roleArn},${providerArn}`
const attribute = (name: string) => `https://aws.amazon.com/SAML/Attributes/${name}`

/** A provider, and a role that trusts it under this condition. */
async function samlWorld(condition: object = { StringEquals: { 'SAML:aud': awsSignIn } }, actions = ['sts:AssumeRoleWithSAML']) {
  const world = iamWorld()
  const now = world.clock.now()
  const provider = samlProvider(now)
  const owner = world.iam()
  await owner.send(new CreateSAMLProviderCommand({ Name: 'corp', SAMLMetadataDocument: provider.metadata() }))
  const statement = { Effect: 'Allow', Principal: { Federated: providerArn }, Action: actions, Condition: condition }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  await owner.send(new CreateRoleCommand({ RoleName: 'staff', AssumeRolePolicyDocument, MaxSessionDuration: 43_200 }))
  const response = (options: Partial<ResponseOptions> = {}) => samlResponse({ now, roles: [pair], ...options })
  const signed = (options: Partial<ResponseOptions> = {}, signature: Partial<SignatureOptions> = {}) =>
    sign(response(options), { privateKey: provider.privateKey, ...signature })
  const assume = (xml: string | Uint8Array, more: object = {}) =>
    world.sts().send(
      new AssumeRoleWithSAMLCommand({
        ...{ RoleArn: roleArn, PrincipalArn: providerArn, SAMLAssertion: Buffer.from(xml).toString('base64'), ...more },
      }),
    )
  return { ...world, owner, now, provider, response, signed, assume }
}

const invalid = (message: string) => ({ name: 'InvalidIdentityTokenException', message: expect.stringContaining(message) })

describe('AssumeRoleWithSAML', () => {
  it('gives a session to whom the provider vouches for, with its name, issuer, audience and qualifier', async () => {
    const { assume, signed, sts } = await samlWorld()
    const found = await assume(signed())
    expect(found).toMatchObject({
      ...{ Subject: 'ana', SubjectType: 'persistent', Issuer: samlIssuer, Audience: awsSignIn },
      // printf https://idp.example/saml123456789012/corp | openssl sha1 -binary | base64
      NameQualifier: 'MgAPItkqBqQq+7sgby8xPzwYyuA=',
      AssumedRoleUser: { Arn: `arn:aws:sts::${account}:assumed-role/staff/ana@example` },
    })
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = found.Credentials ?? {}
    const who = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
    expect((await sts(who).send(new GetCallerIdentityCommand({}))).Arn).toBe(`arn:aws:sts::${account}:assumed-role/staff/ana@example`)
  })

  it('takes the signature of the response, or of both, and SHA-512', async () => {
    const { assume, signed, provider } = await samlWorld()
    await assume(signed({}, { element: 'Response' }))
    await assume(sign(signed(), { privateKey: provider.privateKey, element: 'Response' }))
    const long = { algorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', digest: 'http://www.w3.org/2001/04/xmlenc#sha512' }
    await assume(signed({}, long))
  })

  it('ends when the provider’s session does, and keeps to the role’s longest', async () => {
    const { assume, signed, now } = await samlWorld()
    const { Credentials } = await assume(signed({ sessionEnds: 600_000 }), { DurationSeconds: 3600 })
    expect(Credentials!.Expiration!.getTime()).toBeLessThanOrEqual(now + 600_000)
    await expect(assume(signed({ sessionEnds: -1000 }))).rejects.toMatchObject({ name: 'ExpiredTokenException' })
    await expect(assume(signed(), { Policy: '{' })).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' })
  })

  it.each([
    ['saml:iss', samlIssuer],
    ['saml:sub', 'ana'],
    ['saml:sub_type', 'persistent'],
    ['saml:doc', `${account}/corp`],
    ['saml:namequalifier', 'MgAPItkqBqQq+7sgby8xPzwYyuA='],
    ['saml:edupersonorgdn', 'ou=staff'],
    ['saml:uid', 'u1'],
    ['sts:RoleSessionName', 'ana@example'],
    ['aws:FederatedProvider', providerArn],
  ])('lets trust policies ask for %s', async (key, value) => {
    const attributes = { 'urn:oid:1.3.6.1.4.1.5923.1.1.1.3': 'ou=staff', 'urn:oid:0.9.2342.19200300.100.1.1': 'u1' }
    const { assume, signed } = await samlWorld({ StringEquals: { [key]: value } })
    await assume(signed({ attributes }))
    const other = await samlWorld({ StringEquals: { [key]: `${value}x` } })
    await expect(other.assume(other.signed({ attributes }))).rejects.toMatchObject({
      ...{ name: 'AccessDenied', message: 'Not authorized to perform sts:AssumeRoleWithSAML' },
    })
  })

  it('takes tags and a source identity, if the trust policy lets it, and keeps whose subject it is', async () => {
    const attributes = {
      [attribute('PrincipalTag:team')]: 'red',
      [attribute('TransitiveTagKeys')]: 'team',
      [attribute('SourceIdentity')]: 'ana',
    }
    const strict = await samlWorld()
    await expect(strict.assume(strict.signed({ attributes }))).rejects.toThrow('Not authorized')
    const open = await samlWorld({ StringEquals: { 'aws:RequestTag/team': 'red', 'sts:SourceIdentity': 'ana' } }, [
      ...['sts:AssumeRoleWithSAML', 'sts:TagSession', 'sts:SetSourceIdentity'],
    ])
    const { Credentials, SourceIdentity } = await open.assume(open.signed({ attributes }))
    expect(SourceIdentity).toBe('ana')
    expect(open.credentials.session(Credentials!.AccessKeyId!)).toMatchObject({
      ...{ sessionTags: [{ Key: 'team', Value: 'red' }], transitiveTagKeys: ['team'], sourceIdentity: 'ana' },
      conditionKeys: { 'saml:sub': 'ana', 'saml:sub_type': 'persistent', 'aws:FederatedProvider': providerArn },
    })
  })
})

describe('a response that is not good is refused:', () => {
  it.each<[string, Partial<ResponseOptions>, object]>([
    ['for another audience', { audience: 'https://else.example' }, invalid('Response does not contain the required audience.')],
    ['for another recipient', { recipient: 'https://else.example/saml' }, invalid('required recipient')],
    ['for a recipient that only begins so', { recipient: `${awsSignIn}.evil.example` }, invalid('required recipient')],
    ['past its time', { notOnOrAfter: 0 }, { name: 'ExpiredTokenException' }],
    ['issued six minutes ago', { issued: -360_000 }, { name: 'ExpiredTokenException' }],
    ['issued in the future', { issued: 600_000 }, invalid('not yet valid')],
    ['not yet in its time', { notBefore: 600_000 }, invalid('not yet valid')],
    ['of another issuer', { issuer: 'https://else.example' }, invalid('Issuer not present in specified provider')],
    ['of somebody whom the provider refused', { status: 'AuthnFailed' }, { name: 'IDPRejectedClaimException' }],
    ['without a subject', { nameId: '' }, invalid('NameID is required')],
    ['under a condition that nobody knows', { condition: '<saml:Condition/>' }, invalid('not understood')],
    [
      'with an unfit session name',
      { attributes: { [attribute('RoleSessionName')]: 'a b' } },
      invalid('RoleSessionName in AuthnResponse must'),
    ],
    ['for another role', { roles: [`${roleArn}2,${providerArn}`] }, { name: 'AccessDenied' }],
    ['for the role with another provider', { roles: [`${roleArn},${providerArn}2`] }, { name: 'AccessDenied' }],
    ['without any role', { roles: [] }, { name: 'AccessDenied' }],
  ])('%s', async (_, options, error) => {
    const { assume, signed } = await samlWorld()
    await expect(assume(signed(options))).rejects.toMatchObject(error)
  })

  it('of no provider, or in no base64, or in another encoding', async () => {
    const { assume, signed } = await samlWorld()
    await expect(assume(signed(), { PrincipalArn: `${providerArn}2` })).rejects.toMatchObject(invalid("Specified provider doesn't exist"))
    await expect(assume(signed(), { SAMLAssertion: '<<<<' })).rejects.toMatchObject(invalid('Invalid base64'))
    const utf16 = Buffer.from(`\uFEFF<?xml version="1.0" encoding="UTF-16"?>${signed()}`, 'utf16le')
    await expect(assume(utf16)).rejects.toMatchObject(invalid('invalid SAML response'))
    await expect(assume(`<?xml version="1.0" encoding="UTF-7"?>${signed()}`)).rejects.toMatchObject(invalid('invalid SAML response'))
  })
})

describe('what the provider did not sign is not believed:', () => {
  it('no signature, another key, or its own certificate brought along', async () => {
    const { assume, signed, response, now } = await samlWorld()
    const stranger = samlProvider(now)
    await expect(assume(response())).rejects.toMatchObject(invalid('Response signature invalid'))
    await expect(assume(signed({}, { privateKey: stranger.privateKey }))).rejects.toMatchObject(invalid('Response signature invalid'))
    await expect(assume(signed({}, stranger))).rejects.toMatchObject(invalid('Response signature invalid'))
  })

  it('a changed byte, in what is signed or in the signature', async () => {
    const { assume, signed } = await samlWorld()
    const good = signed()
    await expect(assume(good.replace('>ana<', '>eva<'))).rejects.toMatchObject(invalid('Response signature invalid'))
    for (const name of ['SignatureValue', 'DigestValue']) {
      const changed = good.replace(new RegExp(`(?<=${name}>.).`), byte => (byte === 'A' ? 'B' : 'A'))
      expect(changed).not.toBe(good)
      await expect(assume(changed)).rejects.toMatchObject(invalid('Response signature invalid'))
    }
  })

  it('one of two signatures that is not good', async () => {
    const { assume, signed, now } = await samlWorld()
    const both = sign(signed(), { privateKey: samlProvider(now).privateKey, element: 'Response' })
    await expect(assume(both)).rejects.toMatchObject(invalid('Response signature invalid'))
  })

  it('weak digests, selecting transforms and references elsewhere', async () => {
    const { assume, signed } = await samlWorld()
    const weak = [
      { algorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' },
      { digest: 'http://www.w3.org/2000/09/xmldsig#sha1' },
      { transforms: ['http://www.w3.org/2001/10/xml-exc-c14n#'] },
      { transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments'] },
    ]
    for (const options of weak) await expect(assume(signed({}, options))).rejects.toMatchObject(invalid('Response signature invalid'))
    await expect(assume(signed().replace('URI="#_assertion"', 'URI=""'))).rejects.toMatchObject(invalid('Response signature invalid'))
  })

  it('a signature that stands in one element and is about another, and ids that are there twice', async () => {
    const { assume, signed, response, provider } = await samlWorld()
    const elsewhere = sign(response(), { privateKey: provider.privateKey, element: 'Response', place: 'Assertion' })
    await expect(assume(elsewhere)).rejects.toMatchObject(invalid('Response signature invalid'))
    const twice = response()
      .replace('<saml:AuthnStatement ', '<saml:AuthnStatement ID="_twice" ')
      .replace('<samlp:Status>', '<samlp:Status ID="_twice">')
    await expect(assume(sign(twice, provider))).rejects.toMatchObject(invalid('invalid SAML response'))
    await assume(signed())
  })

  it('a role of another account, although both sides name it', async () => {
    const { iam, assume, response, provider } = await samlWorld()
    const other = '999999999999'
    const statement = { Effect: 'Allow', Principal: { Federated: providerArn }, Action: 'sts:AssumeRoleWithSAML' }
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    const foreign = iam({ accessKeyId: other, secretAccessKey: 'x' })
    await foreign.send(new CreateRoleCommand({ RoleName: 'staff', AssumeRolePolicyDocument }))
    const RoleArn = `arn:aws:iam::${other}:role/staff`
    const xml = sign(response({ roles: [`${RoleArn},${providerArn}`] }), provider)
    await expect(assume(xml, { RoleArn })).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('a confirmation without an end', async () => {
    const { assume, response, provider } = await samlWorld()
    const endless = response().replace(/(<saml:SubjectConfirmationData) NotOnOrAfter="[^"]*"/, '$1')
    await expect(assume(sign(endless, provider))).rejects.toMatchObject(invalid('NotOnOrAfter is required'))
  })

  it('a certificate past its time, or metadata past theirs', async () => {
    const { assume, now, owner, response } = await samlWorld()
    const late = samlProvider(now, { until: now - 1000 })
    const soon = samlProvider(now)
    const update = (SAMLMetadataDocument: string) =>
      owner.send(new UpdateSAMLProviderCommand({ SAMLProviderArn: providerArn, SAMLMetadataDocument }))
    await update(late.metadata())
    await expect(assume(sign(response(), late))).rejects.toMatchObject(invalid('Response signature invalid'))
    await update(soon.metadata(` validUntil="${new Date(now - 1000).toISOString()}"`))
    await expect(assume(sign(response(), soon))).rejects.toMatchObject(invalid('Response signature invalid'))
    await update(soon.metadata(` validUntil="${new Date(now + 1000).toISOString()}"`))
    await assume(sign(response(), soon))
  })

  /** The eight ways of "On Breaking SAML" (Somorovsky et al., 2012): the signed assertion stays somewhere, a forged one is where it is read. */
  it.each([
    'before',
    'after',
    'around',
    'inside',
    'in the signature’s object',
    'in extensions',
    'with the same id',
    'in place, the true one wrapped',
  ])('a forged assertion beside the signed one: %s', async way => {
    const { assume, signed } = await samlWorld()
    const good = signed()
    const [assertion = ''] = /<saml:Assertion.*<\/saml:Assertion>/s.exec(good) ?? []
    const [signature = ''] = /<ds:Signature.*<\/ds:Signature>/s.exec(good) ?? []
    const bare = assertion.replace(signature, '')
    const forged = bare
      .replace('>ana<', '>eva<')
      .replace('ID="_assertion"', way === 'with the same id' ? 'ID="_assertion"' : 'ID="_forged"')
    const object = (inner: string) => signature.replace('</ds:Signature>', `<ds:Object>${inner}</ds:Object></ds:Signature>`)
    const within = (element: string) => forged.replace('</saml:Issuer>', `</saml:Issuer>${element}`)
    const texts: Record<string, string> = {
      before: good.replace(assertion, forged + assertion),
      after: good.replace(assertion, assertion + forged),
      around: good.replace(assertion, within(assertion)),
      inside: good.replace(assertion, assertion.replace('</saml:Issuer>', `</saml:Issuer>${forged}`)),
      'in the signature’s object': good.replace(assertion, within(object(bare))),
      'in extensions': good
        .replace('<samlp:Status>', `<samlp:Extensions>${assertion}</samlp:Extensions><samlp:Status>`)
        .replace(/(<\/samlp:Status>).*?(<\/samlp:Response>)/s, `$1${forged}$2`),
      'with the same id': good.replace(assertion, forged + assertion),
      'in place, the true one wrapped': good.replace(assertion, `${within(signature)}<saml:Advice>${bare}</saml:Advice>`),
    }
    expect(texts[way]).not.toBe(good)
    await expect(assume(texts[way]!)).rejects.toMatchObject({ name: 'InvalidIdentityTokenException' })
  })

  it('a comment in the name cuts nothing off', async () => {
    const { assume, signed } = await samlWorld({ StringEquals: { 'saml:sub': 'root@corp' } })
    const good = signed({ nameId: 'root@corp.evil.example' })
    await expect(assume(good.replace('root@corp.evil', 'root@corp<!---->.evil'))).rejects.toMatchObject({ name: 'AccessDenied' })
    await expect(assume(signed({ nameId: 'root@corp<!-- -->.evil.example' }))).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('document types, entities, deep nests and what is no XML end as errors, quickly', async () => {
    const { assume, signed } = await samlWorld()
    const good = signed()
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "${'&a;'.repeat(10)}">]>`
    const texts = [
      bomb + good.replace('>ana<', '>&b;<'),
      `<!DOCTYPE x SYSTEM "file:///etc/passwd">${good}`,
      good.replace('>ana<', '>&xxe;<'),
      `${'<a>'.repeat(20_000)}${'</a>'.repeat(5_000)}`,
      `${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`,
      good.slice(0, -20),
      good + good,
      '',
      '\u0000',
      `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ${Array.from({ length: 3000 }, (_, at) => `a${at}=""`).join(' ')}/>`,
    ]
    // Of this thread alone: the clock would count what else the machine does.
    const started = process.threadCpuUsage()
    for (const text of texts.filter(text => text !== '')) {
      await expect(assume(text)).rejects.toMatchObject({
        name: expect.stringMatching(/InvalidIdentityToken|ValidationError|IDPRejectedClaim/),
      })
    }
    expect(process.threadCpuUsage(started).user / 1_000).toBeLessThan(5000)
  })
})
