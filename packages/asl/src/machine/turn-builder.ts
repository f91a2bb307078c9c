import type { Program, Scope, State } from '../definition/program.ts'
import type { HistoryEvent } from '../history/history-event.ts'
import { newWorkBudget, type WorkBudget } from '../work-budget.ts'
import type { Command } from './command.ts'
import type { Datum } from './datum.ts'
import type { AnyFrame, ItemsFrame, JoinFrame, ScopeFrame } from './frame-kinds.ts'
import type { FrameId, Snapshot, StepEnvironment } from './snapshot.ts'
import type { ExecutionEnd, Turn } from './turn.ts'

/**
 * What is to be done next in a turn. State functions return it instead of calling each other, so neither a long chain of states nor a
 * Map over very many items deepens the stack.
 */
export type Work = EnterState | StartIteration | LeaveJoin | LeaveMapRun | LeaveTask | RerunState | WakeState | FailState

/** A scope enters a state. */
export interface EnterState {
  readonly type: 'enter'
  readonly frame: ScopeFrame
  readonly state: string
  readonly input: Datum
}

/** A Map has room for another iteration. */
export interface StartIteration {
  readonly type: 'iterate'
  readonly join: FrameId
  /** The event that made room. */
  readonly previous: number
}

/** All children of a Parallel or Map have ended. */
export interface LeaveJoin {
  readonly type: 'joined'
  readonly owner: FrameId
  readonly result: Datum
}

/** A Map Run has succeeded. */
export interface LeaveMapRun {
  readonly type: 'mapped'
  readonly frame: FrameId
  readonly result: Datum
}

/** A task has answered. */
export interface LeaveTask {
  readonly type: 'succeed'
  readonly frame: FrameId
  readonly result: Datum
}

/** The state a scope is in runs again: after a retrier's delay, or because the execution is redriven. */
export interface RerunState {
  readonly type: 'rerun'
  readonly frame: FrameId
}

/** The instant a Wait was for has come. */
export interface WakeState {
  readonly type: 'wake'
  readonly frame: FrameId
}

/** The state a scope is in has failed. */
export interface FailState {
  readonly type: 'fail'
  readonly frame: FrameId
  readonly failure: Failure
  /** It came from the Map state's own expressions while its Map Run was at work, at this place of the state. */
  readonly thrownAt?: string | undefined
}

/** A failure as data, on its way through Retry and Catch. */
export interface Failure {
  readonly error: string | undefined
  readonly cause: string | undefined
  /** Further names under which Retry and Catch know this error. */
  readonly aliases?: readonly string[]
  /** Whether it is the Map Run's own. */
  readonly isOfRun?: boolean
}

/**
 * A turn in the making. Frames are copied when they are first touched, so the snapshot stays as it was; the same draft is then changed
 * until the turn is finished. Scopes that can go on wait in `ready` and are run one after the other, without recursion.
 */
export class TurnBuilder {
  readonly program: Program
  readonly snapshot: Snapshot
  readonly env: StepEnvironment
  readonly history: HistoryEvent[] = []
  readonly commands: Command[] = []
  lastEventId: number
  nextFrameId: number
  end: ExecutionEnd | undefined
  /** Of the work under way; each piece of work has its own. */
  budget: WorkBudget = newWorkBudget()
  private readonly drafts = new Map<FrameId, AnyFrame>()
  private readonly removed = new Set<FrameId>()
  private readonly ready: Work[] = []
  private readyHead = 0

  constructor(program: Program, snapshot: Snapshot, env: StepEnvironment) {
    this.program = program
    this.snapshot = snapshot
    this.env = env
    this.lastEventId = snapshot.lastEventId
    this.nextFrameId = snapshot.nextFrameId
  }

  /** The frame as it is now, for reading only; undefined when it is gone. */
  read(id: FrameId): AnyFrame | undefined {
    if (this.removed.has(id)) return undefined
    return this.drafts.get(id) ?? (this.snapshot.frames.get(id) as AnyFrame | undefined)
  }

  readItems(id: FrameId): ItemsFrame {
    return expectKind(this.read(id), 'items', id)
  }

  readJoin(id: FrameId): JoinFrame {
    return expectKind(this.read(id), 'join', id)
  }

  readScope(id: FrameId): ScopeFrame {
    return expectKind(this.read(id), 'scope', id)
  }

  editScope(id: FrameId): ScopeFrame {
    return expectKind(this.edit(id), 'scope', id)
  }

  editJoin(id: FrameId): JoinFrame {
    return expectKind(this.edit(id), 'join', id)
  }

  put(frame: AnyFrame): void {
    this.removed.delete(frame.id)
    this.drafts.set(frame.id, frame)
  }

  remove(id: FrameId): void {
    this.drafts.delete(id)
    if (this.snapshot.frames.has(id)) this.removed.add(id)
  }

  /** Reserves ids of frames. */
  reserve(count: number): FrameId {
    const first = this.nextFrameId
    this.nextFrameId += count
    return first
  }

  scopeOf(frame: ScopeFrame): Scope {
    const scope = this.program.scopes[frame.scope]
    if (scope === undefined) throw new Error(`Frame ${frame.id} belongs to scope ${frame.scope}, which the program does not have`)
    return scope
  }

  stateOf(frame: ScopeFrame): State {
    const state = this.scopeOf(frame).states.get(frame.state)
    if (state === undefined) throw new Error(`Frame ${frame.id} is in state '${frame.state}', which its scope does not have`)
    return state
  }

  enqueue(work: Work): void {
    this.ready.push(work)
  }

  /** The next thing to do; what concerns scopes that were aborted meanwhile is passed over. */
  dequeue(): Work | undefined {
    while (this.readyHead < this.ready.length && this.end === undefined) {
      const work = this.ready[this.readyHead]
      this.readyHead++
      if (this.readyHead > 1024 && this.readyHead * 2 > this.ready.length) {
        this.ready.splice(0, this.readyHead)
        this.readyHead = 0
      }
      if (work !== undefined && this.isCurrent(work)) return work
    }
    return undefined
  }

  finish(): Turn {
    const turn: Turn = {
      frames: [...this.drafts.values()],
      removed: [...this.removed],
      history: this.history,
      commands: this.commands,
      lastEventId: this.lastEventId,
      nextFrameId: this.nextFrameId,
    }
    if (this.end !== undefined) turn.end = this.end
    return turn
  }

  private isCurrent(work: Work): boolean {
    switch (work.type) {
      case 'enter':
        return this.read(work.frame.id) === work.frame
      case 'iterate':
        return this.read(work.join) !== undefined
      case 'joined':
        return this.read(work.owner) !== undefined
      case 'succeed':
      case 'rerun':
      case 'wake':
      case 'mapped':
      case 'fail':
        return this.read(work.frame) !== undefined
    }
  }

  private edit(id: FrameId): AnyFrame | undefined {
    const draft = this.drafts.get(id)
    if (draft !== undefined || this.removed.has(id)) return draft
    const stored = this.snapshot.frames.get(id) as AnyFrame | undefined
    if (stored === undefined) return undefined
    const copy = stored.kind === 'scope' ? { ...stored, retries: [...stored.retries] } : { ...stored }
    this.drafts.set(id, copy)
    return copy
  }
}

function expectKind<K extends AnyFrame['kind']>(frame: AnyFrame | undefined, kind: K, id: FrameId): Extract<AnyFrame, { kind: K }> {
  if (frame?.kind !== kind) throw new Error(`Frame ${id} is ${frame === undefined ? 'missing' : `of kind ${frame.kind}`}, not ${kind}`)
  return frame as Extract<AnyFrame, { kind: K }>
}
