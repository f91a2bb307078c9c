import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { collect } from './collect.ts'
import { savedAnswers } from './saved-answers.ts'

const folder = mkdtempSync(join(tmpdir(), 'pasos-saved-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('what no file has is told with the command that prints it', async () => {
  const file = join(folder, 'machine.json')
  const roleArn = 'arn:aws:iam::123456789012:role/Orders'
  const resource = 'arn:aws:lambda:eu-west-1:123456789012:function:charge'
  const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Task', Resource: resource, End: true } } })
  const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:Order'
  writeFileSync(file, JSON.stringify({ stateMachineArn, name: 'Order', type: 'STANDARD', definition, roleArn }))
  const { call, machineArns } = savedAnswers([file])
  expect((await collect(call, machineArns, 1)).notes).toEqual([
    'charge is left out: no file is the output of "aws lambda get-function --function-name charge"',
    `${roleArn} is left out: no file is the output of "aws iam get-role --role-name Orders"`,
  ])
})
