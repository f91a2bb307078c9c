import { describe, expect, it, vi } from 'vitest'
import { ApiError, type OperationContext, type WireRequest } from '../operation.ts'
import { createDispatcher, type DispatcherOptions, type RequestNotice } from './dispatcher.ts'

const scopes = ['states', 'logs', 'lambda', 'iam', 'sts', 'monitoring']

function dispatcher(options: Partial<DispatcherOptions> = {}) {
  const services = scopes.map(scope => ({ scope, operations: {} }))
  return createDispatcher({ services, logger: { error: () => {} }, ...options })
}

const broken = {
  states: { StartExecution: () => Promise.reject(new Error('a bug')), ListStateMachines: () => ({ stateMachines: [] }) },
}

function withStates(operations: Record<string, () => unknown> = broken.states, options: Partial<DispatcherOptions> = {}) {
  return dispatcher({ services: [{ scope: 'states', operations }], ...options })
}

function scoped(scope: string): string {
  return `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/us-east-1/${scope}/aws4_request, SignedHeaders=host, Signature=00`
}

function request(parts: Partial<Omit<WireRequest, 'body'>> & { body?: string | Uint8Array }): WireRequest {
  return { method: 'POST', url: '/', headers: {}, signal: new AbortController().signal, ...parts, body: Buffer.from(parts.body ?? '') }
}

function json(operation: string, body: string | Uint8Array): WireRequest {
  return request({ headers: { authorization: scoped('states'), 'x-amz-target': `AWSStepFunctions.${operation}` }, body })
}

function form(body: string): WireRequest {
  return request({ headers: { authorization: scoped('iam'), 'content-type': 'application/x-www-form-urlencoded' }, body })
}

function parsed(body: string | Uint8Array): unknown {
  return JSON.parse(Buffer.from(body).toString())
}

describe('an operation that nobody has', () => {
  it('is UnknownOperationException in JSON', async () => {
    for (const target of ['Nonsense', 'constructor', '__proto__']) {
      const answer = await dispatcher()(json(target, '{}'))
      expect(answer.status).toBe(400)
      expect(parsed(answer.body)).toMatchObject({ __type: 'UnknownOperationException' })
    }
  })

  it('is InvalidAction in the query protocol', async () => {
    const answer = await dispatcher()(form('Action=Nonsense&Version=2010-05-08'))
    expect(answer.status).toBe(400)
    expect(answer.body).toContain('<Code>InvalidAction</Code><Message>Could not find operation Nonsense for version 2010-05-08</Message>')
  })

  it('is 404 at an address that is no operation', async () => {
    const answer = await dispatcher()(request({ method: 'GET', url: '/2015-03-31/nonsense', headers: { authorization: scoped('lambda') } }))
    expect(answer).toMatchObject({ status: 404, headers: { 'x-amzn-ErrorType': 'UnknownOperationException' } })
  })

  it('is 4xx when it exists but is not implemented', async () => {
    const answer = await dispatcher()(json('ListExecutions', '{}'))
    expect(answer.status).toBe(400)
    expect(parsed(answer.body)).toEqual({
      __type: 'UnknownOperationException',
      message: 'The operation ListExecutions is not implemented here.',
    })
  })

  it('is refused under the target of another service', async () => {
    const answer = await dispatcher()(
      request({ headers: { authorization: scoped('states'), 'x-amz-target': 'Logs_20140328.PutLogEvents' }, body: '{}' }),
    )
    expect(parsed(answer.body)).toMatchObject({ __type: 'UnknownOperationException' })
  })

  it('is refused in the form of the request when the whole service is missing', async () => {
    const answer = await dispatcher()(
      request({
        headers: { authorization: scoped('ec2'), 'content-type': 'application/x-www-form-urlencoded' },
        body: 'Action=DescribeVpcs&Version=2016-11-15',
      }),
    )
    expect(answer.status).toBe(400)
    expect(answer.body).toContain('<Code>InvalidAction</Code>')
  })
})

describe('a body that does not fit', () => {
  it.each<[body: string | Uint8Array, message: string]>([
    ['{', 'Unable to parse the request as JSON'],
    [Buffer.from([0x22, 0xff, 0x22]), 'Unable to parse the request as JSON'],
    ['[]', 'Start of list found where not expected'],
    ['"text"', 'Expected map or null'],
    ['{"name":1}', 'NUMBER_VALUE can not be converted to a String'],
    ['{"name":true}', 'TRUE_VALUE can not be converted to a String'],
    ['{"name":{}}', 'Start of structure or map found where not expected.'],
    ['{"name":[]}', 'Start of list found where not expected'],
    ['{"publish":"yes"}', 'STRING_VALUE can not be converted to a Boolean'],
    ['{"tags":"a"}', 'Expected list or null'],
    ['{"tags":["a"]}', 'Expected null'],
    ['{"loggingConfiguration":true}', 'Expected null'],
    ['{"loggingConfiguration":[]}', 'Start of list found where not expected'],
    ['['.repeat(300), 'Maximum nesting depth exceeded'],
    ['{"a":'.repeat(100_000), 'Maximum nesting depth exceeded'],
  ])('is SerializationException: %s', async (body, message) => {
    const answer = await withStates({ CreateStateMachine: () => ({}) })(json('CreateStateMachine', body))
    expect(answer.status).toBe(400)
    expect(parsed(answer.body)).toEqual({ __type: 'SerializationException', message })
  })

  it('is ValidationException when required members are missing, all of them named', async () => {
    const answer = await withStates({ CreateStateMachine: () => ({}) })(json('CreateStateMachine', '{"name":"m","tags":[null]}'))
    expect(parsed(answer.body)).toEqual({
      __type: 'ValidationException',
      message:
        "3 validation errors detected: Value null at 'definition' failed to satisfy constraint: Member must not be null; Value null at 'roleArn' failed to satisfy constraint: Member must not be null; Value null at 'tags.1.member' failed to satisfy constraint: Member must not be null",
    })
  })

  it('is refused when it is too big', async () => {
    const answer = await withStates()(json('StartExecution', 'x'.repeat(1024 * 1024 + 1)))
    expect(answer.status).toBe(413)
  })

  it('changes no object but its own', async () => {
    const body = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'
    await withStates()(json('ListStateMachines', body))
    await dispatcher()(form('Action=CreateRole&__proto__.polluted=1&constructor.prototype.polluted=1&Tags.__proto__.polluted=1'))
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('is MalformedInput in the query protocol', async () => {
    const dispatch = dispatcher({ services: [{ scope: 'iam', operations: { CreateRole: () => ({}) } }] })
    const answer = await dispatch(form('Action=CreateRole&RoleName=r&AssumeRolePolicyDocument=d&MaxSessionDuration=long'))
    expect(answer.body).toContain('<Code>MalformedInput</Code>')
    const missing = await dispatch(form('Action=CreateRole&RoleName=r'))
    expect(missing.body).toContain(
      '<Code>ValidationError</Code><Message>1 validation error detected: Value null at &apos;assumeRolePolicyDocument&apos; failed',
    )
  })
})

describe('an answer without members', () => {
  it('keeps its result element where the operation has a result, as botocore reads it', async () => {
    const dispatch = dispatcher({ services: [{ scope: 'iam', operations: { UpdateRole: () => ({}), DeleteRole: () => ({}) } }] })
    expect((await dispatch(form('Action=UpdateRole&RoleName=r'))).body).toContain('<UpdateRoleResult></UpdateRoleResult>')
    expect((await dispatch(form('Action=DeleteRole&RoleName=r'))).body).not.toContain('Result>')
  })
})

describe('a failure of ours', () => {
  it('is 500 with the request id, logged once, and tells nothing of the inside', async () => {
    const error = vi.fn()
    const answer = await withStates(broken.states, { logger: { error }, requestId: () => 'id-1' })(
      json('StartExecution', '{"stateMachineArn":"a"}'),
    )
    expect(answer).toMatchObject({ status: 500, headers: { 'x-amzn-RequestId': 'id-1' } })
    expect(parsed(answer.body)).toMatchObject({ __type: 'InternalFailure' })
    expect(answer.body).not.toContain('a bug')
    expect(error).toHaveBeenCalledExactlyOnceWith(
      'request failed',
      expect.objectContaining({ requestId: 'id-1', operation: 'StartExecution' }),
    )
  })
})

describe('what an operation knows of its request', () => {
  it.each([
    [undefined, undefined],
    ['attempt=1; max=3', undefined],
    ['attempt=2; max=3', true],
    ['ttl=20261127T220000Z; attempt=3; max=3', true],
    ['attempt=many', undefined],
  ])('with the header amz-sdk-request %s: sent before is %s', async (header, isRetry) => {
    const ListStateMachines = vi.fn(() => ({ stateMachines: [] }))
    const sent = json('ListStateMachines', '{}')
    await withStates({ ListStateMachines })({ ...sent, headers: { ...sent.headers, ...(header && { 'amz-sdk-request': header }) } })
    const [[, context]] = ListStateMachines.mock.calls as unknown as [[object, OperationContext]]
    expect(context.isRetry).toBe(isRetry)
  })
})

describe('modelled errors', () => {
  it('carry their members', async () => {
    const operations = {
      TagResource: () => {
        throw new ApiError('ResourceNotFound', 'gone', { members: { resourceName: 'arn' } })
      },
    }
    const answer = await withStates(operations)(json('TagResource', '{"resourceArn":"a","tags":[]}'))
    expect(parsed(answer.body)).toEqual({ __type: 'ResourceNotFound', message: 'gone', resourceName: 'arn' })
  })
})

describe('callers', () => {
  it('may be refused before the operation runs', async () => {
    const run = vi.fn()
    const answer = await withStates(
      { ListStateMachines: run },
      { authorizeCaller: () => 'User: x is not authorized' },
    )(json('ListStateMachines', '{}'))
    expect(parsed(answer.body)).toEqual({ __type: 'AccessDeniedException', message: 'User: x is not authorized' })
    expect(run).not.toHaveBeenCalled()
  })

  it('need no signature where everybody is trusted', async () => {
    const answer = await withStates()(request({ headers: { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' }, body: '{}' }))
    expect(answer).toMatchObject({ status: 200, body: '{"stateMachines":[]}' })
  })

  it('need one where signatures are verified', async () => {
    const answer = await withStates(broken.states, { mode: 'verify' })(
      request({ headers: { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' } }),
    )
    expect(parsed(answer.body)).toEqual({ __type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' })
  })
})

describe('whoever sends a request', () => {
  const list = { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' }

  it('is verified where the listener says a stranger did, whatever the mode', async () => {
    const answer = await withStates()({ ...request({ headers: list, body: '{}' }), sender: 'stranger' })
    expect(parsed(answer.body)).toMatchObject({ __type: 'MissingAuthenticationTokenException' })
    const signed = await withStates()({
      ...request({ headers: { ...list, authorization: scoped('states') }, body: '{}' }),
      sender: 'stranger',
    })
    expect(parsed(signed.body)).toMatchObject({ __type: 'UnrecognizedClientException' })
  })

  it('is trusted where the listener knows the owner, though strangers are verified', async () => {
    const answer = await withStates(broken.states, { mode: 'verify' })({ ...request({ headers: list, body: '{}' }), sender: 'owner' })
    expect(answer.status).toBe(200)
  })

  it('is nobody with temporary credentials that the server did not give out, in any mode and any case', async () => {
    for (const key of ['ASIAIOSFODNN7EXAMPLE', 'asiaiosfodnn7example', 'AsIa']) {
      const authorization = scoped('states').replace('AKIDEXAMPLE', key)
      const answer = await withStates()(request({ headers: { ...list, authorization }, body: '{}' }))
      expect(parsed(answer.body)).toMatchObject({ __type: 'UnrecognizedClientException' })
    }
  })

  it('changes nothing by a GET that a page could make a browser send', async () => {
    const run = vi.fn()
    const dispatch = dispatcher({ services: [{ scope: 'iam', operations: { CreateRole: run } }] })
    const query = '/?Action=CreateRole&Version=2010-05-08&RoleName=r&AssumeRolePolicyDocument=%7B%7D'
    const presigned = '&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test/20261123/us-east-1/iam/aws4_request'
    for (const url of [query, `${query}${presigned}&X-Amz-SignedHeaders=host&X-Amz-Date=20261123T000000Z&X-Amz-Signature=00`]) {
      expect((await dispatch(request({ method: 'GET', url }))).body).toContain('<Code>MissingAuthenticationToken</Code>')
    }
    expect(run).not.toHaveBeenCalled()
  })
})

it('every request is told of once', async () => {
  const notices: RequestNotice[] = []
  const dispatch = withStates(broken.states, { onRequest: notice => notices.push(notice) })
  await dispatch(json('ListStateMachines', '{}'))
  await dispatch(json('ListStateMachines', '{'))
  expect(notices).toMatchObject([
    { service: 'states', operation: 'ListStateMachines', status: 200 },
    { service: 'states', operation: 'ListStateMachines', status: 400, errorCode: 'SerializationException' },
  ])
})
