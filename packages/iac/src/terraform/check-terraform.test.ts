import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { checkTerraform } from './check-terraform.ts'
import { HclSyntaxError } from './hcl-syntax.ts'
import { readModule, type TerraformFile } from './terraform-module.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function project(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-terraform-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return join(folder, 'infra')
}

const refuse = (_: TerraformFile, error: unknown): never => {
  throw error
}

/** `file:line:column rule` of each finding. */
function findingsOf(files: Record<string, string>): string[] {
  const folder = project(files)
  return checkTerraform(readModule(folder, refuse), {}).flatMap(({ file, findings }) =>
    findings.map(({ range, rule }) => `${file.slice(dirname(folder).length + 1)}:${range?.start.line}:${range?.start.column} ${rule}`),
  )
}

const functions = `
resource "aws_lambda_function" "price" {
  function_name = "price"
  filename      = data.archive_file.price.output_path
  handler       = "lambda/price.handler" # not in the zip
  runtime       = "nodejs22.x"
  role          = aws_iam_role.any.arn
}

data "archive_file" "price" {
  type        = "zip"
  source_dir  = "../src"
  output_path = "price.zip"
}
`
const machine = (definition: string) => `
resource "aws_sfn_state_machine" "orders" {
  name       = "orders"
  role_arn   = aws_iam_role.any.arn
  definition = ${definition}
}
`
const heredoc = machine(`<<-EOF
    {
      "StartAt": "Price",
      "States": {
        "Price": { "Type": "Task", "Resource": "\${aws_lambda_function.price.arn}", "Next": "Check" },
        "Check": { "Type": "Pass", "InputPath": "$.Payload.total", "End": true }
      }
    }
  EOF`)

test('a heredoc: the payload that a bare function never wraps, and the handler that its zip lacks, each at its own line', () => {
  const files = { 'infra/machine.tf': heredoc, 'infra/functions.tf': functions, 'src/price.js': '' }
  expect(findingsOf(files)).toEqual(['infra/machine.tf:10:36 payload-of-function', 'infra/functions.tf:5:19 handler-file'])
})

test('nothing is said of a machine and functions that are right', () => {
  const right = heredoc.replace('$.Payload.total', '$.total')
  const files = { 'infra/machine.tf': right, 'infra/functions.tf': functions.replace('lambda/', ''), 'src/price.js': '' }
  expect(findingsOf(files)).toEqual([])
})

test('jsonencode: the finding stands at the value in the configuration', () => {
  const encoded = machine(`jsonencode({
    StartAt = "A"
    States = {
      A = { Type = "Pass", Next = "Nowhere" }
    }
  })`)
  expect(findingsOf({ 'infra/main.tf': encoded })).toContain('infra/main.tf:8:28 missing-target')
})

test('templatefile: the finding stands in the template, with its variables put in', () => {
  const files = {
    'infra/main.tf': machine('templatefile("${path.module}/orders.asl.json", { price = aws_lambda_function.price.arn })') + functions,
    'infra/orders.asl.json':
      '{\n  "StartAt": "A",\n  "States": { "A": { "Type": "Task", "Resource": "${price}", "Next": "B" },\n  "B": { "Type": "Pass", "InputPath": "$.Payload.x", "End": true } }\n}\n',
    'src/lambda/price.mjs': '',
  }
  expect(findingsOf(files)).toEqual(['infra/orders.asl.json:4:26 payload-of-function'])
})

test('for_each: each function has the zip of its own key', () => {
  const each = `
locals {
  names = { good = "good", bad = "bad" }
}
data "archive_file" "code" {
  for_each   = local.names
  type       = "zip"
  source_dir = "\${path.module}/../src/\${each.value}"
}
resource "aws_lambda_function" "f" {
  for_each      = local.names
  function_name = "shop-\${each.value}"
  filename      = data.archive_file.code[each.key].output_path
  handler       = "good.handler"
  runtime       = "nodejs22.x"
}
${machine(`<<EOF
{ "StartAt": "A", "States": {
  "A": { "Type": "Task", "Resource": "\${aws_lambda_function.f["good"].arn}", "Next": "B" },
  "B": { "Type": "Task", "Resource": "\${aws_lambda_function.f["bad"].arn}", "End": true } } }
EOF`)}`
  expect(findingsOf({ 'infra/main.tf': each, 'src/good/good.js': '', 'src/bad/bad.js': '' })).toEqual(['infra/main.tf:14:19 handler-file'])
})

test('what only a deployment would tell is taken as it is', () => {
  const unknown = machine(`<<EOF
{ "StartAt": "A", "States": { "A": { "Type": "Task", "Resource": "\${var.flag ? module.a.arn : "x"}", "End": true } } }
EOF`)
  expect(findingsOf({ 'infra/main.tf': unknown })).toEqual([])
})

test('a value that is computed may be of any kind, and may hold the states that seem to be missing', () => {
  const computed = machine(`jsonencode({
    StartAt = "A"
    States = {
      A = { Type = "Choice", Choices = [for kind in var.kinds : { Variable = "$.kind", StringEquals = kind, Next = "B" }], Default = "C" }
      B = var.flag ? { Type = "Pass", Next = "D" } : { Type = "Fail" }
      C = merge({ Type = "Pass", Next = "Nowhere" }, { End = true, Next = "E" })
      D = { Type = "Wait", Seconds = var.seconds * 2, End = true }
      E = { Type = "Task", Resource = "no ARN", Retry = local.retry, End = true }
    }
  })`)
  expect(findingsOf({ 'infra/main.tf': computed })).toEqual(['infra/main.tf:10:7 exclusive-fields', 'infra/main.tf:12:28 resource-arn'])
})

test('values without quotes, of a heredoc or a template, and functions of texts that the files tell', () => {
  const files = {
    'infra/main.tf': `${machine(`<<EOF
{ "StartAt": "A", "States": {
  "A": { "Type": "Wait", "Seconds": \${var.stage == "dev" ? 1 : 60}, "Next": "B" },
  "B": { "Type": "Pass", "Result": \${jsonencode({ a = [1, "x"] })}, "Parameters": { "x.$": "b" }, "End": true } } }
EOF`)}${machine('templatefile("b.asl.json", { items = jsonencode([1]), seconds = var.seconds })').replace('"orders"', '"others"')}`,
    'infra/b.asl.json':
      '{ "StartAt": "A", "States": { "A": { "Type": "Pass", "Result": ${items}, "Next": "B" },\n"B": { "Type": "Wait", "Seconds": ${seconds}, "Next": "C" } } }',
  }
  expect(findingsOf(files)).toEqual([
    'infra/main.tf:8:69 template-path',
    'infra/b.asl.json:1:1 no-terminal-state',
    'infra/b.asl.json:2:47 missing-target',
  ])
})

test('members of an object whose values only a deployment tells are there all the same', () => {
  const locals = 'locals { base = { Type = "Task", Resource = var.function, Retry = [{ ErrorEquals = var.errors }] } }\n'
  const definition = `jsonencode({
    StartAt = "A"
    States = {
      A = merge(local.base, { Next = "B", Comment = null })
      B = merge(local.base, { Next = local.base.Resource })
    }
  })`
  expect(findingsOf({ 'infra/main.tf': `${locals}${machine(definition)}` })).toEqual(['infra/main.tf:9:11 value-type'])
  const heredoc = machine(
    '<<EOF\n{ "StartAt": "A", "States": { "A": ${jsonencode({ Type = "Task", Resource = var.function, End = true })} } }\nEOF',
  )
  expect(findingsOf({ 'infra/main.tf': heredoc })).toEqual([])
})

test('a text whose directives decide what stands in it is not judged', () => {
  expect(
    findingsOf({ 'infra/main.tf': machine('<<EOF\n{ "StartAt": "A", "States": { %{ for name in var.names } "x": 1 %{ endfor } } }\nEOF') }),
  ).toEqual([])
})

test('a file that is no configuration is refused with the place', () => {
  const folder = project({ 'infra/main.tf': 'resource "a" "b" {\n  x = [1, \n' })
  expect(() => readModule(folder, refuse)).toThrow(HclSyntaxError)
})

test('a definition that stands under another name is checked where it is written', () => {
  const broken = '{"StartAt":"A","States":{"A":{"Type":"Succeed"},"B":{"Type":"Succeed"}}}'
  const locals = `
locals {
  machine = local.other
  other   = jsonencode({ StartAt = "A", States = { A = { Type = "Succeed" }, B = { Type = "Succeed" } } })
  loop    = local.loop
  file    = templatefile("machine.json", {})
}
data "template_file" "rendered" {
  template = file("machine.json")
  vars     = { x = "y" }
}
data "template_file" "inline" {
  template = <<EOF
${broken}
EOF
}
`
  const findings = (definition: string) =>
    findingsOf({ 'infra/locals.tf': locals, 'infra/main.tf': machine(definition), 'infra/machine.json': broken })
  expect(findings('local.machine')).toEqual(['infra/locals.tf:4:78 unreachable-state'])
  expect(findings('local.file')).toEqual(['infra/machine.json:1:49 unreachable-state'])
  expect(findings('data.template_file.rendered.rendered')).toEqual(['infra/machine.json:1:49 unreachable-state'])
  expect(findings('data.template_file.inline.rendered')).toEqual(['infra/locals.tf:14:49 unreachable-state'])
  for (const none of ['local.loop', 'local.none', 'data.template_file.none.rendered', 'data.aws_any.one.rendered', 'module.one.definition'])
    expect(findings(none)).toEqual([])
})
