import { rmSync } from 'node:fs'
import type { TaskRunner } from '@pasos/engine'
import { numberArgument } from './setup/command-line.ts'
import { openComposedEngine } from './setup/composed-engine.ts'
import { mustBeRight, newFolder, startRequest } from './setup/engine.ts'
import { drive } from './setup/load.ts'
import { type BenchMachine, sqsChain, taskChain, taskOutput } from './setup/machines.ts'
import { publish, round } from './setup/results.ts'

/**
 * Ten tasks that each send a message to a queue, through role, permission and the turn's own transaction, beside ten that are answered at
 * once: on one engine, round after round, as a shared machine is never the same twice.
 */
const seconds = numberArgument('--seconds', 3)
const inFlight = numberArgument('--in-flight', 512)
const folder = newFolder()

const instantly: TaskRunner = {
  claims: resource => resource.startsWith('arn:aws:lambda:'),
  run: ({ task }, report) => report({ type: 'TaskSucceeded', task, output: taskOutput }),
}

const { engine, call, role, close } = await openComposedEngine(folder, { runners: [instantly] })
await role('bench', ['sqs:SendMessage'])
const { QueueUrl } = (await call('sqs', 'CreateQueue', { QueueName: 'bench' })) as { QueueUrl: string }

let serial = 0
async function run(machine: BenchMachine): Promise<void> {
  const request = startRequest(`run-${serial++}`, machine)
  await engine.runtime.start(request)
  mustBeRight(await engine.runtime.ended(request.executionArn), machine)
}
interface Rate {
  perSecond: number
  /** Of the main thread and of all threads, which others' work on the machine does not change. */
  mainUs: number
  allUs: number
}
const rateOf = async (machine: BenchMachine): Promise<Rate> => {
  const [main, all] = [process.threadCpuUsage(), process.cpuUsage()]
  const driven = await drive(inFlight, seconds, () => run(machine))
  const [mainUsed, allUsed] = [process.threadCpuUsage(main), process.cpuUsage(all)]
  const tasks = driven.count * 10
  return {
    perSecond: tasks / driven.seconds,
    mainUs: (mainUsed.user + mainUsed.system) / tasks,
    allUs: (allUsed.user + allUsed.system) / tasks,
  }
}

const [tasks, sending] = [taskChain(10), sqsChain(10, QueueUrl)]
await drive(inFlight, 1, () => run(tasks))
await drive(inFlight, 1, () => run(sending))
const rounds: { tasks: Rate; sqs: Rate }[] = []
for (let round = 0; round < numberArgument('--rounds', 3); round++) {
  const before = await rateOf(tasks)
  const sqs = await rateOf(sending)
  const after = await rateOf(tasks)
  rounds.push({ sqs, tasks: { ...after, perSecond: (before.perSecond + after.perSecond) / 2 } })
}
await close()
rmSync(folder, { recursive: true })
const share = (round: (typeof rounds)[number]): number => round.sqs.perSecond / round.tasks.perSecond
rounds.sort((a, b) => share(a) - share(b))
const median = rounds[rounds.length >> 1]!
publish('sqs-tasks', {
  sqsTasksPerSecond: round(median.sqs.perSecond),
  instantTasksPerSecond: round(median.tasks.perSecond),
  ofInstantTasks: round(share(median), 2),
  sqsMainThreadUs: round(median.sqs.mainUs, 1),
  instantMainThreadUs: round(median.tasks.mainUs, 1),
  sqsCpuUs: round(median.sqs.allUs, 1),
  instantCpuUs: round(median.tasks.allUs, 1),
})
