import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateFunctionCommand, LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOptions, createRole, eventually, pasos, type RunningServer, startServer, temporaryFolder, zipOf } from './running-server.ts'

const { folder, remove } = temporaryFolder('why')
const name = 'poc_number_generator_lambda'
const spanish = { LC_ALL: 'es_ES.UTF-8' }
let server: RunningServer
let sfn: SFNClient
let lambda: LambdaClient
let iam: IAMClient
let machine: string
let functionArn: string

const policy = (PolicyName: string, Effect: string, Action: string) =>
  iam.send(
    new PutRolePolicyCommand({
      RoleName: 'machine',
      PolicyName,
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource: '*' }] }),
    }),
  )

/** An execution that has failed. */
async function failed(): Promise<string> {
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: machine }))
  await eventually('its end', async () => {
    const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }))
    return status === 'RUNNING' ? undefined : status
  })
  return executionArn!
}

async function whyOf(execution: string, ...args: string[]) {
  const { code, stdout, stderr } = await pasos(['why', execution, '--endpoint', server.url, ...args], spanish)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
}

beforeAll(async () => {
  server = await startServer({ folder: join(folder, 'data'), args: ['--no-example'] })
  sfn = new SFNClient(clientOptions(server.url))
  lambda = new LambdaClient(clientOptions(server.url))
  iam = new IAMClient(clientOptions(server.url))
  // As the founding document has it: the zip holds main.js at its root, the handler names a folder.
  const code = "exports.handler = async () => { console.log('El numero generado es 4'); return { number: 4, is_even: true } }"
  const created = await lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName: name, Handler: '1_number_generator/main.handler', Runtime: 'nodejs18.x' },
      ...{ Role: await createRole(server.url, 'function', 'lambda.amazonaws.com'), Code: { ZipFile: await zipOf('main.js', code) } },
    }),
  )
  functionArn = created.FunctionArn!
  const definition = JSON.stringify(
    {
      StartAt: 'NumberGenerator',
      States: {
        NumberGenerator: { Type: 'Task', Resource: functionArn, Next: 'IsNumberEven' },
        IsNumberEven: { Type: 'Choice', Choices: [{ Variable: '$.Payload.is_even', BooleanEquals: true, Next: 'Even' }], Default: 'Odd' },
        Even: { Type: 'Succeed' },
        Odd: { Type: 'Succeed' },
      },
    },
    null,
    2,
  )
  const roleArn = await createRole(server.url, 'machine', 'states.amazonaws.com')
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'NumberProcessorSF', definition, roleArn }))
  machine = stateMachineArn!
})

afterAll(async () => {
  await server?.stop()
  remove()
})

describe('pasos why, in Spanish, takes an author from mistake to mistake', () => {
  it('a role without the permission: the statement that is missing', async () => {
    const said = await whyOf(await failed())
    expect(said).toMatch(/Denegado +lambda:InvokeFunction en \S+poc_number_generator_lambda a arn:aws:iam::\d+:role\/machine/)
    expect(said).toContain(`Añade esta: {"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":"${functionArn}"}`)
  })

  it('a statement that denies: which one, and of which policy', async () => {
    await policy('all', 'Allow', 'lambda:*')
    await policy('but', 'Deny', 'lambda:Invoke*')
    const said = await whyOf(await failed())
    expect(said).toContain('La política but deniega expresamente lambda:InvokeFunction')
    expect(said).toContain('{"Effect":"Deny","Action":"lambda:Invoke*","Resource":"*"}')
  })

  it("the document's first mistake: a handler that names a file which is not in the zip, and the handler that is right", async () => {
    await policy('but', 'Allow', 'lambda:*')
    const said = await whyOf(await failed())
    expect(said).toContain('Runtime.ImportModuleError')
    expect(said).toMatch(/Estado +NumberGenerator \(Task\), en el que se entró con el evento 2, \/States\/NumberGenerator \(línea 4,/)
    expect(said).toContain(`Registro de ${name}:`)
    expect(said).toContain(
      `Qué hacer: El handler de la función ${name} es 1_number_generator/main.handler, y en su zip no hay 1_number_generator/main.js, solo main.js. Pon handler = main.handler.`,
    )
  })

  it("the document's second mistake: the path behind a bare function's ARN, and the path that is right", async () => {
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Handler: 'main.handler' }))
    const execution = await failed()
    const said = await whyOf(execution)
    expect(said).toMatch(/Expresión +\$\.Payload\.is_even, \/States\/IsNumberEven\/Choices\[0\]\/Variable \(línea 13,/)
    expect(said).toMatch(/Vio +\$ = \{"number":4,"is_even":true\}/)
    expect(said).toMatch(/Falta +Payload en \$; hay: number, is_even; lo más parecido: is_even/)
    expect(said).toContain('Escribe $.is_even en lugar de $.Payload.is_even.')

    const json = JSON.parse(await whyOf(execution, '--json'))
    expect(json).toMatchObject({
      schema: 'pasos.why/1',
      status: 'FAILED',
      advice: { key: 'badPayloadPath' },
      misses: [{ fixed: '$.is_even' }],
    })

    // The same of a history as the AWS CLI prints it, without any server.
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn: execution }))
    const file = join(folder, 'history.json')
    writeFileSync(file, JSON.stringify({ events }))
    const offline = await pasos(['why', file, '--endpoint', 'http://127.0.0.1:9'], spanish)
    expect(offline).toMatchObject({ code: 0, stdout: expect.stringContaining('Escribe $.is_even en lugar de $.Payload.is_even.') })
  })

  it('ends with 5 for an execution that there is not', async () => {
    const arn = `${machine.replace(':stateMachine:', ':execution:')}:none`
    expect(await pasos(['why', arn, '--endpoint', server.url], spanish)).toMatchObject({ code: 5, stdout: '' })
  })
})
