import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { told } from '../testing/told.ts'

const DOCUMENT = fileURLToPath(new URL('../../../../../e2e/document/', import.meta.url))
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-fix-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('pasos validate --fix', () => {
  it('corrects JSON, YAML and templates where they are written, and keeps everything else of them', async () => {
    const json = file('a.asl.json', '{"StartAt": "a",\r\n\t"States": {"A": {"type":"pass", "End": true,}}}\r\n')
    const yaml = file('b.asl.yaml', "# starts\nStartAt: 'ship it'\nStates:\n  Ship_It: { type: succeed } # ends\n")
    const sam = file(
      'template.yaml',
      'Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Role: !GetAtt R.Arn # mine\n      Definition:\n        StartAt: a\n        States: { A: { Type: Succeed } }\n',
    )
    const { out, err, code } = await told(['validate', '--fix', folder])
    expect([code, out]).toEqual([0, '0 errors, 0 warnings\n'])
    expect(err).toContain('b.asl.yaml:4:20 succeed → Succeed [state-type]')
    expect(readFileSync(json, 'utf8')).toBe('{"StartAt": "A",\r\n\t"States": {"A": {"Type":"Pass", "End": true}}}\r\n')
    expect(readFileSync(yaml, 'utf8')).toBe("# starts\nStartAt: 'Ship_It'\nStates:\n  Ship_It: { Type: Succeed } # ends\n")
    expect(readFileSync(sam, 'utf8')).toContain('      Role: !GetAtt R.Arn # mine\n      Definition:\n        StartAt: A\n')
    expect((await told(['validate', '--fix', folder])).err).toBe('There is nothing that can be corrected without a doubt.\n')
  })

  it('with --dry-run prints a diff that git applies, and writes nothing', async () => {
    const text = `{\n  "StartAt": "a",\n${'\n'.repeat(9)}  "States": { "A": { "Type": "Pass", "end": true } }\n}`
    const path = file('a.asl.json', text)
    const before = process.cwd()
    process.chdir(folder)
    const { out, code } = await told(['validate', '--dry-run', 'a.asl.json']).finally(() => process.chdir(before))
    expect([code, readFileSync(path, 'utf8')]).toEqual([0, text])
    expect(out).toMatch(/^--- a\/a\.asl\.json\n\+\+\+ b\/a\.asl\.json\n@@ -1,5 \+1,5 @@\n/)
    execFileSync('git', ['apply', '-'], { cwd: folder, input: out })
    expect((await told(['validate', path])).out).toBe('0 errors, 0 warnings\n')
  })

  it('mends both mistakes of the document, and changes nothing else in its Terraform', async () => {
    cpSync(DOCUMENT, folder, { recursive: true })
    const right = new Map(texts(folder))
    const spoil = (name: string, from: string, to: string) => {
      const path = join(folder, 'terraform', name)
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, to))
    }
    spoil('lambda.tf', '"main.handler"', '"1_number_generator/main.handler"')
    spoil('step_function.tf', '$.is_even', '$.Payload.is_even')
    const { out, err } = await told(['validate', '--fix', '--strict', folder])
    expect(err).toMatch(/lambda\.tf:6:23 1_number_generator\/main\.handler → main\.handler \[handler-file\]/)
    expect(err).toMatch(/step_function\.tf:20:24 \$\.Payload\.is_even → \$\.is_even \[payload-of-function\]/)
    expect([new Map(texts(folder)), out]).toEqual([right, '0 errors, 0 warnings\n'])
  })

  it('leaves what it cannot know, and ends with 2 for it', async () => {
    const path = file('a.asl.json', '{"StartAt": "Z", "States": {"A": {"Type": "Pass", "end": true}}}')
    const { out, code } = await told(['validate', '--fix', path])
    expect([code, out]).toEqual([2, expect.stringContaining("There is no state 'Z' here.")])
    expect(readFileSync(path, 'utf8')).toContain('"End": true')
    expect((await told(['validate', '--fix', '-'])).code).toBe(2)
  })
})

describe('pasos validate', () => {
  it('says so where there was nothing to check, so that it does not pass for a good result', async () => {
    const bucket = file(
      'template.yaml',
      'Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties: { DefinitionUri: s3://b/k }\n',
    )
    const none = await told(['validate', bucket])
    expect([none.code, none.out]).toEqual([0, '0 errors, 0 warnings\n'])
    expect(none.err).toContain('Nothing was checked')
    const machine = file('a.asl.json', '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}')
    expect((await told(['validate', bucket, machine])).err).toBe('')
  })
})

function texts(of: string): [string, string][] {
  const files = readdirSync(of, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return files.map(entry => join(entry.parentPath, entry.name)).map(path => [path, readFileSync(path, 'utf8')])
}
