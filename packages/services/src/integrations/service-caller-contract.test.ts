import { durableCatalog, memoryJournal, seededIds } from '@pasos/engine'
import { serviceCallerContract } from '@pasos/engine/contracts'
import { ApiError } from '@pasos/wire'
import { describe } from 'vitest'
import { allServices } from '../services.ts'
import { createServiceCaller } from './service-caller.ts'

describe('services of this process', () => {
  serviceCallerContract(
    async served => ({
      caller: createServiceCaller({
        catalog: durableCatalog(memoryJournal()),
        ids: seededIds(),
        services: allServices.filter(({ scope }) => served.some(each => each.scope === scope)),
        operations: () => served,
        authorizeCaller: () => undefined,
        logger: { error: () => undefined },
      }),
    }),
    { reached: 'here', refuse: (code, message) => new ApiError(code, message) },
  )
})
