import { rmSync } from 'node:fs'
import type { TaskRunner } from '@pasos/engine'
import { argument, numberArgument } from './setup/command-line.ts'
import { openComposedEngine } from './setup/composed-engine.ts'
import { mustBeRight, newFolder, startRequest } from './setup/engine.ts'
import { drive, warmUpSeconds } from './setup/load.ts'
import { type BenchMachine, sendingChain, sqsChain, taskChain, taskOutput } from './setup/machines.ts'
import { publish, round } from './setup/results.ts'

/**
 * Ten tasks that each send a message to a queue, through role, permission and the turn's own transaction, beside ten that are answered at
 * once: on one engine, round after round, as a shared machine is never the same twice. `--through sns` and `--through events` have the message
 * go to the queue by a topic or a bus.
 */
const seconds = numberArgument('--seconds', 3)
const inFlight = numberArgument('--in-flight', 512)
const folder = newFolder()

const instantly: TaskRunner = {
  claims: resource => resource.startsWith('arn:aws:lambda:'),
  run: ({ task }, report) => report({ type: 'TaskSucceeded', task, output: taskOutput }),
}

const { engine, call, role, close } = await openComposedEngine(folder, { runners: [instantly] })
await role('bench', ['sqs:SendMessage', 'sns:Publish', 'events:PutEvents'])
const through = (argument('--through') ?? 'sqs') as 'sqs' | 'sns' | 'events'
const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }] })
const { QueueUrl } = (await call('sqs', 'CreateQueue', { QueueName: 'bench', Attributes: through === 'sqs' ? {} : { Policy } })) as {
  QueueUrl: string
}
const queueArn = 'arn:aws:sqs:us-east-1:123456789012:bench'

const chains = {
  sqs: async () => sqsChain(10, QueueUrl),
  async sns() {
    const { TopicArn } = (await call('sns', 'CreateTopic', { Name: 'bench' })) as { TopicArn: string }
    await call('sns', 'Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: queueArn, Attributes: { RawMessageDelivery: 'true' } })
    return sendingChain(10, 'sns:publish', { TopicArn, 'Message.$': '$.order' })
  },
  async events() {
    await call('events', 'PutRule', { Name: 'bench', EventPattern: '{"source":["bench"]}' })
    await call('events', 'PutTargets', { Rule: 'bench', Targets: [{ Id: 't', Arn: queueArn }] })
    return sendingChain(10, 'events:putEvents', { Entries: [{ Source: 'bench', DetailType: 'd', 'Detail.$': '$.order' }] })
  },
}

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

const [tasks, sending] = [taskChain(10), await chains[through]()]
await drive(inFlight, warmUpSeconds, () => run(tasks))
await drive(inFlight, warmUpSeconds, () => run(sending))
const rounds: { tasks: Rate; sent: Rate }[] = []
for (let round = 0; round < numberArgument('--rounds', 3); round++) {
  const before = await rateOf(tasks)
  const sent = await rateOf(sending)
  const after = await rateOf(tasks)
  rounds.push({ sent, tasks: { ...after, perSecond: (before.perSecond + after.perSecond) / 2 } })
}
await close()
rmSync(folder, { recursive: true })
const share = (round: (typeof rounds)[number]): number => round.sent.perSecond / round.tasks.perSecond
rounds.sort((a, b) => share(a) - share(b))
const median = rounds[rounds.length >> 1]!
publish(`${through}-tasks`, {
  [`${through}TasksPerSecond`]: round(median.sent.perSecond),
  instantTasksPerSecond: round(median.tasks.perSecond),
  ofInstantTasks: round(share(median), 2),
  [`${through}MainThreadUs`]: round(median.sent.mainUs, 1),
  instantMainThreadUs: round(median.tasks.mainUs, 1),
  [`${through}CpuUs`]: round(median.sent.allUs, 1),
  instantCpuUs: round(median.tasks.allUs, 1),
})
