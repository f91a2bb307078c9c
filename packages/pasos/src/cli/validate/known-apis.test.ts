import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { told } from '../testing/told.ts'

const folder = mkdtempSync(join(tmpdir(), 'pasos-apis-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function validated(Resource: string, Parameters: object): Promise<[number, string]> {
  const file = join(folder, 'a.asl.json')
  const state = { Type: 'Task', Resource: `arn:aws:states:::${Resource}`, Parameters, End: true }
  writeFileSync(file, JSON.stringify({ StartAt: 'S', States: { S: state } }))
  const { code, out } = await told(['validate', file])
  return [code, out]
}

it('what CreateStateMachine refuses of an API’s actions and parameters is found without a server', async () => {
  expect((await validated('aws-sdk:s3:getObject', { Bucket: 'b', 'Key.$': '$.key' }))[0]).toBe(0)
  const [action, actions] = await validated('aws-sdk:s3:getObjects', {})
  expect([action, actions]).toEqual([2, expect.stringContaining('/States/S/Resource')])
  const [field, fields] = await validated('aws-sdk:s3:getObject', { Bucket: 'b', Key: 'k', Foo: 1 })
  expect([field, fields]).toEqual([2, expect.stringContaining("no parameter 'Foo'")])
})

it('a parameter in the spelling of another SDK is told in that of Step Functions, at any depth, and corrected', async () => {
  const channel = { RoleArn: 'arn:aws:iam::123456789012:role/r', SNSTopicArn: 'arn:aws:sns:us-east-1:123456789012:t' }
  const [code, out] = await validated('aws-sdk:textract:startDocumentAnalysis', { NotificationChannel: channel })
  expect([code, out]).toEqual([2, expect.stringContaining("→ Write 'SnsTopicArn', as it is spelt here.")])
  await told(['validate', '--fix', join(folder, 'a.asl.json')])
  expect(readFileSync(join(folder, 'a.asl.json'), 'utf8')).toContain('"SnsTopicArn":"arn:aws:sns')
  // Of two that are there, one may be meant as it is.
  const both = { NotificationChannel: { ...channel, SnsTopicArn: 'x' } }
  expect((await validated('aws-sdk:textract:startDocumentAnalysis', both))[1]).toContain('→ Check its spelling')
})
