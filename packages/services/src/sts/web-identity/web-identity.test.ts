import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { CreateOpenIDConnectProviderCommand, CreateRoleCommand } from '@aws-sdk/client-iam'
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { fakeClock } from '@pasos/engine'
import { describe, expect, it } from 'vitest'
import { account, iamWorld } from '../../iam/testing/iam-world.ts'
import { createIssuerKeys } from './issuer-keys.ts'
import { claimsOf, type IssuerKey, isSignedBy, readToken } from './verify-token.ts'

const issuer = 'https://token.example'
const provider = `arn:aws:iam::${account}:oidc-provider/token.example`
const roleArn = `arn:aws:iam::${account}:role/deployer`
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwk = (key: KeyObject, kid: string): IssuerKey => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig' })
const keys = [jwk(rsa.publicKey, 'one'), jwk(ec.publicKey, 'two')]

function tokenOf(claims: object, { key = rsa.privateKey, header = { alg: 'RS256', kid: 'one' } as object } = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ typ: 'JWT', ...header })}.${part(claims)}`
  const signature = createSign('sha256').update(signed).sign({ key, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

/** A provider whose keys are given, and a role that trusts one subject of it. Requests that nobody signs are refused, but this one. */
async function trustingWorld(
  condition: object = { StringEquals: { 'token.example:sub': 'repo:me/app' } },
  actions = ['sts:AssumeRoleWithWebIdentity'],
) {
  const made = iamWorld({ givenKeys: new Map([[issuer, keys]]) })
  const owner = made.iam()
  await owner.send(new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: ['sts.amazonaws.com'] }))
  const statement = { Effect: 'Allow', Principal: { Federated: provider }, Action: actions, Condition: condition }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  await owner.send(new CreateRoleCommand({ RoleName: 'deployer', AssumeRolePolicyDocument }))
  const now = Math.floor(made.clock.now() / 1000)
  const claims = { iss: issuer, sub: 'repo:me/app', aud: 'sts.amazonaws.com', iat: now, exp: now + 600 }
  const assume = (WebIdentityToken: string) =>
    made.sts().send(new AssumeRoleWithWebIdentityCommand({ RoleArn: roleArn, RoleSessionName: 'ci', WebIdentityToken }))
  return { ...made, claims, assume }
}

describe('AssumeRoleWithWebIdentity', () => {
  it('gives a session of the role to whom the provider vouches for, in either algorithm', async () => {
    const { assume, claims, sts } = await trustingWorld()
    const found = await assume(tokenOf(claims))
    expect(found).toMatchObject({ SubjectFromWebIdentityToken: 'repo:me/app', Audience: 'sts.amazonaws.com', Provider: provider })
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = found.Credentials ?? {}
    const who = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
    expect((await sts(who).send(new GetCallerIdentityCommand({}))).Arn).toBe(`arn:aws:sts::${account}:assumed-role/deployer/ci`)
    await assume(tokenOf(claims, { key: ec.privateKey, header: { alg: 'ES256', kid: 'two' } }))
  })

  it.each([
    ['of another subject', { sub: 'repo:them/app' }, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity'],
    ['for another audience', { aud: 'other' }, 'InvalidIdentityTokenException', 'Incorrect token audience'],
    ['made for another party', { azp: 'other' }, 'InvalidIdentityTokenException', 'Incorrect token audience'],
    ['past its time', { exp: 1000 }, 'ExpiredTokenException', 'Token expired'],
    [
      'of an unknown issuer',
      { iss: 'https://else.example' },
      'InvalidIdentityTokenException',
      'No OpenIDConnect provider found in your account',
    ],
    ['without a subject', { sub: undefined }, 'InvalidIdentityTokenException', 'Missing a required claim: sub'],
    ['without an end', { exp: undefined }, 'InvalidIdentityTokenException', 'Missing a required claim: exp'],
  ])('refuses a token %s', async (_, change, name, message) => {
    const { assume, claims } = await trustingWorld()
    await expect(assume(tokenOf({ ...claims, ...change }))).rejects.toMatchObject({ name, message: expect.stringContaining(message) })
  })

  it('refuses what the provider did not sign: another key, no signature, a changed claim, a key of another kind', async () => {
    const { assume, claims } = await trustingWorld()
    const [header = '', , signature = ''] = tokenOf(claims).split('.')
    const forged = Buffer.from(JSON.stringify({ ...claims, admin: true })).toString('base64url')
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
    const tokens = [
      tokenOf(claims, { key: stranger.privateKey }),
      tokenOf(claims, { header: { alg: 'HS256', kid: 'one' } }),
      tokenOf(claims, { header: { alg: { toString: 1 }, kid: 'one' } }),
      tokenOf(claims, { header: { alg: 'RS256', kid: 'two' } }),
      tokenOf(claims, { header: { alg: 'RS256', kid: 'one', crit: ['b64'] } }),
      `${header}.${forged}.${signature}`,
      `${none}.${forged}.`,
    ]
    for (const token of tokens) await expect(assume(token)).rejects.toThrow('invalid signature')
    await expect(assume('no token')).rejects.toThrow('not a valid JWT')
  })

  it('takes tags from the token, if the trust policy lets sessions be tagged', async () => {
    const tags = { 'https://aws.amazon.com/tags': { principal_tags: { team: ['red'] } } }
    const strict = await trustingWorld()
    await expect(strict.assume(tokenOf({ ...strict.claims, ...tags }))).rejects.toThrow('Not authorized')
    const open = await trustingWorld({ StringEquals: { 'aws:RequestTag/team': 'red' } }, [
      'sts:AssumeRoleWithWebIdentity',
      'sts:TagSession',
    ])
    const { Credentials } = await open.assume(tokenOf({ ...open.claims, ...tags }))
    expect(open.credentials.session(Credentials!.AccessKeyId!)?.sessionTags).toEqual([{ Key: 'team', Value: 'red' }])
  })

  it('needs no signature where everything else does', async () => {
    const { dispatch, claims } = await trustingWorld()
    const form = (action: string) =>
      dispatch({
        ...{ method: 'POST', url: '/', sender: 'stranger', signal: new AbortController().signal },
        headers: { host: 'localhost', 'content-type': 'application/x-www-form-urlencoded' },
        body: Buffer.from(new URLSearchParams({ ...fields, Action: action }).toString()),
      })
    const fields = { Version: '2011-06-15', RoleArn: roleArn, RoleSessionName: 'ci', WebIdentityToken: tokenOf(claims) }
    expect((await form('AssumeRoleWithWebIdentity')).status).toBe(200)
    expect((await form('AssumeRole')).status).toBe(403)
    expect((await form('GetCallerIdentity')).status).toBe(403)
  })
})

describe('the keys of a provider', () => {
  const answers = (pages: Record<string, object>) => {
    const asked: string[] = []
    const exchange = async ({ url, needsTls }: { url: string; needsTls?: boolean }) => {
      asked.push(`${url}${needsTls ? '' : ' in plain'}`)
      const found = pages[url]
      return { status: found ? 200 : 404, statusText: '', headers: {}, rawHeaders: [], body: Buffer.from(JSON.stringify(found ?? {})) }
    }
    return { asked, outgoing: { exchange } }
  }
  const settings = { [`${issuer}/.well-known/openid-configuration`]: { jwks_uri: `${issuer}/keys` } }

  it('are looked up where it says, over TLS alone, and kept for a while', async () => {
    const { asked, outgoing } = answers({ ...settings, [`${issuer}/keys`]: { keys } })
    const clock = fakeClock(0)
    const keysOf = createIssuerKeys({ given: new Map(), outgoing, clock })
    expect(await keysOf(issuer)).toEqual(keys)
    await keysOf(issuer)
    await keysOf(issuer, true)
    expect(asked).toEqual([`${issuer}/.well-known/openid-configuration`, `${issuer}/keys`])
    clock.advance(11_000)
    await keysOf(issuer)
    expect(asked).toHaveLength(2)
    await keysOf(issuer, true)
    expect(asked).toHaveLength(4)
  })

  it('that cannot be had are an error of their own, and looked for again', async () => {
    const pages: Record<string, object> = { ...settings }
    const { outgoing } = answers(pages)
    const keysOf = createIssuerKeys({ given: new Map(), outgoing, clock: fakeClock(0) })
    await expect(keysOf(issuer)).rejects.toMatchObject({ code: 'IDPCommunicationErrorException' })
    pages[`${issuer}/keys`] = { keys }
    expect(await keysOf(issuer)).toEqual(keys)
  })
})

it('a token is good until its last second, and not before it begins', () => {
  const claims = { iss: issuer, sub: 's', aud: ['a', 'b'], iat: 0, exp: 100, nbf: 0 }
  const token = readToken(tokenOf(claims))
  expect(isSignedBy(token, keys)).toBe(true)
  expect(claimsOf(token, 99_999).audiences).toEqual(['a', 'b'])
  expect(() => claimsOf(token, 100_000)).toThrow('Token expired: current date/time 100 must be before the expiration date/time 100')
  expect(() => claimsOf(readToken(tokenOf({ ...claims, nbf: 1000, exp: 2000 })), 0)).toThrow('not yet valid')
})
