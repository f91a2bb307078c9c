import { passChain } from './setup/machines.ts'
import { publish } from './setup/results.ts'
import { throughput } from './setup/throughput.ts'

/** Ten Pass and Choice states; an execution is one durable turn. */
publish('transitions', await throughput(passChain(10), 1, 10))
