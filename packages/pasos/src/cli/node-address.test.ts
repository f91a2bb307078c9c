import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nodeAddress } from './node-address.ts'

test.each([
  ['10.0.0.1:8090', '10.0.0.1', 8090],
  ['node-1.inner', 'node-1.inner', 0],
  ['[fd00::1]:8090', 'fd00::1', 8090],
  ['[fd00::1]', 'fd00::1', 0],
  ['[10.0.0.1]:8090', '10.0.0.1', 8090],
])('%s is an address of a node', (text, host, port) => {
  expect(nodeAddress(text)).toEqual({ host, port })
})

test.each(['', 'fd00::1', 'fd00::1:8090', ':8090', '[]:8090', '[fd00::1:8090', 'h]:8090', '10.0.0.1:port', '10.0.0.1:65536'])(
  '%j is none',
  text => {
    expect(() => nodeAddress(text)).toThrow()
  },
)

test('pods are reached by the address that they have, whichever version that is of', () => {
  const file = readFileSync(new URL('../../../../deploy/kubernetes/cluster.yaml', import.meta.url), 'utf8')
  const [, value] = /PASOS_NODE_ADDRESS, value: "([^"]*)"/.exec(file)!
  for (const host of ['10.1.2.3', 'fd00:10:244::7']) expect(nodeAddress(value!.replace('$(POD_IP)', host))).toEqual({ host, port: 8090 })
})
