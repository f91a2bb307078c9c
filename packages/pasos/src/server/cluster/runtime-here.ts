import { type AskOwner, type ConfigurationCopy, homeLane, type LaneWatch, laneCalls, laneStarts, type SharedReads } from '@pasos/cluster'
import { EngineClosed, type Runtime, type StartRequest, taskTokens } from '@pasos/engine'
import { laneOf } from '@pasos/store-postgres'
import { ApiError } from '@pasos/wire'

export interface RuntimeHereOptions {
  /** Of the node itself, over nothing but memory. */
  runtime: Runtime
  configuration: Pick<ConfigurationCopy, 'revision'>
  shared: { executions: Pick<SharedReads['executions'], 'find'> }
  map: Pick<LaneWatch, 'shared'>
  askOwner: AskOwner
  /** Whether an execution of this definition may run on any node. */
  canSpread(definition: string): boolean
  keepsExpressHistory: boolean
}

/** No operation answers with it: the home is to be asked instead. */
export const MISDIRECTED = 421

export function misdirected(): never {
  throw new ApiError('Misdirected', 'The home is to be asked.', { httpStatus: MISDIRECTED })
}

/** A token is read without it; whether it is genuine is judged by whoever has the execution. */
const noSecret = Buffer.alloc(0)

/** The runtime as a node that is asked has it: executions that may run anywhere are begun here or in their lanes, and those in lanes are told things there. */
export function runtimeHere({ runtime, keepsExpressHistory, canSpread, ...options }: RuntimeHereOptions): Runtime {
  const { configuration, shared, map } = options
  const asked = { map, askOwner: options.askOwner, revision: () => configuration.revision }
  const startInLane = laneStarts({ ...asked, isSpread: canSpread })
  const owners = laneCalls(asked)
  const tokens = taskTokens(noSecret)
  const isHere = ({ isSynchronous, definition }: StartRequest): boolean =>
    isSynchronous === true && !keepsExpressHistory && canSpread(definition)
  const inLane = (number: number | undefined): number => {
    const lane = number === undefined ? homeLane : laneOf(number)
    return map.shared.includes(lane) ? lane : misdirected()
  }
  /** Of one that is not there the home may know more: it has Express in memory, and may just be starting it. */
  const laneOfExecution = async (executionArn: string): Promise<number> => inLane((await shared.executions.find(executionArn))?.number)
  return {
    ...runtime,
    start: async request => startInLane(request) ?? (isHere(request) ? runtime.start(request) : misdirected()),
    async deliverByToken(...told) {
      const outcome = await owners.deliverByToken(inLane(tokens.read(told[0])?.number), ...told)
      // The home knows tokens of a store that was moved here.
      return outcome === 'unknown' ? misdirected() : outcome
    },
    executionOf: misdirected,
    stop: async (executionArn, ...asked) =>
      (await owners.stop(await laneOfExecution(executionArn), executionArn, ...asked)) ?? misdirected(),
    redrive: async (executionArn, redriveCount) =>
      (await owners.redrive(await laneOfExecution(executionArn), executionArn, redriveCount)) ?? misdirected(),
    ended: executionArn =>
      runtime.ended(executionArn).catch((error: unknown) => {
        if (!(error instanceof EngineClosed)) throw error
        throw new ApiError('ServiceUnavailableException', 'The node that ran the execution has ended. Try again.', { httpStatus: 503 })
      }),
  }
}
