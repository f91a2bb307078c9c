import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { pasos, temporaryFolder } from './running-server.ts'

const cleanups: Array<() => unknown> = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

/** A project with one function, called by a machine that reads what the function never wraps its answer in. */
function project(handler: string, path: string): string {
  const { folder, remove } = temporaryFolder('validate')
  cleanups.push(remove)
  const files = {
    'src/main.js': 'exports.handler = async () => ({ is_even: true })\n',
    'infra/lambda.tf': `data "archive_file" "f" {
  type        = "zip"
  source_dir  = "../src/"
  output_path = "f.zip"
}
resource "aws_lambda_function" "f" {
  function_name = "numbers"
  filename      = data.archive_file.f.output_path
  handler       = "${handler}"
  runtime       = "nodejs22.x"
}
`,
    'infra/machine.tf': `resource "aws_sfn_state_machine" "m" {
  name       = "Numbers"
  definition = <<EOF
{ "StartAt": "Draw",
  "States": {
    "Draw": { "Type": "Task", "Resource": "\${aws_lambda_function.f.arn}", "Next": "Even?" },
    "Even?": {
      "Type": "Choice",
      "Choices": [{ "Variable": "${path}", "BooleanEquals": true, "Next": "Done" }],
      "Default": "Done" },
    "Done": { "Type": "Succeed" } } }
EOF
}
`,
    'machines/broken.asl.json': '{ "StartAt": "A", "States": { "A": { "Type": "Pass", "Next": "B" }, "B": { "Type": "Pass" } } }',
    'machines/sound.asl.json': '{ "StartAt": "A", "States": { "A": { "Type": "Pass", "End": true } } }',
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

it('names both mistakes of a Terraform project at their lines, in the language of the terminal', async () => {
  const folder = project('numbers/main.handler', '$.Payload.is_even')
  const spanish = await pasos(['validate', join(folder, 'infra')], { LC_ALL: 'es_ES.UTF-8' })
  expect(spanish.code).toBe(0)
  expect(spanish.stdout).toMatch(/lambda\.tf:9:19 aviso HANDLER_NOT_IN_PACKAGE[^→]*numbers\/main\.handler[^→]*main\.js/)
  expect(spanish.stdout).toMatch(/machine\.tf:9:21 aviso PATH_NEVER_EXISTS[^→]*\$\.Payload\.is_even/)
  expect(spanish.stdout).toContain('0 errores, 2 avisos')
  const strict = await pasos(['validate', '--strict', '--json', join(folder, 'infra')], { LC_ALL: 'C' })
  expect(strict.code).toBe(2)
  const { files: reports }: { files: { file: string; findings: { rule: string }[] }[] } = JSON.parse(strict.stdout)
  expect(reports.flatMap(({ findings }) => findings.map(({ rule }) => rule)).sort()).toEqual(['handler-file', 'payload-of-function'])
})

it('says nothing of a Terraform project that is right', async () => {
  const folder = project('main.handler', '$.is_even')
  const { code, stdout } = await pasos(['validate', '--strict', join(folder, 'infra', 'machine.tf')], { LC_ALL: 'C' })
  expect([code, stdout.trim()]).toEqual([0, '0 errors, 0 warnings'])
})

it('finds definitions in folders and by globs, and ends with 2 for an error', async () => {
  const folder = project('main.handler', '$.is_even')
  const all = await pasos(['validate', '--format', 'sarif', join(folder, 'machines')], { LC_ALL: 'C' })
  expect(all.code).toBe(2)
  expect(JSON.parse(all.stdout).runs.flatMap((run: { results: object[] }) => run.results).length).toBeGreaterThan(0)
  const some = await pasos(['validate', join(folder, 'machines', 's*.asl.json')], { LC_ALL: 'C' })
  expect([some.code, some.stdout.trim()]).toEqual([0, '0 errors, 0 warnings'])
  const none = await pasos(['validate', join(folder, 'src')], { LC_ALL: 'C' })
  expect(none.code).toBe(2)
  expect(none.stderr).toContain('nothing to check')
})

it('reads a definition that is piped in, and speaks the language asked for', async () => {
  const { code, stdout } = await pasos(['validate', '--lang', 'es', '-'], { LC_ALL: 'C' }, '{ "StartAt": "A", "States": {} }')
  expect(code).toBe(2)
  expect(stdout).toMatch(/^-:1:\d+ error [A-Z_]+/)
  expect(stdout).toMatch(/\n\d+ error(es)?, 0 avisos\n$/)
  const missing = await pasos(['validate', '--lang', 'es', 'missing.asl.json'], { LC_ALL: 'C' })
  expect(missing.stderr).toContain('No hay ningún archivo missing.asl.json')
})

it('reads a folder of templates: what they deploy is checked once, with what they put in, at its place', async () => {
  const fixtures = fileURLToPath(new URL('../packages/iac/fixtures/', import.meta.url))
  const { code, stdout } = await pasos(['validate', '--json', fixtures], { LC_ALL: 'C' })
  expect(code).toBe(2)
  type Report = { file: string; findings: { range: { start: { line: number } }; rule: string }[] }
  const { files: reports }: { files: Report[] } = JSON.parse(stdout)
  const places = reports.flatMap(({ file, findings }) => findings.map(({ range, rule }) => `${basename(file)}:${range.start.line} ${rule}`))
  expect(places).toContain('reminder.asl.yaml:12 heartbeat-timeout')
  expect(places).toContain('cdk-missing-target.template.json:34 missing-target')
  expect(places.length).toBe(new Set(places).size)
  const examples = await pasos(['validate', fileURLToPath(new URL('../examples/', import.meta.url))], { LC_ALL: 'C' })
  expect([examples.code, examples.stdout]).toEqual([0, '0 errors, 0 warnings\n'])
})
