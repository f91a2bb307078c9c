import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { CreateActivityCommand, CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { ZipFile } from 'yazl'
import { functionCode, machines } from './machines.ts'

/** Deploys the torture's function, activity and machines through the front door. `invocations` is the file that functions log to. */
export async function deploy(endpoint: string, invocations: string): Promise<void> {
  const options = optionsFor(endpoint)
  const sfn = new SFNClient({ ...options, disableHostPrefix: true })
  const lambda = new LambdaClient(options)
  await lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName: 'torture', Runtime: 'nodejs24.x', Handler: 'index.handler', Role: await createRole(endpoint, 'lambda') },
      ...{ Code: { ZipFile: await zip(functionCode) }, Timeout: 20, Environment: { Variables: { INVOCATIONS: invocations } } },
    }),
  )
  await sfn.send(new CreateActivityCommand({ name: 'torture' }))
  const roleArn = await createRole(endpoint, 'states')
  // `short` is called by `nested`, so it comes first.
  for (const [name, definition] of Object.entries(machines).sort(([a], [b]) => Number(b === 'short') - Number(a === 'short')))
    await sfn.send(new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) }))
}

const optionsFor = (endpoint: string) => ({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } })

/** A role that a service may do everything with; answers its ARN. */
export async function createRole(endpoint: string, service: string): Promise<string> {
  const iam = new IAMClient(optionsFor(endpoint))
  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` } }
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: service, AssumeRolePolicyDocument: document(trust) }))
  const allow = document({ Effect: 'Allow', Action: ['lambda:*', 'states:*', 'events:*'], Resource: '*' })
  await iam.send(new PutRolePolicyCommand({ RoleName: service, PolicyName: 'all', PolicyDocument: allow }))
  return Role!.Arn!
}

async function zip(code: string): Promise<Uint8Array> {
  const file = new ZipFile()
  file.addBuffer(Buffer.from(code), 'index.js', { mtime: new Date(315_532_800_000), mode: 0o100644 })
  file.end()
  const chunks: Buffer[] = []
  for await (const chunk of file.outputStream as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
