import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Call } from '../server/example.ts'
import { zipFolder } from '../server/zip-folder.ts'
import { type DevSession, type DevSessionOptions, openDevSession } from './dev-session.ts'

let place: string
let folder: string
let told: string[]
let session: DevSession | undefined
/** What an operation does before it is done. */
let before: (operation: string) => Promise<void> | void
const machines = new Map<string, { definition: string; status: string }>()
const functions = new Map<string, Uint8Array>()

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'pasos-dev-'))
  folder = join(place, 'project')
  mkdirSync(folder)
  told = []
  before = () => undefined
  machines.clear()
  functions.clear()
  environment = undefined
})
afterEach(() => {
  session?.close()
  rmSync(place, { recursive: true, force: true })
})

let environment: object | undefined
interface CodeInput {
  Code?: { ZipFile: Uint8Array }
  ZipFile?: Uint8Array
  Environment?: object
}

/** As much of a server as a project needs. */
const call: Call = async (_, operation, request) => {
  await before(operation)
  const input = request as Partial<Record<'name' | 'stateMachineArn' | 'definition' | 'FunctionName', string>> & CodeInput
  const name = (input.name ?? input.stateMachineArn ?? '').replace(/^.*:/, '')
  const { definition = '', FunctionName = '' } = input
  switch (operation) {
    case 'GetRole':
      return { Role: { Arn: 'arn:aws:iam::123456789012:role/PasosProject' } }
    case 'CreateStateMachine':
    case 'UpdateStateMachine':
      if (definition.includes('Bad')) throw new Error('No.')
      return machines.set(name, { definition, status: 'ACTIVE' })
    case 'DescribeStateMachine':
      if (!machines.has(name)) throw Object.assign(new Error(), { code: 'StateMachineDoesNotExist' })
      return machines.get(name)
    case 'DeleteStateMachine':
      return machines.delete(name)
    case 'GetFunctionConfiguration':
      if (!functions.has(FunctionName)) throw Object.assign(new Error(), { code: 'ResourceNotFoundException' })
      return { Handler: 'main.handler', Runtime: 'nodejs24.x', ...(environment && { Environment: environment }) }
    case 'CreateFunction':
      return functions.set(FunctionName, input.Code!.ZipFile)
    case 'UpdateFunctionConfiguration':
      environment = input.Environment
      return told.push(JSON.stringify(input.Environment))
    case 'UpdateFunctionCode':
      return functions.set(FunctionName, input.ZipFile!)
    case 'DeleteFunction':
      return functions.delete(FunctionName)
  }
}

const machine = (name: string) => `{"StartAt":"${name}","States":{"${name}":{"Type":"Pass","End":true}}}`
const code = (word: string) => `exports.handler = async () => '${word}'\n`

function write(file: string, text: string, root = folder): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

async function open(options: Partial<DevSessionOptions> = {}): Promise<void> {
  session = await openDevSession({
    ...{ folder, target: { call, accountId: '123456789012', region: 'us-east-1' } },
    onChange: ({ name, what }) => told.push(`${name} ${what}`),
    onProblem: reason => told.push(`problem ${reason}`),
    onSolved: () => told.push('solved'),
    ...options,
  })
}

/** That the server has a function's code as it is on disk now. */
async function upToDate(name: string, from = join(folder, 'functions', name)): Promise<void> {
  const isSame = async () => Buffer.compare(Buffer.from(functions.get(name) ?? []), Buffer.from(await zipFolder(from)))
  await expect.poll(isSame, { interval: 10 }).toBe(0)
}

const untilTold = (what: string) => expect.poll(() => told, { interval: 10 }).toContain(what)
const hasState = (name: string, state: string) => expect.poll(() => machines.get(name)?.definition).toBe(machine(state))
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

it('what is refused as it begins is told when its file is as deployed again', async () => {
  machines.set('order', { definition: machine('A'), status: 'ACTIVE' })
  write('order.asl.json', machine('Bad'))
  await open()
  write('order.asl.json', machine('A'))
  await untilTold('order unchanged')
  expect(told).toEqual(['order refused', 'order unchanged'])
})

it('code that stands in a template is deployed as a file of its language, and again when the template says otherwise', async () => {
  const inline = (word: string) =>
    write(
      'stacks/template.yaml',
      `Resources: { F: { Type: AWS::Serverless::Function, Properties: { Runtime: python3.13, Handler: index.f, InlineCode: "w = '${word}'" } } }`,
    )
  inline('one')
  await open()
  const first = Buffer.from(functions.get('F')!)
  expect(first.toString('latin1')).toContain('index.py')
  inline('two')
  await expect.poll(() => Buffer.compare(first, Buffer.from(functions.get('F')!))).not.toBe(0)
})

it('a file that is written just when it is read for the first time is read once it is whole', async () => {
  write('order.asl.json', '')
  const opened = open()
  write('order.asl.json', machine('A'))
  await opened
  expect(told).toEqual(['order created'])
})

it('an edit made as the last thing is told to be deployed is deployed too', async () => {
  write('functions/greet/main.js', code('one'))
  write('order.asl.json', machine('A'))
  let isFirst = true
  await open({
    onChange: ({ name }) => {
      if (name !== 'order' || !isFirst) return
      isFirst = false
      write('functions/greet/main.js', code('two'))
      write('order.asl.json', machine('B'))
    },
  })
  await upToDate('greet')
  await hasState('order', 'B')
})

it('an edit of what has just been read, while it is deployed, is deployed afterwards', async () => {
  write('functions/greet/main.js', code('one'))
  write('order.asl.json', machine('A'))
  before = operation => {
    if (operation === 'CreateFunction') write('functions/greet/main.js', code('two'))
    if (operation === 'CreateStateMachine') write('order.asl.json', machine('B'))
  }
  await open()
  await upToDate('greet')
  await hasState('order', 'B')
})

it('an edit during the deployment of another is deployed after it', async () => {
  write('functions/greet/main.js', code('one'))
  write('order.asl.json', machine('A'))
  await open()
  before = async operation => {
    if (operation !== 'UpdateFunctionCode') return
    before = () => undefined
    write('functions/greet/main.js', code('three'))
    write('order.asl.json', machine('B'))
    await pause(100)
  }
  write('functions/greet/main.js', code('two'))
  await hasState('order', 'B')
  await upToDate('greet')
})

it('two edits at once are both deployed', async () => {
  for (const name of ['greet', 'leave']) write(`functions/${name}/main.js`, code('one'))
  await open()
  for (const name of ['leave', 'greet']) write(`functions/${name}/main.js`, code('two'))
  await upToDate('greet')
  await upToDate('leave')
})

it('a folder of functions that is replaced by another is deployed as it is then', async () => {
  write('functions/greet/main.js', code('one'))
  await open()
  write('after/greet/main.js', code('two'), place)
  renameSync(join(folder, 'functions'), join(place, 'before'))
  renameSync(join(place, 'after'), join(folder, 'functions'))
  await upToDate('greet')
  write('functions/greet/main.js', code('three'))
  await upToDate('greet')
})

it('code that changes while a definition is wrong is deployed once that is right', async () => {
  write('functions/greet/main.js', code('one'))
  write('order.asl.json', machine('A'))
  await open()
  write('order.asl.json', '{')
  await expect.poll(() => told.some(each => each.startsWith('problem'))).toBe(true)
  write('functions/greet/main.js', code('two'))
  await pause(100)
  write('order.asl.json', machine('A'))
  await untilTold('greet updated')
  await upToDate('greet')
  expect(told.filter(each => each.startsWith('problem'))).toHaveLength(1)
})

it('what a server that fails has not taken is deployed with the next change', async () => {
  write('functions/greet/main.js', code('one'))
  write('order.asl.json', machine('A'))
  await open()
  before = () => {
    throw Object.assign(new Error('The store is full.'), { syscall: 'write' })
  }
  write('functions/greet/main.js', code('two'))
  write('order.asl.json', machine('B'))
  await untilTold('problem The store is full.')
  before = () => undefined
  write('readme.md', '')
  await hasState('order', 'B')
  await upToDate('greet')
})

it('what was refused is tried again with every change, and told again only where that says something new', async () => {
  write('order.asl.json', machine('A'))
  before = operation => {
    if (operation === 'CreateStateMachine') throw new Error('No.')
  }
  await open()
  write('readme.md', '1')
  await pause(150)
  before = () => undefined
  write('readme.md', '2')
  await untilTold('order created')
  expect(told).toEqual(['order refused', 'order created'])
})

it('a definition that is deleted and written again is not deleted on the server, and one that stays away is', async () => {
  write('order.asl.json', machine('A'))
  write('other.asl.json', machine('A'))
  await open()
  /** Gone for a moment: answers what was told. Where this machine held it up for so long that it was gone for good, it is done again. */
  const writtenAnew = async (state: string): Promise<string[]> => {
    for (;;) {
      told.length = 0
      const began = performance.now()
      rmSync(join(folder, 'order.asl.json'))
      await pause(100)
      write('order.asl.json', machine(state))
      await expect.poll(() => told.at(-1), { interval: 10 }).toMatch(/^order (updated|created)$/)
      if (performance.now() - began < 500) return told.splice(0)
    }
  }
  expect(await writtenAnew('B')).toEqual(['order updated'])
  // For as long as it takes to be gone for good, counted from the first time.
  await pause(500)
  expect(await writtenAnew('C')).toEqual(['order updated'])
  rmSync(join(folder, 'other.asl.json'))
  await untilTold('other deleted')
  expect(told).toEqual(['other deleted'])
})

it('a machine that the server is still deleting is created as soon as it has gone', async () => {
  machines.set('order', { definition: machine('A'), status: 'DELETING' })
  write('order.asl.json', machine('A'))
  await open()
  expect(told).toEqual(['order refused'])
  machines.delete('order')
  await untilTold('order created')
})

it('what the project names in other folders is watched, and the file of mocks wherever it lies', async () => {
  const properties = '{ CodeUri: ../elsewhere/greet, Handler: main.handler, Runtime: nodejs24.x }'
  write('template.yaml', `Resources:\n  greet: { Type: AWS::Serverless::Function, Properties: ${properties} }\n`)
  write('elsewhere/greet/main.js', code('one'), place)
  write('mocks/mocks.json', '1', place)
  const seen: string[] = []
  await open({ file: join(place, 'mocks', 'mocks.json'), onFile: () => seen.push('mocks') })
  expect(seen).toEqual(['mocks'])
  write('elsewhere/greet/main.js', code('two'), place)
  await untilTold('greet updated')
  await upToDate('greet', join(place, 'elsewhere', 'greet'))
  write('mocks/mocks.json', '2', place)
  await expect.poll(() => seen).toEqual(['mocks', 'mocks'])
})

it('what a template says of a function beside its code is deployed too', async () => {
  const template = (rest: string) =>
    `Resources:\n  greet: { Type: AWS::Serverless::Function, Properties: { CodeUri: fn, Handler: main.handler, Runtime: nodejs24.x${rest} } }\n`
  const level = (is: string) => template(`, Environment: { Variables: { LEVEL: ${is} } }`)
  write('template.yaml', level('info'))
  write('fn/main.js', code('one'))
  await open()
  write('template.yaml', level('debug'))
  await untilTold('greet updated')
  expect(told).toEqual(['greet created', '{"Variables":{"LEVEL":"debug"}}', 'greet updated'])
  told.length = 0
  write('template.yaml', template(''))
  await untilTold('greet updated')
  expect(told).toEqual(['{"Variables":{}}', 'greet updated'])
  // Lambda shows none where there is none, which is no difference.
  environment = undefined
  session?.close()
  told.length = 0
  await open()
  expect(told).toEqual(['greet updated'])
})

it("what the server itself writes into the folder is no change of anybody's", async () => {
  const data = join(folder, 'data')
  write(
    'template.yaml',
    'Resources:\n  greet: { Type: AWS::Serverless::Function, Properties: { CodeUri: ., Handler: main.handler, Runtime: nodejs24.x } }\n',
  )
  write('main.js', code('one'))
  mkdirSync(data)
  await open({ data })
  write('data/store.db', '1')
  await pause(150)
  expect(told).toEqual(['greet created'])
})
