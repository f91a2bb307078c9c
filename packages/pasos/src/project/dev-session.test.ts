import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Call } from '../server/example.ts'
import type { Change } from './deploy-project.ts'
import { openDevSession } from './dev-session.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-dev-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('what is refused as it begins is told when its file is as deployed again', async () => {
  const deployed = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}'
  const file = join(folder, 'order.asl.json')
  const answers: Record<string, () => unknown> = {
    GetRole: () => ({ Role: { Arn: 'arn:aws:iam::123456789012:role/PasosProject' } }),
    DescribeStateMachine: () => ({ definition: deployed }),
    UpdateStateMachine: () => {
      throw new Error('No.')
    },
  }
  const call: Call = async (_, operation) => answers[operation]?.()
  const told: Change['what'][] = []
  const isBack = Promise.withResolvers<void>()
  writeFileSync(file, deployed.replace('"A":{', '"B":{'))
  const session = await openDevSession({
    ...{ folder, target: { call, accountId: '123456789012', region: 'us-east-1' } },
    onChange: ({ what }) => {
      told.push(what)
      if (what !== 'refused') isBack.resolve()
    },
    onProblem: reason => isBack.reject(new Error(reason)),
    onSolved: () => undefined,
  })
  try {
    writeFileSync(file, deployed)
    await isBack.promise
    expect(told).toEqual(['refused', 'unchanged'])
  } finally {
    session.close()
  }
})
