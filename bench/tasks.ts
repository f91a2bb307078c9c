import { taskChain } from './setup/machines.ts'
import { publish } from './setup/results.ts'
import { throughput } from './setup/throughput.ts'

/** Ten tasks one after the other, each answered at once; every answer is a durable turn. */
publish('tasks', await throughput(taskChain(10), 11, 10))
