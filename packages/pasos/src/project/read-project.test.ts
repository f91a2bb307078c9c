import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ProjectError } from './project.ts'
import { readProject } from './read-project.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-project-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

const pass = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}'
const sam = `Resources:
  Greet: { Type: AWS::Serverless::Function, Properties: { CodeUri: functions/greet, Handler: main.handler, Runtime: nodejs22.x } }
  Order: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: flows/order.asl.yaml } }
`

test('definitions, functions and templates make one project, each thing once', () => {
  write('flows/order.asl.yaml', 'StartAt: A\nStates: { A: { Type: Pass, End: true } }')
  write('flows/other.asl.json', pass)
  write('functions/greet/main.js', '')
  write('functions/alone/app.py', 'def lambda_handler(event, context): pass')
  write('template.yaml', sam)
  write('.aws-sam/build/template.yaml', sam)
  write('node_modules/x/y.asl.json', pass)
  const { machines, functions } = readProject(folder)
  expect(machines.map(({ name, file, definition }) => [name, file, definition])).toEqual([
    ['other', 'flows/other.asl.json', pass],
    ['Order', 'flows/order.asl.yaml', pass],
  ])
  expect(functions.map(({ name, runtime, handler }) => [name, runtime, handler])).toEqual([
    ['alone', 'python3.13', 'app.lambda_handler'],
    ['Greet', 'nodejs22.x', 'main.handler'],
  ])
})

test('a service of the Serverless Framework is a project: its machines, and its functions with the whole folder as their code', () => {
  write(
    'serverless.yml',
    `service: letters
provider: { name: aws, runtime: nodejs22.x, environment: { STAGE: "\${sls:stage}", TABLE: "\${env:TABLE}" } }
functions:
  stamp: { handler: functions/post/stamp.handler }
  weigh: { handler: functions/weigh.main, runtime: python3.13, timeout: 20, environment: { UNIT: g } }
  later: { handler: '\${env:HANDLER}' }
stepFunctions:
  stateMachines:
    post: { name: 'post-\${sls:stage}', type: EXPRESS, definition: { StartAt: S, States: { S: { Type: Task, Resource: { Fn::GetAtt: [stamp, Arn] }, End: true } } } }
    more: '\${file(flows/more.yml)}'
`,
  )
  write('flows/more.yml', 'name: more\ndefinition: { StartAt: A, States: { A: { Type: Pass, End: true } } }\n')
  write('functions/post/stamp.js', '')
  const { machines, functions } = readProject(folder)
  expect(machines.map(({ name, type, file }) => [name, type, file])).toEqual([
    ['post-dev', 'EXPRESS', 'serverless.yml'],
    ['more', 'STANDARD', 'flows/more.yml'],
  ])
  expect(JSON.parse(machines[0]!.definition).States.S.Resource).toBe('arn:aws:lambda:us-east-1:123456789012:function:stamp')
  expect(functions).toEqual([
    { name: 'stamp', handler: 'functions/post/stamp.handler', runtime: 'nodejs22.x', folder, environment: { STAGE: 'dev' } },
    {
      ...{ name: 'weigh', handler: 'functions/weigh.main', runtime: 'python3.13', folder },
      ...{ timeoutSeconds: 20, environment: { STAGE: 'dev', UNIT: 'g' } },
    },
  ])
})

test.each([
  [() => write('bad.asl.json', '{'), 'bad.asl.json'],
  [() => write('template.yaml', 'a: ['), 'template.yaml: '],
  [() => write('functions/empty/readme.md', ''), 'has no main, index, app, handler'],
  [() => write('main.tf', 'resource {'), 'main.tf: '],
])('a file that is wrong is named', (prepare, message) => {
  prepare()
  expect(() => readProject(folder)).toThrow(message)
})

test('Terraform says how long a function may take, with what memory and environment', () => {
  write('fn/main.py', '')
  write(
    'main.tf',
    `variable "level" { default = "info" }
data "archive_file" "fn" {
  type        = "zip"
  source_dir  = "\${path.module}/fn"
  output_path = "fn.zip"
}
resource "aws_lambda_function" "fn" {
  function_name = "fn"
  filename      = data.archive_file.fn.output_path
  handler       = "main.handler"
  runtime       = "python3.13"
  timeout       = 20
  memory_size   = 512
  environment {
    variables = {
      LEVEL = var.level
      TABLE = aws_dynamodb_table.gone.name
    }
  }
}
`,
  )
  const [fn] = readProject(folder).functions
  expect(fn).toMatchObject({ timeoutSeconds: 20, memoryMb: 512 })
  // What only a deployment tells is left out.
  expect(fn?.environment).toEqual({ LEVEL: 'info' })
})

test('what links lead to elsewhere is read, and what they lead to in the folder itself is read once', () => {
  for (const name of ['project/flows', 'elsewhere/fn']) mkdirSync(join(folder, name), { recursive: true })
  for (const file of ['project/flows/a.asl.json', 'elsewhere/b.asl.json', 'c/c.asl.json']) write(file, pass)
  write('elsewhere/fn/main.js', '')
  const links = { functions: 'elsewhere', more: 'elsewhere', again: 'project/flows', 'c.asl.json': 'c/c.asl.json', gone: 'gone' }
  for (const [link, target] of Object.entries(links)) symlinkSync(join(folder, target), join(folder, 'project', link))
  const { machines, functions } = readProject(join(folder, 'project'))
  expect(machines.map(({ file }) => file)).toEqual(['c.asl.json', 'flows/a.asl.json', 'more/b.asl.json'])
  expect(functions).toMatchObject([{ name: 'fn', folder: join(folder, 'project', 'functions', 'fn') }])
})

test('two machines of one name are refused with both their files', () => {
  write('a/order.asl.json', pass)
  write('b/order.asl.json', pass)
  expect(() => readProject(folder)).toThrow('a/order.asl.json and b/order.asl.json are both called order.')
})

test('a file that Terraform names and that is not there is told in one line, with the folder that names it', () => {
  const machine = 'resource "aws_sfn_state_machine" "m" {\n  name = "m"\n  definition = file("${path.module}/gone.asl.json")\n}\n'
  write('infra/main.tf', machine)
  expect(() => readProject(folder)).toThrow(ProjectError)
  expect(() => readProject(folder)).toThrow(/^infra: ENOENT.*gone\.asl\.json'$/)
})

test('functions of one name whose code stands in templates are told with the templates', () => {
  const inline = 'Resources: { F: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs24.x, Handler: i.h, InlineCode: "1" } } }'
  write('a/template.yaml', inline)
  write('b/template.yaml', inline)
  expect(() => readProject(folder)).toThrow('a/template.yaml and b/template.yaml are both called F.')
})
