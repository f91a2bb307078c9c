import { setTimeout as wait } from 'node:timers/promises'
import { answersAfterMoveMs } from '../peers/answers-after-move.ts'
import { BrokenOff, TryAgain } from '../peers/try-again.ts'
import { homeLane } from '../ports.ts'
import type { LaneWatch } from './lane-watch.ts'

export interface AskingOptions {
  /** Who owns which lane, as it was a moment ago. */
  map: Pick<LaneWatch, 'urlOf' | 'onMove'>
  call<T>(url: string, name: string, body: object): Promise<T>
  /** How long a call waits for a lane that is on its way to another node, where it does not say so itself; fifteen seconds by default. */
  patienceMs?: number | undefined
  /** How long who was asked may still answer when the lane has moved. */
  movedMs?: number | undefined
}

/**
 * Asks the owner of a lane, whoever that is by then. `isRepeatable`: whether it may be asked again when the call broke off. `isRepeat` says that it
 * was, so that what it answers may be of its own first call; who is asked again is told so by a member `isRepeat`.
 */
export type AskOwner = <T>(asked: {
  lane: number
  name: string
  body: object
  isRepeatable: boolean
  /** How long this one waits for a lane that is on its way to another node. */
  patienceMs?: number | undefined
}) => Promise<{ result: T; isRepeat: boolean }>

const pollMs = 20
/** A lease, the time in which nobody is judged after an outage of the database, and the opening of the lane: clients try again after that. */
const defaultPatienceMs = 15_000
/** Of what an execution asks, or a node by itself, which have nobody who would try again: as long as reads wait for the database. */
export const patienceOfExecutionsMs = 60_000

export function askingOwner({ map, call, patienceMs: usualMs = defaultPatienceMs, movedMs = answersAfterMoveMs }: AskingOptions): AskOwner {
  /** A node that is cut off from the database can't answer, and is not waited for once the lane is another's. */
  const callWhileOwner = async <T>(url: string, lane: number, name: string, body: object): Promise<T> => {
    const moved = Promise.withResolvers<never>()
    let late: NodeJS.Timeout | undefined
    const forget = map.onMove(lane, url, () => {
      late = setTimeout(() => moved.reject(new BrokenOff(`Lane ${lane} has gone to another node.`)), movedMs)
    })
    const answer = call<T>(url, name, body)
    answer.catch(() => undefined)
    try {
      return await Promise.race([answer, moved.promise])
    } finally {
      forget()
      clearTimeout(late)
    }
  }

  return async ({ lane, name, body, isRepeatable, patienceMs = usualMs }) => {
    const giveUp = Date.now() + patienceMs
    let isRepeat = false
    for (;;) {
      try {
        const url = map.urlOf(lane)
        if (url === undefined) throw new TryAgain(`Lane ${lane} has no owner at this moment.`)
        return { result: await callWhileOwner(url, lane, name, isRepeat ? { ...body, isRepeat } : body), isRepeat }
      } catch (error) {
        const brokeOff = error instanceof BrokenOff
        if (!(error instanceof TryAgain || (brokeOff && isRepeatable)) || Date.now() > giveUp) throw error
        isRepeat ||= brokeOff
        await wait(pollMs)
      }
    }
  }
}

/** Asks the home, for a node. Only what may be asked twice. */
export function askingHome(ask: AskOwner) {
  const always = { lane: homeLane, isRepeatable: true, patienceMs: patienceOfExecutionsMs }
  return async <T>(name: string, body: object): Promise<T> => (await ask<T>({ ...always, name, body })).result
}
