import type { StartRequest, StartResult } from '@pasos/engine'
import { type AskOwner, patienceOfExecutionsMs } from './ask-owner.ts'
import type { LaneWatch } from './lane-watch.ts'

export interface LaneStartsOptions {
  map: Pick<LaneWatch, 'shared'>
  isSpread(definition: string): boolean
  askOwner: AskOwner
  /** Of the configuration, as the owner of a lane must have it before it acts. */
  revision(): number
}

/** Clocks of nodes may differ by so much. */
const clocksDifferMs = 3_000

/** Starts a Standard execution in the lane that its ARN belongs to, whoever has that; nothing for what is the home's. */
export function laneStarts({ map, isSpread, askOwner, revision }: LaneStartsOptions) {
  const start = async (lane: number, request: StartRequest): Promise<StartResult> => {
    const began = Date.now()
    const body = { lane, revision: revision(), request }
    const patienceMs = request.parentExecutionArn === undefined ? undefined : patienceOfExecutionsMs
    const { result, isRepeat } = await askOwner<StartResult>({ lane, name: 'start', body, isRepeatable: true, patienceMs })
    // The first attempt had made it, and its answer was lost. The owner's clock says when it began, and this node's when it was asked for.
    const isOwn = isRepeat && result.record.input === request.input && result.record.startDate >= began - clocksDifferMs
    return isOwn ? { outcome: 'created', record: result.record } : result
  }
  return (request: StartRequest): Promise<StartResult> | undefined => {
    const isOfHome = request.type === 'EXPRESS' || map.shared.length === 0 || !isJson(request) || !isSpread(request.definition)
    return isOfHome ? undefined : start(map.shared[hashOf(request.executionArn) % map.shared.length]!, request)
  }
}

/** What goes to another node goes as JSON, which the values of a start in the middle, with all the digits of their numbers, are not. */
function isJson({ data = [], from }: StartRequest): boolean {
  return from === undefined && data.every(write => 'from' in write || write.value === undefined || typeof write.value === 'string')
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0
  return hash
}
