import { rmSync } from 'node:fs'
import { expressionThreads, openEngine, systemClock, systemIds, type TaskRunner } from '@pasos/engine'
import { plainVault, sqliteStore } from '@pasos/store-sqlite'
import { type Composition, composeServices } from '../packages/pasos/src/server/compose-services.ts'
import { caller } from '../packages/pasos/src/server/example.ts'
import { allServices } from '../packages/services/src/index.ts'
import { numberArgument } from './setup/command-line.ts'
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
const place = { accountId: '123456789012', region: 'us-east-1' }
const folder = newFolder()

const instantly: TaskRunner = {
  claims: resource => resource.startsWith('arn:aws:lambda:'),
  run: ({ task }, report) => report({ type: 'TaskSucceeded', task, output: taskOutput }),
}
const fail = (error: Error): void => {
  throw error
}

const expressions = expressionThreads()
let composition: Composition | undefined
const engine = await openEngine({
  ...{ store: sqliteStore({ folder }), ...place, onFatal: fail },
  connectors: ports => {
    composition = composeServices({
      vault: plainVault,
      ...{ ...ports, ...place, folder, clock: systemClock, functionClock: undefined, ids: systemIds, services: allServices },
      ...{
        iam: 'enforce',
        sandbox: 'process',
        allowedHttp: [],
        endpoint: () => 'http://127.0.0.1',
        functionEndpoint: () => 'http://127.0.0.1',
      },
      ...{ longExpressions: expressions, givenKeys: new Map() },
      activities: () => Promise.reject(new Error('no activity takes part')),
      logger: { error: (message, details) => fail(new Error(`${message}: ${JSON.stringify(details)}`)) },
    })
    return [instantly, ...composition.connectors]
  },
})
const call = caller({ ...place, services: composition!.operations })
const policy = (statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }
await call('iam', 'CreateRole', { RoleName: 'bench', AssumeRolePolicyDocument: policy(trust) })
const allowed = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }
await call('iam', 'PutRolePolicy', { RoleName: 'bench', PolicyName: 'p', PolicyDocument: policy(allowed) })
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
await composition!.close()
await expressions.close()
await engine.close()
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
