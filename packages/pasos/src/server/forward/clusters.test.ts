import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '@pasos/asl'
import { EngineClosing, fakeClock, type TaskReport, type TaskRequest } from '@pasos/engine'
import { eksConnector } from '@pasos/services'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { outgoingHttp } from '../outgoing-http.ts'
import { clusterTokens } from './cluster-token.ts'

const session = { accessKeyId: 'ASIASESSION000000000', secretAccessKey: 'secret', sessionToken: 'token' }

/** A cluster's API as far as jobs go: what was asked of it, and what it answers to each path. */
let cluster: Server
let host: string
let folder: string
let certificateAuthority: string
let seen: { method: string; url: string; authorization: string; type: string | undefined; body: string }[]
let answers: Record<string, { status?: number; body: string }[]>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-cluster-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=cluster', '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2', ...subject], {
    stdio: 'ignore',
  })
  certificateAuthority = readFileSync(cert).toString('base64')
  cluster = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    const { authorization = '', 'content-type': type } = headers
    seen.push({ method, url, authorization, type, body: Buffer.concat(chunks).toString() })
    const queue = answers[`${method} ${url}`] ?? []
    const { status = 200, body } = (queue.length > 1 ? queue.shift() : queue[0]) ?? { status: 404, body: '{"kind":"Status"}' }
    response.writeHead(status).end(body)
  })
  await new Promise<void>(resolve => cluster.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(cluster.address() as AddressInfo).port}`
})
afterAll(() => {
  cluster.close()
  cluster.closeAllConnections()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  ;[seen, answers] = [[], {}]
})

interface Run {
  allowed?: string[]
  isAtAws?: boolean
  signal?: AbortSignal
  submitted?: JsonObject
}

function start(action: string, input: JsonObject, { allowed = [host], isAtAws = false, signal, submitted }: Run = {}) {
  const clock = fakeClock(Date.parse('2026-11-26T12:00:00Z'))
  const connector = eksConnector({
    ...{ clock, outgoing: outgoingHttp(allowed), inside: outgoingHttp('all'), mapped: () => undefined },
    token: clusterTokens({
      ...{ isAtAws, awsCredentials: async () => session, roleSession: () => session },
      ...{ endpoint: () => 'http://127.0.0.1:8083', now: () => clock.now() },
    }),
  })
  const resource = `arn:aws:states:::eks:${action}`
  expect(connector.claims(resource)).toBe(true)
  const parameters = { ClusterName: 'MyCluster', CertificateAuthority: certificateAuthority, Endpoint: `https://${host}`, ...input }
  const request = {
    ...{ task: 3, resource, input: parameters, roleArn: 'arn:aws:iam::123456789012:role/r', submitted },
    executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:e',
  }
  const reports: TaskReport[] = []
  const ended = new Promise<TaskReport>(resolve => {
    const report = (each: TaskReport) => {
      reports.push(each)
      if (each.type !== 'TaskSubmitted') resolve(each)
    }
    connector.run(request as unknown as TaskRequest, report, signal ?? new AbortController().signal)
  })
  return { clock, reports, ended }
}

const pods = '/api/v1/namespaces/default/pods'
const jobs = '/apis/batch/v1/namespaces/default/jobs'
const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'example-job' } }
const withCondition = (type: string, status = 'True') => ({ body: JSON.stringify({ ...job, status: { conditions: [{ type, status }] } }) })

describe('eks:call', () => {
  it('asks the cluster over TLS of its own authority, and shows its answer', async () => {
    const url = `${pods}?labelSelector=job-name%3Dexample-job`
    answers[`GET ${url}`] = [{ body: '{"items":[]}' }]
    const { ended } = start('call', { Method: 'GET', Path: pods, QueryParameters: { labelSelector: ['job-name=example-job'] } })
    expect(await ended).toEqual({
      ...{ type: 'TaskSucceeded', task: 3 },
      output: { ResponseBody: { items: [] }, StatusCode: 200, StatusText: 'OK' },
    })
  })

  it('sends a token that is a question to STS, signed by the role for this cluster alone', async () => {
    answers[`GET ${pods}`] = [{ body: '{}' }]
    await start('call', { Method: 'GET', Path: pods }).ended
    const [, token = ''] = /^Bearer k8s-aws-v1\.([\w-]+)$/.exec(seen[0]!.authorization)!
    const url = new URL(Buffer.from(token, 'base64url').toString())
    expect([url.origin, url.searchParams.get('Action'), url.searchParams.get('X-Amz-Expires')]).toEqual([
      ...['http://127.0.0.1:8083', 'GetCallerIdentity', '60'],
    ])
    expect([url.searchParams.get('X-Amz-SignedHeaders'), url.searchParams.get('X-Amz-Security-Token')]).toEqual([
      'host;x-k8s-aws-id',
      'token',
    ])
  })

  it.each([
    [{ RequestBody: { a: null } }, '{"a":null}'],
    [{ RequestBody: '{"a": 1}' }, '{"a": 1}'],
    [{}, ''],
  ])('of %j the body is %j', async (input, body) => {
    answers[`PATCH ${pods}`] = [{ body: '{}' }]
    await start('call', { Method: 'PATCH', Path: `${pods}/../pods`, ...input }).ended
    expect(seen[0]).toMatchObject({ url: pods, body, ...(body !== '' && { type: 'application/merge-patch+json' }) })
  })

  it('fails with the status and the answer of a cluster that refuses', async () => {
    answers[`GET ${pods}`] = [{ status: 401, body: '{"reason":"Unauthorized"}' }]
    const failed = (await start('call', { Method: 'GET', Path: pods }).ended) as { error: string; cause: string }
    expect(failed).toMatchObject({ type: 'TaskFailed', error: 'EKS.401' })
    expect(JSON.parse(failed.cause)).toEqual({ ResponseBody: { reason: 'Unauthorized' }, StatusCode: 401, StatusText: 'Unauthorized' })
  })

  it.each<[what: string, input: JsonObject, run: Run, cause: RegExp]>([
    ['an address inside', {}, { allowed: [] }, /is inside/],
    ['a certificate of another authority', { CertificateAuthority: '' }, {}, /self-signed certificate/],
    ['an authority that is none', { CertificateAuthority: 'ANPAJ2UCCR6DPCEXAMPLE' }, {}, /./],
    ['plain HTTP outside', { Endpoint: 'http://example.invalid' }, {}, /https URL/],
    ['a host that is not EKS, where the token would be this machine', {}, { isAtAws: true }, /no host of Amazon EKS/],
  ])('does not call %s', async (_what, input, run, cause) => {
    const failed = await start('call', { Method: 'GET', Path: pods, ...input }, run).ended
    expect(failed).toMatchObject({ type: 'TaskFailed', error: 'EKS.SdkClientException', cause: expect.stringMatching(cause) })
    expect(seen).toEqual([])
  })

  it('takes no other method than Kubernetes has', async () => {
    const failed = await start('call', { Method: 'TRACE', Path: pods }).ended
    expect(failed).toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining('TRACE') })
  })
})

describe('eks:runJob', () => {
  it('asks with growing pauses until the job is complete, and brings its logs', async () => {
    answers[`POST ${jobs}`] = [{ status: 201, body: JSON.stringify(job) }]
    answers[`GET ${jobs}/example-job`] = [
      ...[{ body: JSON.stringify(job) }, { status: 503, body: '' }, withCondition('Complete', 'False'), withCondition('Complete')],
    ]
    const names = [{ name: 'a' }, { name: 'b' }, { name: 'gone' }]
    const pod = { metadata: { name: 'example-job-x' }, spec: { containers: names } }
    answers[`GET ${pods}?labelSelector=job-name%3Dexample-job`] = [{ body: JSON.stringify({ items: [pod] }) }]
    const log = (container: string) => `GET ${pods}/example-job-x/log?tailLines=6&container=${container}`
    answers[log('a')] = [{ body: '{"pi":3.10}' }]
    answers[log('b')] = [{ body: 'done\n' }]
    const LogOptions = { RetrieveLogs: true, LogParameters: { tailLines: ['6'] } }
    const { clock, reports, ended } = start('runJob.sync', { Job: job, LogOptions })
    await until(() => reports.length === 1)
    expect(reports[0]).toMatchObject({ type: 'TaskSubmitted', output: { ResponseBody: job, StatusCode: 201, StatusText: 'Created' } })
    for (const [polls, pause] of [1_000, 1_500, 2_250, 3_375].entries()) {
      await clock.advance(pause - 1)
      expect(seen.filter(({ url }) => url === `${jobs}/example-job`)).toHaveLength(polls)
      await clock.advance(1)
      await until(() => seen.filter(({ url }) => url === `${jobs}/example-job`).length === polls + 1)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    const containers = { a: { log: { pi: 3.1 } }, b: { log: 'done\n' }, gone: { error: 'EKS.404', cause: expect.any(String) } }
    expect(await ended).toMatchObject({
      type: 'TaskSucceeded',
      output: { StatusCode: 200, ResponseBody: job, logs: { pods: { 'example-job-x': { containers } } } },
    })
  })

  it('leaves logs as they are where RawLogs asks for it, and fails with the failed job as the cause', async () => {
    answers[`GET ${jobs}/example-job`] = [withCondition('Failed')]
    const pod = { metadata: { name: 'p' }, spec: { containers: [{ name: 'a' }] } }
    answers[`GET ${pods}?labelSelector=job-name%3Dexample-job`] = [{ body: JSON.stringify({ items: [pod] }) }]
    answers[`GET ${pods}/p/log?container=a`] = [{ body: '3.10' }]
    const submitted = { ResponseBody: job, StatusCode: 201, StatusText: 'Created' }
    const { clock, ended } = start('runJob.sync', { Job: job, LogOptions: { RetrieveLogs: true, RawLogs: true } }, { submitted })
    await clock.advance(1_000)
    const failed = (await ended) as { error: string; cause: string }
    expect(failed).toMatchObject({ type: 'TaskFailed', error: 'States.TaskFailed' })
    expect(JSON.parse(failed.cause)).toMatchObject({ logs: { pods: { p: { containers: { a: { log: '3.10' } } } } } })
    // It had been submitted before: no second job.
    expect(seen.filter(({ method }) => method === 'POST')).toEqual([])
  })

  it('leaves the job running when the execution is stopped, and asks no more', async () => {
    answers[`POST ${jobs}`] = [{ status: 201, body: JSON.stringify(job) }]
    const stop = new AbortController()
    const { clock, reports } = start('runJob.sync', { Job: JSON.stringify(job) }, { signal: stop.signal })
    await until(() => reports.length === 1)
    stop.abort(new EngineClosing())
    await clock.advance(600_000)
    expect(seen.map(({ method, body }) => [method, body])).toEqual([['POST', JSON.stringify(job)]])
  })

  it('fails without having been submitted when the cluster does not take the job', async () => {
    answers['POST /apis/batch/v1/namespaces/own/jobs'] = [{ status: 409, body: '{"reason":"AlreadyExists"}' }]
    const failed = await start('runJob.sync', { Job: job, Namespace: 'own' }).ended
    expect(failed).toMatchObject({ type: 'TaskSubmitFailed', error: 'EKS.409' })
  })
})

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(resolve => setTimeout(resolve, 5))
}
