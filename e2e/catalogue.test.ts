import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn'
import { findIntegration, type Integration, optimizedServices, type Pattern } from '@pasos/integrations'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeSdkJson } from '../packages/wire/src/codec/sdk-json.ts'
import type { Values } from '../packages/wire/src/codec/tree.ts'
import { type RunningServer, startServer, temporaryFolder } from './running-server.ts'
import { openStandIn, type SampleStyle, type StandIn, sampleStructure, variants, words } from './stand-in.ts'

/**
 * Every integration of the catalogue that calls an API, in every pattern, over a real server that forwards it to a stand-in made of the
 * API's model: in the API's own protocol there and back. What has connectors of its own (functions, nested executions, HTTP) is not here.
 */
const ownConnectors = ['lambda', 'states']
const integrations = optimizedServices
  .filter(({ name }) => !ownConnectors.includes(name))
  .flatMap(({ name, actions }) => Object.keys(actions).map(action => findIntegration(name, action)!))
const callable = integrations.filter(({ operation }) => operation !== null)
const models = [...new Set(callable.map(({ model }) => model))]
const styles: SampleStyle[] = [
  { lists: 1, number: 0 },
  { lists: 0, number: 0 },
  { lists: 1, number: 1 },
]

const standIns = new Map<string, StandIn>()
let server: RunningServer
let sfn: SFNClient
let roleArn: string
const temporary = temporaryFolder('catalogue')

beforeAll(async () => {
  for (const model of models) standIns.set(model, await openStandIn(model))
  const args = [...standIns].flatMap(([model, { url }]) => ['--forward', `${model}=${url.replace('://', '://test:secret@')}`])
  server = await startServer({ folder: temporary.folder, args: ['--no-example', ...args] })
  const options = { endpoint: server.url, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
  sfn = new SFNClient({ ...options, disableHostPrefix: true })
  const iam = new IAMClient(options)
  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })
  const trust = document({ Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } })
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'all', AssumeRolePolicyDocument: trust }))
  await iam.send(new PutRolePolicyCommand({ RoleName: 'all', PolicyName: 'all', PolicyDocument: document({ Action: '*', Resource: '*' }) }))
  roleArn = Role!.Arn!
})
afterAll(async () => {
  await server.stop()
  for (const { close } of standIns.values()) close()
  temporary.remove()
})

const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)
const suffix = (pattern: Pattern): string => (pattern === 'RR' ? '' : `.${pattern}`)

/** All parameters that the catalogue knows, each with a value of its member's shape. */
function parametersOf({ parameters, action, operation, model }: Integration): Values {
  const { input } = standIns.get(model)!.service.operation(operation!)!
  const members = writeSdkJson(input, sampleStructure(input, styles[0]!), 'api')
  const names = [...parameters.required, ...parameters.optional].filter(name => !(action.unserved && ['Input', 'Output'].includes(name)))
  const special: Values = {
    Step: { Name: 's', HadoopJarStep: { Jar: 'j' } },
    TerminationProtected: true,
    InstanceFleet: { TargetOnDemandCapacity: 1 },
    InstanceGroup: { InstanceCount: 1 },
    QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/q',
  }
  return Object.fromEntries(names.map(name => [name, special[name] ?? members[upperFirst(name)] ?? 'text']))
}

function definitionOf({ service, name }: Integration, pattern: Pattern, Parameters: Values): string {
  const Resource = `arn:aws:states:::${service.name}:${name}${suffix(pattern)}`
  return JSON.stringify({ StartAt: 'Call', States: { Call: { Type: 'Task', Resource, Parameters, End: true } } })
}

/** What the API answers, as the integration sees it. */
function shown({ model }: Integration, operation: string, output: Values): Values {
  return writeSdkJson(standIns.get(model)!.service.operation(operation)!.output, output, 'api')
}

/** An answer of the API that is a success in this pattern. */
function success(integration: Integration, pattern: Pattern): Values {
  const { action, operation, model } = integration
  const shape = standIns.get(model)!.service.operation(operation!)!
  const found = styles
    .map(style => sampleStructure(shape.output, style))
    .find(output => action.failure?.(shown(integration, operation!, output) as never, pattern) === undefined)
  if (!found) throw new Error(`no answer of ${operation} is a success`)
  return found
}

/** An answer of the poll that ends the job so; nothing where none does. */
function ending(integration: Integration, wanted: 'done' | 'failed'): Values | undefined {
  const { poll, ended } = integration.action.sync!
  const shape = standIns.get(integration.model)!.service.operation(poll.operation)!
  for (const style of styles)
    for (const output of variants(shape, style)) if (ended(shown(integration, poll.operation, output) as never) === wanted) return output
  return undefined
}

/** What is named in the parameters is there. */
function answerLookup({ action, model }: Integration, parameters: Values): void {
  const { lookup } = action
  if (lookup === undefined) return
  standIns.get(model)!.answer(lookup.operation, { output: { [lookup.list]: [{ Id: 'found', Name: parameters[lookup.name] }] } })
}

let serial = 0
async function createMachine(integration: Integration, pattern: Pattern): Promise<string> {
  const definition = definitionOf(integration, pattern, parametersOf(integration))
  const name = `${integration.service.name}-${integration.name}-${pattern}-${++serial}`.replace(':', '-').slice(0, 80)
  return (await sfn.send(new CreateStateMachineCommand({ name, roleArn, definition }))).stateMachineArn!
}

/** Runs it to its end, or until it waits for its token. */
async function historyOf(stateMachineArn: string, waitsFor?: string): Promise<HistoryEvent[]> {
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }))
  for (;;) {
    const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }))
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))
    if (status !== 'RUNNING') return events
    if (waitsFor !== undefined && events.some(({ type }) => type === waitsFor)) {
      await sfn.send(new StopExecutionCommand({ executionArn }))
      return events
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

const typesOf = (events: HistoryEvent[]): string[] => events.map(({ type }) => String(type))
const errorName = ({ service }: Integration, shape: string): string =>
  `${service.prefix}.${shape.endsWith('Exception') ? shape : `${shape}Exception`}`

/** A stand-in has one answer at a time: what concerns one API goes in turn, while others’ jobs are waited for. */
const turns = new Map<string, Promise<void>>()
async function inTurn(model: string, look: () => Promise<void>): Promise<void> {
  const mine = (turns.get(model) ?? Promise.resolve()).then(look)
  turns.set(
    model,
    mine.catch(() => undefined),
  )
  await mine
}

describe.concurrent.each(models)('%s', model => {
  const ofModel = callable.filter(integration => integration.model === model)

  it.each(
    ofModel.flatMap(each =>
      each.action.patterns.map(pattern => [`${each.service.name}:${each.name}${suffix(pattern)}`, each, pattern] as const),
    ),
  )('%s is accepted with its parameters, refused with others, and succeeds', (_, integration, pattern) =>
    inTurn(model, () => runs(integration, pattern)),
  )

  async function runs(integration: Integration, pattern: Pattern): Promise<void> {
    const standIn = standIns.get(model)!
    const parameters = parametersOf(integration)
    const validate = async (Parameters: Values) => {
      const definition = definitionOf(integration, pattern, Parameters)
      return sfn.send(new ValidateStateMachineDefinitionCommand({ definition }))
    }
    const { result, diagnostics } = await validate(parameters)
    expect([result, diagnostics?.filter(({ severity }) => severity === 'ERROR')]).toEqual(['OK', []])
    const unknown = await validate({ ...parameters, NoSuchParameter: 1 })
    expect(unknown).toMatchObject({
      result: 'FAIL',
      diagnostics: [{ message: expect.stringContaining('"NoSuchParameter" is not supported') }],
    })
    for (const name of integration.parameters.required) {
      const { [name]: _gone, ...rest } = parameters
      expect((await validate(rest)).result, `without ${name}`).toBe('FAIL')
    }

    answerLookup(integration, parameters)
    standIn.answer(integration.operation!, { output: success(integration, pattern) })
    const machine = await createMachine(integration, pattern)
    if (pattern === 'RR')
      return expect(typesOf(await historyOf(machine)).slice(2)).toEqual([
        'TaskScheduled',
        'TaskStarted',
        'TaskSucceeded',
        'TaskStateExited',
        'ExecutionSucceeded',
      ])
    if (pattern === 'waitForTaskToken')
      return expect(typesOf(await historyOf(machine, 'TaskSubmitted'))).toEqual([
        'ExecutionStarted',
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        'TaskSubmitted',
      ])
    const { poll, goneIs } = integration.action.sync!
    const done = ending(integration, 'done')
    standIn.answer(poll.operation, done === undefined ? { error: goneIs! } : { output: done })
    expect(typesOf(await historyOf(machine)).slice(2)).toEqual([
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ])
    const failed = ending(integration, 'failed')
    if (failed === undefined) return
    standIn.answer(integration.operation!, { output: success(integration, pattern) })
    standIn.answer(poll.operation, { output: failed })
    const events = await historyOf(machine)
    expect(events.find(({ type }) => type === 'TaskFailed')?.taskFailedEventDetails).toMatchObject({
      error: 'States.TaskFailed',
      cause: expect.stringMatching(/^\{/),
    })
  }

  it.each(ofModel.map(each => [`${each.service.name}:${each.name}`, each] as const))(
    '%s fails with each error of its API, and with one that no model knows',
    (_, integration) => inTurn(model, () => fails(integration)),
  )

  async function fails(integration: Integration): Promise<void> {
    const standIn = standIns.get(model)!
    const machine = await createMachine(integration, 'RR')
    const { service, operation, errors } = integration
    for (const error of [...errors, 'NobodyKnowsThis']) {
      answerLookup(integration, parametersOf(integration))
      standIn.answer(operation!, { error })
      const events = await historyOf(machine)
      const known = standIn.service.error(error) !== undefined
      const failure = events.find(({ type }) => type === 'TaskFailed')?.taskFailedEventDetails
      expect(failure, error).toMatchObject({
        error: known ? errorName(integration, error) : `${service.prefix}.${service.baseException}`,
        cause: expect.stringMatching(`^${words} \\(Service: ${service.client}; Status Code: \\d+; Error Code: `),
      })
    }
    const waiting = integration.action.patterns.find(pattern => pattern !== 'RR')
    if (waiting === undefined) return
    standIn.answer(operation!, { error: 'NobodyKnowsThis' })
    const events = await historyOf(await createMachine(integration, waiting))
    expect(typesOf(events).slice(2)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSubmitFailed', 'ExecutionFailed'])
  }
})
