import { expect, test } from 'vitest'
import { parseYaml } from '../yaml/source-node.ts'
import { withVariables } from './serverless-variables.ts'

const service = parseYaml(`
service: letters
provider: { stage: "\${opt:stage, 'test'}" }
custom: { loop: "\${self:custom.loop}", runtimes: { test: nodejs22.x }, days: 7 }
`)

test.each([
  ['post', 'post'],
  ['${self:service}-${sls:stage}', 'letters-test'],
  ['${opt:name, self:custom.name, "post"}', 'post'],
  ['${self:custom.runtimes.${self:provider.stage}}', 'nodejs22.x'],
  ['${self:custom.days}', '7'],
  ['${env:NAME}-post', undefined],
  ['${self:custom.loop}', undefined],
])('%s is %s', (text, value) => {
  expect(withVariables(text, service)).toBe(value)
})

test('the stage is dev where nothing else is said', () => {
  expect(withVariables('post-${sls:stage}', parseYaml('service: letters'))).toBe('post-dev')
})
