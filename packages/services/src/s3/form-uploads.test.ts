import { createHmac } from 'node:crypto'
import { CreateBucketCommand, GetObjectCommand, GetObjectTaggingCommand, S3Client } from '@aws-sdk/client-s3'
import { BodyError } from '@pasos/wire'
import { describe, expect, it } from 'vitest'
import { type Credentials, serviceWorld } from '../declaration/testing/service-world.ts'
import { iamService } from '../iam/service.ts'
import { s3Service } from './service.ts'

const sha256 = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

interface Upload {
  conditions?: unknown[]
  /** Laid over the fields that a client makes; `undefined` takes one away. */
  fields?: Record<string, string | undefined>
  file?: { name: string; text: string } | undefined
  expiration?: unknown
  policy?: string
  who?: Credentials
}

/** What `generate_presigned_post` makes: the fields with a policy over them and its signature. */
function presigned(now: number, { conditions = [], expiration, policy: given, who }: Upload): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = who ?? { accessKeyId: '123456789012', secretAccessKey: 'anything' }
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const day = stamp.slice(0, 8)
  const fields: Record<string, string> = {
    ...{
      'x-amz-algorithm': 'AWS4-HMAC-SHA256',
      'x-amz-credential': `${accessKeyId}/${day}/us-east-1/s3/aws4_request`,
      'x-amz-date': stamp,
    },
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  }
  const own = Object.entries(fields).map(([name, value]) => ({ [name]: value }))
  const document = {
    expiration: expiration ?? new Date(now + 60_000).toISOString(),
    conditions: [{ bucket: 'forms' }, ['starts-with', '$key', 'in/'], ...own, ...conditions],
  }
  const policy = given ?? Buffer.from(JSON.stringify(document)).toString('base64')
  const key = [day, 'us-east-1', 's3', 'aws4_request'].reduce<Buffer | string>(sha256, `AWS4${secretAccessKey}`)
  return { key: 'in/${filename}', ...fields, policy, 'x-amz-signature': sha256(key, policy).toString('hex') }
}

async function world() {
  const opened = serviceWorld([iamService, s3Service])
  const { dispatch, ports } = opened
  const client = new S3Client({ ...opened.config(), forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: 'forms' }))
  const post = async (body: string | Buffer, type = 'multipart/form-data; boundary=xyz', sender: 'owner' | 'stranger' = 'owner') => {
    const request = { method: 'POST', url: '/forms', headers: { 'content-type': type, host: 'localhost' } }
    const answer = await dispatch({ ...request, body: Buffer.from(body), signal: new AbortController().signal, sender })
    const text = Buffer.from(answer.body).toString()
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      code: /<Code>(.*)<\/Code><Message>(.*)<\/Message>/.exec(text)?.slice(1, 3),
    }
  }
  const upload = (asked: Upload, sender?: 'owner' | 'stranger') => {
    const fields = { ...presigned(ports.clock.now(), asked), ...asked.fields }
    const parts = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [part(`name="${name}"`, value)]))
    const { name, text } = asked.file ?? { name: 'a.txt', text: 'hello' }
    if (!('file' in asked) || asked.file) parts.push(part(`name="file"; filename="${name}"`, text, 'Content-Type: text/html'))
    return post(`${parts.join('')}--xyz--\r\n`, undefined, sender)
  }
  const get = async (Key: string) => {
    const got = await client.send(new GetObjectCommand({ Bucket: 'forms', Key }))
    return { ...got, text: await got.Body!.transformToString() }
  }
  return { ...opened, client, upload, post, get }
}

function part(disposition: string, text: string, more = ''): string {
  return `--xyz\r\nContent-Disposition: form-data; ${disposition}\r\n${more === '' ? '' : `${more}\r\n`}\r\n${text}\r\n`
}

describe('a form that a browser sends to a bucket', () => {
  it('puts its file, under its name, with what the other fields say of it', async () => {
    const { upload, get, client } = await world()
    const Tag = '<Tagging><TagSet><Tag><Key>a</Key><Value>b &amp; c</Value></Tag></TagSet></Tagging>'
    const fields = { 'Content-Type': 'text/plain', 'x-amz-meta-Colour': 'red', tagging: Tag, acl: 'private', 'x-ignore-me': 'x' }
    const conditions = [
      ['eq', '$Content-Type', 'text/plain'],
      ['starts-with', '$x-amz-meta-colour', ''],
      ['eq', '$tagging', Tag],
      { acl: 'private' },
      ['content-length-range', 1, '5'],
    ]
    const answer = await upload({ fields, conditions, file: { name: 'C:\\things\\né.txt', text: 'hello' } })
    expect(answer).toMatchObject({ status: 204, text: '', headers: { location: '/forms/in/n%C3%A9.txt' } })
    expect(await get('in/né.txt')).toMatchObject({
      ...{ text: 'hello', ContentType: 'text/plain', Metadata: { colour: 'red' }, ETag: answer.headers['etag'] },
    })
    const tags = await client.send(new GetObjectTaggingCommand({ Bucket: 'forms', Key: 'in/né.txt' }))
    expect(tags.TagSet).toEqual([{ Key: 'a', Value: 'b & c' }])
  })

  it('takes a file of any bytes, its boundary nearly among them', async () => {
    const { upload, get } = await world()
    const text = `\r\n--xy\r\n${'0123456789'.repeat(10_000)}\r\n--xzy--\r\n\r\n`
    expect(await upload({ file: { name: 'b', text } })).toMatchObject({ status: 204 })
    expect((await get('in/b')).text).toBe(text)
  })

  it('is answered as its fields ask', async () => {
    const { upload } = await world()
    const asking = (name: string, value: string) => upload({ fields: { [name]: value }, conditions: [{ [name]: value }] })
    expect(await asking('success_action_status', '200')).toMatchObject({ status: 200, text: '' })
    expect(await asking('success_action_status', '302')).toMatchObject({ status: 204 })
    const made = await asking('success_action_status', '201')
    expect(made.status).toBe(201)
    expect(made.text).toContain(
      '<PostResponse><Location>/forms/in/a.txt</Location><Bucket>forms</Bucket><Key>in/a.txt</Key><ETag>&quot;5d41402abc4b2a76b9719d911017c592&quot;</ETag></PostResponse>',
    )
    const sent = await asking('success_action_redirect', 'http://there.test/done?x=1')
    const query = 'x=1&bucket=forms&key=in%2Fa.txt&etag=%225d41402abc4b2a76b9719d911017c592%22'
    expect(sent).toMatchObject({ status: 303, headers: { location: `http://there.test/done?${query}` } })
    expect(await asking('success_action_redirect', 'javascript:alert(1)')).toMatchObject({ status: 204 })
  })

  it('is refused where it does not keep to its policy', async () => {
    const { upload } = await world()
    const refused = async (asked: Upload) => (await upload(asked)).code
    const against = (what: string) => ['AccessDenied', `Invalid according to Policy: ${what}`]
    expect(await refused({ expiration: '2001-01-01T00:00:00.000Z' })).toEqual(against('Policy expired.'))
    expect(await refused({ fields: { key: 'out/a' } })).toEqual(
      against('Policy Condition failed: [&quot;starts-with&quot;, &quot;$key&quot;, &quot;in/&quot;]'),
    )
    expect(await refused({ conditions: [{ acl: 'private' }], fields: { acl: 'public-read' } })).toEqual(
      against('Policy Condition failed: [&quot;eq&quot;, &quot;$acl&quot;, &quot;private&quot;]'),
    )
    expect(await refused({ conditions: [{ bucket: 'others' }] })).toEqual(
      against('Policy Condition failed: [&quot;eq&quot;, &quot;$bucket&quot;, &quot;others&quot;]'),
    )
    const types = { conditions: [['starts-with', '$Content-Type', 'image/']], fields: { 'Content-Type': 'image/png, text/html' } }
    expect((await refused(types))?.[0]).toBe('AccessDenied')
    expect(await refused({ fields: { 'x-amz-meta-more': 'x' } })).toEqual(against('Extra input fields: x-amz-meta-more'))
    expect(await refused({ conditions: [['content-length-range', 0, 4]] })).toEqual([
      ...['EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size'],
    ])
    expect(await refused({ conditions: [['content-length-range', 6, 10]] })).toEqual([
      ...['EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size'],
    ])
    const large = { conditions: [['content-length-range', 0, 90_000]], file: { name: 'l', text: 'x'.repeat(90_001) } }
    expect((await refused(large))?.[0]).toBe('EntityTooLarge')
  })

  it('is refused for a policy that is none', async () => {
    const { upload } = await world()
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    const codes = async (asked: Upload) => (await upload(asked)).code?.join(': ')
    expect(await codes({ policy: base64('{') })).toBe('InvalidPolicyDocument: Invalid Policy: Invalid JSON.')
    expect(await codes({ policy: base64('{"conditions":[]}') })).toMatch(/^InvalidPolicyDocument: .*expiration/)
    expect(await codes({ policy: base64('{"expiration":"2999-01-01T00:00:00Z"}') })).toMatch(/^InvalidPolicyDocument: .*conditions/)
    expect(await codes({ expiration: 'soon' })).toMatch(/^InvalidPolicyDocument: Invalid Policy: Invalid .*expiration.* value/)
    const wrong = [
      { acl: 201 },
      { a: 'b', c: 'd' },
      {},
      'x',
      ['eq', '$a'],
      ['in', '$a', 'b'],
      ['eq', 'a', 'b'],
      ['content-length-range', -1, 5],
    ]
    for (const condition of wrong) expect((await upload({ conditions: [condition] })).code?.[0]).toBe('InvalidPolicyDocument')
  })

  it('is refused where nobody, or nobody’s key, has signed it', async () => {
    const { upload, sessionOf, get } = await world()
    const allowed = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::forms/in/a*' }
    const who = await sessionOf('uploader', allowed)
    expect((await upload({ who }, 'stranger')).status).toBe(204)
    expect((await get('in/a.txt')).text).toBe('hello')
    const refused = async (asked: Upload, sender?: 'stranger') => (await upload(asked, sender)).code?.[0]
    expect(await refused({ who, file: { name: 'b', text: '' } })).toBe('AccessDenied')
    expect(await refused({ who, fields: { policy: presigned(0, { expiration: '2999-01-01T00:00:00Z' })['policy'] } })).toBe(
      'SignatureDoesNotMatch',
    )
    expect(await refused({ who: { ...who, secretAccessKey: 'other' } })).toBe('SignatureDoesNotMatch')
    expect(await refused({ who: { ...who, sessionToken: 'other' } })).toBe('InvalidAccessKeyId')
    expect(await refused({}, 'stranger')).toBe('InvalidAccessKeyId')
    const unsigned = Object.fromEntries(Object.keys(presigned(0, {})).map(name => [name, name === 'key' ? 'in/x' : undefined]))
    expect(await refused({ fields: unsigned }, 'stranger')).toBe('AccessDenied')
    for (const name of ['policy', 'x-amz-signature', 'x-amz-credential', 'x-amz-date'])
      expect(await refused({ fields: { [name]: undefined } })).toBe('InvalidArgument')
  })

  it('may be signed as boto3 does where nobody asks for Version 4', async () => {
    const { upload, sessionOf } = await world()
    const who = await sessionOf('uploader', { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' })
    const policy = Buffer.from(
      JSON.stringify({ expiration: '2999-01-01T00:00:00Z', conditions: [{ key: 'k' }, { 'x-amz-security-token': who.sessionToken }] }),
    ).toString('base64')
    const none = { 'x-amz-algorithm': undefined, 'x-amz-credential': undefined, 'x-amz-date': undefined, 'x-amz-signature': undefined }
    const signedWith = (secret: string) => createHmac('sha1', secret).update(policy).digest('base64')
    const signature = signedWith(who.secretAccessKey)
    const fields = { ...none, key: 'k', AWSAccessKeyId: who.accessKeyId, policy, signature, 'x-amz-security-token': who.sessionToken }
    expect((await upload({ fields }, 'stranger')).status).toBe(204)
    expect((await upload({ fields: { ...fields, signature: signedWith('other') } }, 'stranger')).code?.[0]).toBe('SignatureDoesNotMatch')
  })

  it('is answered while it still comes, and gives back what is left of it', async () => {
    const { dispatch } = await world()
    const headers = { 'content-type': 'multipart/form-data; boundary=xyz', host: 'localhost' }
    const code = async (stream: () => AsyncGenerator<Uint8Array>) => {
      const request = { method: 'POST', url: '/forms', headers, body: new Uint8Array(), signal: new AbortController().signal }
      const { body } = await dispatch({ ...request, stream, sender: 'stranger' })
      return /<Code>(.*)<\/Code>/.exec(Buffer.from(body).toString())?.[1]
    }
    const left = Promise.withResolvers<void>()
    async function* endless() {
      try {
        yield Buffer.from(`${part('name="key"', 'k')}${part('name="file"; filename="f"', '').slice(0, -2)}`)
        for (;;) yield Buffer.alloc(100)
      } finally {
        left.resolve()
      }
    }
    expect(await code(endless)).toBe('AccessDenied')
    await left.promise
    async function* broken(reason: BodyError['reason']) {
      yield Buffer.from('--xyz\r\n')
      throw new BodyError(reason)
    }
    expect(await code(() => broken('too-large'))).toBe('EntityTooLarge')
    expect(await code(() => broken('gone'))).toBe('RequestTimeout')
  })

  it('is refused where it is no whole form', async () => {
    const { post, upload } = await world()
    const malformed = 'MalformedPOSTRequest'
    const codes = async (body: string, type?: string) => (await post(body, type)).code?.[0]
    expect(await codes('', undefined)).toBe(malformed)
    expect(await codes('x', 'multipart/form-data; boundary')).toBe(malformed)
    expect(await codes('--xyz')).toBe(malformed)
    expect(await codes(`--xyz!\r\n`)).toBe(malformed)
    expect(await codes(part('nothing=1', 'x'))).toBe(malformed)
    expect(await codes(`${part('name="key"', 'k')}${part('name="file"', 'cut off').slice(0, -2)}`)).toBe(malformed)
    expect(await codes(`${part('name="a"', 'x'.repeat(20_001))}--xyz--`)).toBe('MaxPostPreDataLengthExceeded')
    expect(await codes(`${Array.from({ length: 300 }, (_, at) => part(`name="a${at}"`, 'x'.repeat(20))).join('')}--xyz--`)).toBe(
      'MaxPostPreDataLengthExceeded',
    )
    expect((await upload({ file: undefined })).code).toEqual(['InvalidArgument', 'POST requires exactly one file upload per request.'])
    expect((await upload({ fields: { key: undefined } })).code?.[1]).toMatch(/^Bucket POST must contain a field named .*key/)
    expect((await upload({ fields: { key: '' } })).code?.[0]).toBe('InvalidArgument')
    const gone = await upload({ conditions: [['starts-with', '$tagging', '']], fields: { tagging: '<Tagging>' } })
    expect(gone.code?.[0]).toBe('MalformedXML')
  })
})
