import { expect, it } from 'vitest'
import { decidePosture, type PostureRequest } from './posture.ts'

const plain: PostureRequest = { host: '127.0.0.1', allowedHosts: [], hasTls: false, behindProxy: false, allowNoAuth: false }

it.each<[string, Partial<PostureRequest>, ReturnType<typeof decidePosture>]>([
  ['loopback with nothing said trusts its owner', {}, { auth: 'trust' }],
  ['loopback verifies when asked', { auth: 'verify' }, { auth: 'verify' }],
  ['a name of its own means that others come', { allowedHosts: ['pasos.example'] }, { auth: 'verify' }],
  ['a proxy on this machine is not its owner', { behindProxy: true }, { auth: 'verify' }],
  ['what comes through a proxy cannot be trusted', { behindProxy: true, auth: 'trust' }, 'trustBeyondLoopback'],
  ['beyond loopback nobody is trusted', { host: '0.0.0.0', hasTls: true, auth: 'trust' }, 'trustBeyondLoopback'],
  ['beyond loopback everybody is verified', { host: '10.0.0.1', hasTls: true }, { auth: 'verify' }],
  ['beyond loopback it speaks TLS', { host: '0.0.0.0' }, 'plainBeyondLoopback'],
  ['a proxy may speak TLS for it', { host: '0.0.0.0', behindProxy: true }, { auth: 'verify' }],
  ['giving up keys has to be said', { host: '0.0.0.0', allowNoAuth: true }, { auth: 'none' }],
  ['but not together with the contrary', { allowNoAuth: true, auth: 'verify' }, 'contradictoryAuth'],
])('%s', (_, change, expected) => {
  expect(decidePosture({ ...plain, ...change })).toEqual(expected)
})
