import { durableCatalog, fakeClock, memoryContentStore, memoryJournal, memoryLogStore, seededIds } from '@pasos/engine'
import { createAuthorizer } from '../../iam/authorizer.ts'
import { createCallerPermission } from '../../iam/caller-permission.ts'
import { echoHost, memoryCodeStore } from '../../lambda/test-host.ts'
import { testWorld } from '../../states/test-world.ts'
import { createCredentialStore } from '../../sts/credential-store.ts'
import type { Service, ServicePorts } from '../service.ts'

/** For tests: ports in memory, with functions that answer their payload and executions that run until somebody ends them. */
export function memoryPorts(): ServicePorts {
  const journal = memoryJournal()
  const catalog = durableCatalog(journal)
  const { data } = journal
  const clock = fakeClock(Date.now())
  const ids = seededIds()
  const credentials = createCredentialStore({ catalog, data, clock, ids })
  const { runtime, index, activities } = testWorld().deps
  return {
    accountId: '123456789012',
    region: 'us-east-1',
    ...{ catalog, data, clock, ids, credentials, runtime, index, activities },
    follow: (_name, handle) => runtime.subscribe(({ record, events }) => void handle([{ execution: record, events }])),
    contents: memoryContentStore(),
    logs: memoryLogStore(() => clock.now()),
    authorizer: createAuthorizer({ catalog, clock, ids, credentials }),
    caller: { reach: () => 'nowhere', call: () => Promise.reject(new Error('nobody is called here')) },
    connectors: () => [],
    functions: async () => ({ host: echoHost(), codeStore: { ...memoryCodeStore(), collect: async () => undefined } }),
    sealingKey: () => Buffer.alloc(32, 7),
    outgoing: {
      post: () => Promise.reject(new Error('nothing goes out in this test')),
      exchange: () => Promise.reject(new Error('nothing goes out in this test')),
    },
    endpoint: () => 'http://127.0.0.1',
    functionEndpoint: () => 'http://127.0.0.1:1',
    givenKeys: new Map(),
    logger: { error: (message, details) => console.error(message, details) },
  }
}

/** The hook of the dispatcher over the same ports. */
export function permissionOver({ authorizer, catalog }: ServicePorts, services: readonly Service[]) {
  return createCallerPermission({ authorizer, catalog, services }).authorizeCaller
}
