import type { DataWrite } from '@pasos/engine'
import type { DeferredWrites } from '@pasos/wire'
import { testContext } from '../../states/test-world.ts'
import { openServices } from '../open-services.ts'
import type { Service } from '../service.ts'
import { memoryPorts } from './memory-ports.ts'

/** For tests: services whose operations leave what they write to a turn, which is committed, or not, when the test says so. */
export function atOnceWorld(services: readonly Service[]) {
  const ports = memoryPorts()
  const opened = openServices(services, ports)
  const left: { writes: readonly object[]; settle(committed: boolean): void }[] = []
  const deferred: DeferredWrites = { add: (writes, settle) => void left.push({ writes, settle }) }
  const operationOf = (scope: string, name: string) => opened.operations.find(service => service.scope === scope)!.operations[name]!
  const settle = (committed: boolean): void => {
    for (const each of left.splice(0)) each.settle(committed)
  }
  return {
    ...{ ports, opened, left },
    async call(service: string, operation: string, input: object): Promise<Record<string, unknown>> {
      return (await operationOf(service, operation)(input, { ...testContext(), service, operation })) as Record<string, unknown>
    },
    atOnce: (service: string, operation: string, input: object) =>
      operationOf(service, operation).atOnce?.(input, { ...testContext(), service, operation, deferred }) as (() => object) | undefined,
    async commit(): Promise<void> {
      await ports.data.commit(left.flatMap(({ writes }) => writes) as DataWrite[])
      settle(true)
    },
    drop: () => settle(false),
  }
}
