import type { Runtime, StartRequest, TaskRequest } from '@pasos/engine'
import type { Acknowledged } from '../oracle/evidence.ts'
import { workItem } from './random-machine.ts'
import type { World } from './world.ts'

/** Clients elsewhere. A call that the server took to its grave is made again, with the same arguments, until it is answered. */
export interface SimulatedClients {
  readonly acknowledged: readonly Acknowledged[]
  readonly isIdle: boolean
  start(request: StartRequest): void
  /** Answers a task by its token, sometimes twice. */
  answerToken(request: TaskRequest): void
  /** There is a server again. */
  reconnect(): void
}

type Called = Pick<Runtime, 'start' | 'stop' | 'deliverByToken'>
type Call = (runtime: Called) => Promise<void>

export function simulatedClients({
  world,
  runtime,
}: {
  world: Pick<World, 'now' | 'outside' | 'chance' | 'between'>
  runtime: () => Called | undefined
}): SimulatedClients {
  const acknowledged: Acknowledged[] = []
  const open = new Set<Call>()
  const answered = new Set<string>()
  // Starts are under way until they are answered; tokens may wait for executions that have ended.
  const unanswered = new Set<string>()
  let answers = 0

  const attempt = (call: Call): void => {
    const server = runtime()
    if (!server || !open.has(call)) return
    call(server).then(
      () => open.delete(call),
      () => undefined,
    )
  }

  const makeCall = (delayMs: number, call: Call): void => {
    open.add(call)
    world.outside(delayMs, () => attempt(call))
  }

  const tell = async (server: Called, { executionArn }: TaskRequest, token: string, fails: boolean): Promise<void> => {
    const n = `token answer ${++answers}`
    const output = JSON.stringify(workItem(world, n))
    if (fails) {
      const error = `Flaky`
      if ((await server.deliverByToken(token, { type: 'TaskFailed', error, cause: n })) === 'delivered')
        acknowledged.push({ call: 'SendTaskFailure', executionArn, token, error })
    } else if ((await server.deliverByToken(token, { type: 'TaskSucceeded', output })) === 'delivered')
      acknowledged.push({ call: 'SendTaskSuccess', executionArn, token, output })
  }

  return {
    acknowledged,
    get isIdle() {
      return unanswered.size === 0
    },
    start(request) {
      unanswered.add(request.executionArn)
      const { executionArn, input } = request
      const call: Call = async server => {
        const { outcome, record } = await server.start(request)
        // A conflict with the same input: it was started by a call that died unanswered, and has ended since.
        if (outcome !== 'conflict' || record.input === input) acknowledged.push({ call: 'StartExecution', executionArn, input })
        // A call may be on its way twice: made as planned, and again when the server came back.
        unanswered.delete(executionArn)
        if (world.chance(0.3)) makeCall(world.between(0, 2_000), async again => void (await again.start(request)))
        if (world.chance(0.1)) makeCall(world.between(0, 60_000), stop)
      }
      const stop: Call = async server => {
        await server.stop(executionArn, { error: 'Stopped', cause: 'by a client' })
        acknowledged.push({ call: 'StopExecution', executionArn, at: world.now() })
      }
      makeCall(world.between(0, 5_000), call)
    },
    answerToken(request) {
      const token = request.token!
      if (answered.has(token)) return
      answered.add(token)
      const fails = world.chance(0.2)
      makeCall(world.between(0, 15_000), async server => {
        await tell(server, request, token, fails)
        if (world.chance(0.4)) makeCall(world.between(0, 3_000), again => tell(again, request, token, false))
      })
    },
    reconnect() {
      for (const call of open) world.outside(world.between(0, 1_000), () => attempt(call))
    },
  }
}
