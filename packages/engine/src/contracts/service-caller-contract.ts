import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ServiceCall, ServiceCaller } from '../ports/service-caller.ts'

/** How services are told apart from those who call them: a table of operations for each scope. */
export interface CalledService {
  scope: string
  operations: Record<string, (input: Record<string, unknown>, context: { signal: AbortSignal }) => unknown>
}

export interface CallerPlace {
  caller: ServiceCaller
  close?(): Promise<void>
}

/** Which an operation throws to refuse, in the words of the wire: code and message. */
type Refuse = (code: string, message: string) => Error

/**
 * What every caller of services must do, in whatever protocol and wherever the services are.
 *
 * @param open a caller of exactly these services
 * @param reached where the caller says that they are
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a suite of tests
export function serviceCallerContract(
  open: (services: CalledService[]) => Promise<CallerPlace>,
  { reached, refuse }: { reached: 'here' | 'forwarded'; refuse: Refuse },
): void {
  let place: CallerPlace
  let seen: unknown[]

  const answering = (output: object) => (input: unknown) => {
    seen.push(input)
    return output
  }
  const services = (): CalledService[] => [
    {
      scope: 'sqs',
      operations: {
        SendMessage: answering({ MessageId: 'm', MD5OfMessageBody: '92eb5ffee6ae2fec3ad71c777531578f' }),
        DeleteQueue: () => {
          throw refuse('QueueDoesNotExist', 'The specified queue does not exist.')
        },
        PurgeQueue: () => {
          throw new Error('a defect')
        },
        ReceiveMessage: (_input, { signal }) => new Promise(resolve => signal.addEventListener('abort', () => resolve({}), { once: true })),
      },
    },
    { scope: 'sns', operations: { Publish: answering({ MessageId: 'n' }) } },
    { scope: 'iam', operations: { GetRole: answering({ Role: { RoleName: 'r', CreateDate: new Date(1000) } }) } },
    { scope: 'lambda', operations: { ListFunctions: answering({ Functions: [{ FunctionName: 'f' }] }) } },
  ]

  beforeEach(async () => {
    seen = []
    place = await open(services())
  })
  afterEach(() => place.close?.())

  const call = (
    service: string,
    operation: string,
    input: object,
    more: Partial<ServiceCall> = {},
    signal = new AbortController().signal,
  ) =>
    place.caller.call(
      {
        ...{ service, operation, input: input as ServiceCall['input'], names: 'api', as: 'arn:aws:iam::123456789012:role/r' },
        ...{ region: 'us-east-1', idempotencyToken: '11111111-2222-5333-8444-555555555555', ...more },
      },
      signal,
    )

  test('it says where services are: those it calls, and nowhere for others', () => {
    expect(['sqs', 'sns', 'iam', 'lambda', 'glue', 'nothing'].map(name => place.caller.reach(name))).toEqual([
      ...Array.from({ length: 4 }, () => reached),
      'nowhere',
      'nowhere',
    ])
  })

  test('it knows the operations of all of AWS, by the names of Resources', () => {
    const { caller } = place
    expect(caller.find('sqs', 'sendMessage')).toEqual({ prefix: 'Sqs', operation: 'SendMessage' })
    expect(caller.find('glue', 'startJobRun')).toEqual({ prefix: 'Glue', operation: 'StartJobRun' })
    expect(caller.find('sqs', 'noSuchThing')).toBeUndefined()
    expect(caller.find('nothing', 'sendMessage')).toBeUndefined()
    expect(caller.find('sqs', 'constructor')).toBeUndefined()
  })

  test('a call arrives and is answered in every protocol', async () => {
    expect(await call('sqs', 'SendMessage', { QueueUrl: 'http://q', MessageBody: 'b' })).toMatchObject({
      outcome: 'answered',
      output: { MessageId: 'm' },
      http: { status: 200, requestId: expect.stringMatching(/./) },
    })
    expect(await call('sns', 'Publish', { TopicArn: 't', Message: 'é & <' })).toMatchObject({ output: { MessageId: 'n' } })
    expect(seen).toEqual([
      { QueueUrl: 'http://q', MessageBody: 'b' },
      { TopicArn: 't', Message: 'é & <' },
    ])
    expect(await call('lambda', 'ListFunctions', { MaxItems: 2 })).toMatchObject({ output: { Functions: [{ FunctionName: 'f' }] } })
  })

  test('times are milliseconds in the names of the API, and texts in those of the SDK', async () => {
    const role = (names: ServiceCall['names']) => call('iam', 'GetRole', { RoleName: 'r' }, { names })
    expect(await role('api')).toMatchObject({ output: { Role: { RoleName: 'r', CreateDate: 1000 } } })
    expect(await role('sdk')).toMatchObject({ output: { Role: { RoleName: 'r', CreateDate: '1970-01-01T00:00:01Z' } } })
  })

  test('nested JSON may stand where the API wants text', async () => {
    await call('sqs', 'SendMessage', { QueueUrl: 'q', MessageBody: { a: [1] } })
    expect(seen).toEqual([{ QueueUrl: 'q', MessageBody: '{"a":[1]}' }])
  })

  test('a refusal has the code of the wire, the name of the model, the status, the id of the request and the SDK’s class', async () => {
    expect(await call('sqs', 'DeleteQueue', { QueueUrl: 'http://q' })).toEqual({
      outcome: 'refused',
      refusal: {
        ...{ code: 'AWS.SimpleQueueService.NonExistentQueue', shape: 'QueueDoesNotExist', message: 'The specified queue does not exist.' },
        ...{ status: 400, requestId: '11111111-2222-5333-8444-555555555555' },
      },
      exception: 'QueueDoesNotExistException',
    })
  })

  test('a defect of the service is a refusal with 500, of no class', async () => {
    const answer = await call('sqs', 'PurgeQueue', { QueueUrl: 'http://q' })
    expect(answer).toMatchObject({ outcome: 'refused', refusal: { status: 500 } })
    expect(answer).not.toHaveProperty('exception')
    expect(JSON.stringify(answer)).not.toContain('a defect')
  })

  test('a call of a service that is nowhere rejects', async () => {
    const asked = call('glue', 'GetJob', { JobName: 'j' })
    await expect(asked).rejects.toThrow('glue')
  })

  test('a call that is aborted comes to an end', async () => {
    const abort = new AbortController()
    const waiting = call('sqs', 'ReceiveMessage', { QueueUrl: 'http://q' }, {}, abort.signal)
    setTimeout(() => abort.abort(), 20)
    expect((await Promise.allSettled([waiting]))[0]?.status).toMatch(/fulfilled|rejected/)
  })
}
