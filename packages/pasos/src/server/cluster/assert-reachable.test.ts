import { expect, test } from 'vitest'
import { assertReachable } from './assert-reachable.ts'

const node = (name: string, url: string | null) => ({ name, url })

test('nodes of one machine reach each other by its loopback interface', () => {
  expect(() => assertReachable(node('a:1', 'http://127.0.0.1:4000'), [node('a:2', 'http://127.0.0.1:4001')])).not.toThrow()
  expect(() => assertReachable(node('a:1', 'http://10.0.0.1:4000'), [node('b:1', 'http://10.0.0.2:4000'), node('c:9', null)])).not.toThrow()
})

test('a node that other machines would look for on themselves is refused, and told which option says where it is', () => {
  expect(() => assertReachable(node('a:1', 'http://127.0.0.1:4000'), [node('b:2', 'http://10.0.0.2:4000')])).toThrow(/a:1.*--node-address/)
  expect(() => assertReachable(node('a:1', 'http://10.0.0.1:4000'), [node('b:2', 'http://[::1]:4000')])).toThrow(/b:2.*--node-address/)
})
