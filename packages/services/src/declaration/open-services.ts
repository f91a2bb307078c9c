import { createStreamedCalls, type Operation, type ServiceOperations } from '@pasos/wire'
import { createCallerPermission } from '../iam/caller-permission.ts'
import { createMeter, type Meter } from './meter.ts'
import type { OpenService, Service, ServiceHost, ServicePorts } from './service.ts'

/** Services on their ports. */
export interface OpenServices {
  /** What the wire serves. An operation's first call opens its service. */
  operations: readonly ServiceOperations[]
  /** Takes what the services measure of themselves. */
  meter: Meter
  /** What a service lends; nothing when it is not among them. */
  face<Face>(service: Service<Face> | string): Promise<Face> | undefined
  /** Begins what goes on without being asked for. Call once the server answers. */
  start(): Promise<void>
  close(): Promise<void>
}

export function openServices(services: readonly Service[], ports: ServicePorts): OpenServices {
  const opened = new Map<Service, Promise<OpenService>>()
  const endings: (() => void)[] = []

  function open(service: Service): Promise<OpenService> {
    let opening = opened.get(service)
    if (!opening) {
      opening = service.open(host)
      opened.set(service, opening)
      // What kept it from opening may be gone at the next call.
      opening.catch(() => opened.delete(service))
    }
    return opening
  }

  function face<Face>(named: Service<Face> | string): Promise<Face> | undefined {
    const service = services.find(one => one === named || one.scope === named)
    return service && open(service).then(({ face }) => face as Face)
  }

  const { authorizer, catalog, logger } = ports
  let calls: ReturnType<typeof createStreamedCalls> | undefined
  const callAs: ServiceHost['callAs'] = call => {
    calls ??= createStreamedCalls({
      ...{ services: operations, logger },
      authorizeCaller: createCallerPermission({ authorizer, catalog, services }).authorizeCaller,
    })
    return calls(call)
  }
  const host: ServiceHost = { ...ports, meter: createMeter(() => ports.clock.now()), neighbour: face, callAs }
  const operations = services.map(service => ({
    scope: service.scope,
    operations: openingOperations(service, () => open(service)),
    bodyLimits: bodyLimitsOf(service),
    unsigned: unsignedOf(service),
  }))
  return {
    operations,
    face,
    meter: host.meter,
    async start() {
      for (const service of services) {
        const end = await service.start?.(host)
        if (end) endings.push(end)
      }
    },
    async close() {
      for (const end of endings.splice(0).reverse()) end()
      for (const opening of [...opened.values()].reverse()) {
        const service = await opening.catch(() => undefined)
        await service?.close?.()
      }
    },
  }
}

/** Bytes by operation, of those that take more than the ordinary. */
export function bodyLimitsOf({ operations }: Service): Record<string, number> {
  return Object.fromEntries(
    Object.entries(operations).flatMap(([name, { bodyBytes }]) => (bodyBytes === undefined ? [] : [[name, bodyBytes]])),
  )
}

/** The operations that nobody signs. */
function unsignedOf({ operations }: Service): string[] {
  return Object.entries(operations).flatMap(([name, { isUnsigned }]) => (isUnsigned ? [name] : []))
}

/** A table like the service's own, whose operations open the service when called. */
function openingOperations(service: Service, open: () => Promise<OpenService>): Record<string, Operation> {
  let loaded: OpenService['operations'] | undefined
  const ofLoaded = (operations: OpenService['operations'], name: string): Operation => {
    loaded = operations
    const run = operations[name]
    if (!run) throw new Error(`${service.scope} declares ${name}, but has no such operation`)
    return run
  }
  // Waits for nothing once the service is open: a call that waits for the disk would have one promise more to keep.
  const operation =
    (name: string): Operation =>
    (input, context) =>
      loaded === undefined
        ? open().then(({ operations }) => ofLoaded(operations, name)(input, context))
        : ofLoaded(loaded, name)(input, context)
  const atOnce =
    (name: string): NonNullable<Operation['atOnce']> =>
    (input, context) =>
      loaded && ofLoaded(loaded, name).atOnce?.(input, context)
  return Object.fromEntries(
    Object.entries(service.operations).map(([name, { leavesWrites }]) => [
      name,
      leavesWrites ? Object.assign(operation(name), { atOnce: atOnce(name) }) : operation(name),
    ]),
  )
}
