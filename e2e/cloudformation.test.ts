import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, isCluster, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const hasAws = spawnSync('aws', ['--version'], { timeout: 30_000 }).status === 0

/** A project of SAM: code and definition in files of their own. */
const template = (memory: number) => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Double:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: function/
      Handler: index.handler
      Runtime: nodejs24.x
      MemorySize: ${memory}
      Events:
        Post: {Type: Api, Properties: {Path: /double, Method: post}}
  Orders: {Type: AWS::Serverless::SimpleTable}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: machine.asl.json
      DefinitionSubstitutions: {Double: !GetAtt Double.Arn, Orders: !Ref Orders}
      Policies:
        - LambdaInvokePolicy: {FunctionName: !Ref Double}
        - DynamoDBWritePolicy: {TableName: !Ref Orders}
  Answering:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: |
        const { send, SUCCESS } = require('cfn-response')
        exports.handler = (event, context) => send(event, context, SUCCESS, { Kind: 'module' }, 'by-module')
  Plain:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: |
        const https = require('https')
        exports.handler = ({ ResponseURL }) => new Promise((resolve, reject) => {
          const { hostname, pathname } = new URL(ResponseURL)
          const body = JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'by-hand', Data: { Kind: 'hand' } })
          const sent = https.request({ hostname, port: 443, path: pathname, method: 'PUT' }, answer => resolve(void answer.resume()))
          sent.on('error', reject).end(body)
        })
  Module: {Type: Custom::Module, Properties: {ServiceToken: !GetAtt Answering.Arn}}
  Hand: {Type: Custom::Hand, Properties: {ServiceToken: !GetAtt Plain.Arn}}
Outputs:
  Custom: {Value: !Sub '\${Module} \${Module.Kind} \${Hand} \${Hand.Kind}'}
  Machine: {Value: !Ref Machine}
  Api: {Value: !Ref ServerlessRestApi}
`
const machine = {
  StartAt: 'Double',
  States: {
    Double: { Type: 'Task', Resource: '${Double}', Next: 'Put' },
    Put: {
      ...{ Type: 'Task', Resource: 'arn:aws:states:::dynamodb:putItem', ResultPath: null, End: true },
      Parameters: { TableName: '${Orders}', Item: { id: { 'S.$': '$$.Execution.Name' } } },
    },
  },
}
const handler = 'exports.handler = async event => (event.httpMethod ? { statusCode: 200, body: event.path } : event.n * 2)'

describe.runIf(hasAws)('stacks, with AWS’s own command', () => {
  const { folder, remove } = temporaryFolder('stacks')
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer({ folder: join(folder, 'data'), args: ['--no-example'] })
  })
  afterAll(async () => {
    await server?.stop()
    remove()
  })

  async function aws(...args: string[]): Promise<string> {
    const key = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1' }
    const env = { ...process.env, ...key, AWS_ENDPOINT_URL: server.url, AWS_EC2_METADATA_DISABLED: 'true', AWS_PAGER: '' }
    const { stdout } = await promisify(execFile)('aws', [...args, '--output', 'text'], { env, cwd: folder, timeout: 120_000 })
    return stdout.trim()
  }
  /** Without the command, which takes a second of the processor to be started, however often it is asked. */
  async function status(StackName: string): Promise<string | undefined> {
    const body = new URLSearchParams({ Action: 'DescribeStacks', Version: '2010-05-15', StackName })
    const answer = await (await fetch(server.url, { method: 'POST', body })).text()
    const found = /<StackStatus>(\w+)</.exec(answer)?.[1] ?? (/does not exist/.test(answer) ? 'gone' : undefined)
    // A load balancer says nothing of a node that dies: then it is asked again.
    if (found === undefined && !isCluster) throw new Error(answer)
    return found
  }
  const output = (name: string) =>
    aws('cloudformation', 'describe-stacks', '--stack-name', 'shop', '--query', `Stacks[0].Outputs[?OutputKey=='${name}'].OutputValue`)

  it('a project of SAM is packaged, deployed, run and deleted', async () => {
    mkdirSync(join(folder, 'function'))
    writeFileSync(join(folder, 'function', 'index.js'), handler)
    writeFileSync(join(folder, 'machine.asl.json'), JSON.stringify(machine))
    writeFileSync(join(folder, 'template.yaml'), template(128))
    await aws('s3', 'mb', 's3://artefacts')
    const files = ['--template-file', 'template.yaml', '--output-template-file', 'packaged.yaml']
    await aws('cloudformation', 'package', ...files, '--s3-bucket', 'artefacts')
    const leave = ['--no-fail-on-empty-changeset', '--capabilities', 'CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND']
    const told = await aws('cloudformation', 'deploy', '--template-file', 'packaged.yaml', '--stack-name', 'shop', ...leave)
    expect(told).toContain('Successfully created/updated stack - shop')
    expect(await output('Custom')).toBe('by-module module by-hand hand')
    const start = ['stepfunctions', 'start-execution', '--state-machine-arn', await output('Machine'), '--input', '{"n":21}']
    const executionArn = await aws(...start, '--query', 'executionArn')
    const ended = await eventually('the end of the execution', async () => {
      const text = await aws('stepfunctions', 'describe-execution', '--execution-arn', executionArn, '--query', '[status,output]')
      return text.startsWith('RUNNING') ? undefined : text
    })
    expect(ended).toBe('SUCCEEDED\t42')
    const answer = await fetch(`${server.url}/_execute-api/${await output('Api')}/Prod/double`, { method: 'POST' })
    expect([answer.status, await answer.text()]).toEqual([200, '/double'])
    const again = await aws('cloudformation', 'deploy', '--template-file', 'packaged.yaml', '--stack-name', 'shop', ...leave)
    expect(again).toContain('No changes to deploy')
    await aws('cloudformation', 'delete-stack', '--stack-name', 'shop')
    // The command looks every 30 seconds only.
    await eventually('the end of the stack', async () => ((await status('shop')) === 'gone' ? true : undefined))
    await aws('cloudformation', 'wait', 'stack-delete-complete', '--stack-name', 'shop')
    expect(await aws('stepfunctions', 'list-state-machines', '--query', 'stateMachines')).toBe('')
  }, 200_000)

  it('a stack whose server is killed while it is made, and while it is deleted, gets there with nothing twice', async () => {
    const count = 400
    // Each needs the one before, so that they are made one after the other whatever the server does.
    const queue = (at: number) => ({ Type: 'AWS::SQS::Queue', ...(at > 0 && { DependsOn: `Q${at - 1}` }) })
    const Resources = Object.fromEntries(Array.from({ length: count }, (_, at) => [`Q${at}`, queue(at)]))
    writeFileSync(join(folder, 'many.json'), JSON.stringify({ Resources }))
    await aws('cloudformation', 'create-stack', '--stack-name', 'many', '--template-body', 'file://many.json')
    const killed = await restart()
    await eventually('the stack', async () => ((await status('many')) === 'CREATE_COMPLETE' ? true : undefined), 120_000)
    const newest = [
      'cloudformation',
      'describe-stack-events',
      '--stack-name',
      'many',
      '--max-items',
      '1',
      '--query',
      'StackEvents[0].Timestamp',
    ]
    expect(Date.parse((await aws(...newest)).split(/\s/)[0]!)).toBeGreaterThan(killed)
    expect(await queues()).toBe(count)
    await aws('cloudformation', 'delete-stack', '--stack-name', 'many')
    await restart()
    await eventually('the end', async () => ((await status('many')) === 'gone' ? true : undefined), 120_000)
    expect(await queues()).toBe(0)
  }, 300_000)

  async function queues(): Promise<number> {
    const names = await aws('sqs', 'list-queues', '--endpoint-url', server.url, '--query', 'QueueUrls[]')
    return names.split(/\s+/).filter(name => name.includes('many-Q')).length
  }

  /** Killed in the middle of things, and started again on what is on disk. Answers when it was killed. */
  async function restart(): Promise<number> {
    await server.stop('SIGKILL')
    const killed = Date.now()
    server = await startServer({ folder: join(folder, 'data'), args: ['--no-example'] })
    return killed
  }
})
