import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pasos, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const { folder, remove } = temporaryFolder('import')
const english = { LC_ALL: 'C' }
let there: RunningServer
let here: RunningServer

beforeAll(async () => {
  ;[there, here] = await Promise.all([
    startServer({ folder: join(folder, 'there'), args: ['--account', '111122223333'] }),
    startServer({ folder: join(folder, 'here'), args: ['--no-example'] }),
  ])
}, 180_000)
afterAll(async () => {
  await Promise.all([there?.stop('SIGKILL'), here?.stop('SIGKILL')])
  remove()
})

describe('pasos import from a server', () => {
  const into = join(folder, 'brought')

  it('brings a machine with its role, its functions and their code, and tests out of its executions', async () => {
    for (const name of ['one', 'two']) {
      const run = await pasos(['run', 'EvenOrOdd', '--name', name, '--endpoint', there.url], english)
      expect(run.code).toBe(0)
    }
    const brought = await pasos(['import', 'EvenOrOdd', '--from', there.url, '--into', into, '--executions', '2', '--json'], english)
    expect(brought).toMatchObject({ code: 0, stderr: '' })
    const { schema, files } = JSON.parse(brought.stdout) as { schema: string; files: string[] }
    expect(schema).toBe('pasos.import/1')
    expect(files).toEqual(
      expect.arrayContaining(['EvenOrOdd.asl.json', 'EvenOrOdd.asltest.json', 'template.json', 'functions/EvenOrOdd-even/main.js']),
    )
    const template = readFileSync(join(into, 'template.json'), 'utf8')
    // Nothing of the account that it came from is in what deploys it, but for what policies name.
    expect(readFileSync(join(into, 'EvenOrOdd.asl.json'), 'utf8')).not.toContain('111122223333')
    const { Resources } = JSON.parse(template) as { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> }
    expect(
      Object.values(Resources)
        .map(({ Type }) => Type)
        .sort(),
    ).toEqual([
      'AWS::IAM::Role',
      'AWS::IAM::Role',
      ...Array.from({ length: 3 }, () => 'AWS::Serverless::Function'),
      'AWS::Serverless::StateMachine',
    ])
    expect(Resources['EvenOrOddStateMachine']!.Properties['Role']).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/Role$/), 'Arn'] })
  })

  it('what was brought is valid, its tests are green, and it runs on another server', async () => {
    expect((await pasos(['validate', into], english)).code).toBe(0)
    const tested = await pasos(['test', into], english)
    expect([tested.code, tested.stdout]).toEqual([0, expect.stringContaining('2 passed')])
    expect((await pasos(['deploy', into, '--endpoint', here.url], english)).code).toBe(0)
    const ran = await pasos(['run', 'EvenOrOdd', '--endpoint', here.url], english)
    expect([ran.code, JSON.parse(ran.stdout)]).toEqual([0, expect.anything()])
  })

  it('writes over nothing unless told to, and says what is wrong with its arguments', async () => {
    const again = await pasos(['import', '--from', there.url, '--into', into], english)
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('is there already; nothing was written')])
    expect((await pasos(['import', '--from', there.url, '--into', into, '--force'], english)).code).toBe(0)
    const unknown = await pasos(['import', 'None', '--from', there.url, '--into', into], english)
    expect([unknown.code, unknown.stderr]).toEqual([5, 'There is no state machine named None. Known: EvenOrOdd.\n'])
    expect((await pasos(['import', '--from', here.url.replace(/\d+$/, '9'), '--into', into], english)).code).toBe(7)
    expect((await pasos(['import'], english)).code).toBe(2)
    expect((await pasos(['import', '--from', 'ftp://x'], english)).code).toBe(2)
    expect((await pasos(['import', 'a.json', '--from', there.url], english)).code).toBe(2)
    const nobody = { ...english, AWS_ACCESS_KEY_ID: 'test', AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') }
    expect(await pasos(['import', '--from', 'aws'], nobody)).toMatchObject({ code: 4, stderr: expect.stringContaining('credentials') })
  })
})

describe('pasos import of what the AWS CLI printed', () => {
  const saved = join(folder, 'saved')
  const save = (name: string, value: unknown) => {
    mkdirSync(saved, { recursive: true })
    writeFileSync(join(saved, name), JSON.stringify(value))
    return join(saved, name)
  }
  const roleArn = 'arn:aws:iam::111122223333:role/service-role/flow-role'
  const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:charge-card'
  const definition = { StartAt: 'Charge', States: { Charge: { Type: 'Task', Resource: functionArn, End: true } } }
  const at = '2026-11-01T10:00:00+00:00'
  const event = (id: number, type: string, details: object) => ({ id, previousEventId: id - 1, timestamp: at, type, ...details })

  it('makes the same project, with tests and without code', async () => {
    const files = [
      save('machine.json', {
        ...{ stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:flow', name: 'flow', type: 'STANDARD', roleArn },
        ...{ definition: JSON.stringify(definition, null, 2), tracingConfiguration: { enabled: true } },
      }),
      save('role.json', {
        Role: { RoleName: 'flow-role', Arn: roleArn, AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
      }),
      save('policy.json', { RoleName: 'flow-role', PolicyName: 'invoke', PolicyDocument: { Version: '2012-10-17', Statement: [] } }),
      save('function.json', {
        Configuration: {
          ...{ FunctionName: 'charge-card', FunctionArn: functionArn, Runtime: 'nodejs22.x', Handler: 'src/app.handler', Timeout: 9 },
          ...{ MemorySize: 256, Environment: { Variables: { TOKEN: 'hush-hush' } } },
        },
        Code: { Location: 'https://example.com/gone.zip' },
      }),
      save('first run.json', {
        events: [
          event(1, 'ExecutionStarted', { executionStartedEventDetails: { input: '{"id":1}' } }),
          event(2, 'TaskStateEntered', { stateEnteredEventDetails: { name: 'Charge', input: '{"id":1}' } }),
          event(3, 'LambdaFunctionScheduled', { lambdaFunctionScheduledEventDetails: { resource: functionArn, input: '{"id":1}' } }),
          event(4, 'LambdaFunctionStarted', {}),
          event(5, 'LambdaFunctionSucceeded', { lambdaFunctionSucceededEventDetails: { output: '{"paid":true}' } }),
          event(6, 'TaskStateExited', { stateExitedEventDetails: { name: 'Charge', output: '{"paid":true}' } }),
          event(7, 'ExecutionSucceeded', { executionSucceededEventDetails: { output: '{"paid":true}' } }),
        ],
      }),
    ]
    const into = join(folder, 'from-files')
    const brought = await pasos(['import', ...files, '--into', into], english)
    expect(brought.code).toBe(0)
    expect(brought.stderr).toContain('without their values, which may be secrets: TOKEN')
    expect(brought.stderr).toContain(`The code of charge-card is not here: put it into ${join(into, 'functions/charge-card')}.`)
    expect(
      readdirSync(into, { recursive: true, encoding: 'utf8' })
        .filter(file => file.endsWith('.json'))
        .some(file => readFileSync(join(into, file), 'utf8').includes('hush-hush')),
    ).toBe(false)
    const { Resources } = JSON.parse(readFileSync(join(into, 'template.json'), 'utf8')) as { Resources: Record<string, object> }
    expect(Resources).toEqual({
      FlowStateMachine: {
        Type: 'AWS::Serverless::StateMachine',
        Properties: {
          ...{ Name: 'flow', Type: 'STANDARD', DefinitionUri: 'flow.asl.json', Tracing: { Enabled: true } },
          DefinitionSubstitutions: { ChargeCardFunctionArn: { 'Fn::GetAtt': ['ChargeCardFunction', 'Arn'] } },
          Role: { 'Fn::GetAtt': ['FlowRoleRole', 'Arn'] },
        },
      },
      ChargeCardFunction: {
        Type: 'AWS::Serverless::Function',
        Properties: {
          ...{ FunctionName: 'charge-card', Runtime: 'nodejs22.x', Handler: 'src/app.handler', CodeUri: 'functions/charge-card' },
          ...{ Timeout: 9, MemorySize: 256, Environment: { Variables: { TOKEN: '' } } },
        },
      },
      FlowRoleRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
          Policies: [{ PolicyName: 'invoke', PolicyDocument: { Version: '2012-10-17', Statement: [] } }],
        },
      },
    })
    expect((await pasos(['test', into], english)).stdout).toContain('✓ first run')
    expect(existsSync(join(into, 'functions/charge-card'))).toBe(true)
  })

  it('says of a file that is something else what it may be', async () => {
    const { code, stderr } = await pasos(['import', save('other.json', { a: 1 })], english)
    expect([code, stderr]).toEqual([2, expect.stringContaining('is no output of describe-state-machine')])
  })
})
