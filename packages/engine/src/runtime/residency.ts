import type { StepEnvironment } from '@pasos/asl'
import type { Interpreter } from '../ports/interpreter.ts'
import type { ExecutionNumber, Journal, LoadedExecution } from '../ports/journal.ts'
import type { ExpressRuns } from './express.ts'
import { numberMap } from './number-map.ts'
import type { Programs } from './programs.ts'
import { type Delivery, infoOf, loadedRun, type Run } from './run.ts'
import type { RunCache } from './run-cache.ts'

/** Which executions are in memory, and how the others come there. */
export interface Residency {
  present(number: ExecutionNumber): Run | undefined
  presentByArn(executionArn: string): Run | undefined
  /** The execution in memory, brought there if it still runs. */
  wake(number: ExecutionNumber): Promise<Run | undefined>
  wakeByArn(executionArn: string): Promise<Run | undefined>
  /** An event for an execution wherever it is; those for one execution arrive in the order in which they were sent. */
  send(number: ExecutionNumber, delivery: Delivery): void
  /** Puts an execution into memory as it was read. */
  restore(loaded: LoadedExecution): Promise<Run>
  /** What was read in for events is so much, and not yet on disk again, that those who can wait should. */
  readonly isFull: boolean
}

// Executions with payloads of 50 kB are some 150 kB each; small ones wait for each other in hundreds, as a transaction takes them.
const mostWokenBytes = 4 * 1024 * 1024
/** How large they are is known only when they have been read. */
const mostArriving = 32

export function residency(options: {
  journal: Pick<Journal, 'find' | 'load'>
  interpreter: Pick<Interpreter, 'restoreSnapshot'>
  definitions: Pick<Programs, 'load'>
  cache: RunCache
  express: Pick<ExpressRuns, 'get' | 'byArn'>
  environment: (number: ExecutionNumber, executionArn: string) => StepEnvironment
  /** Into the inbox of an execution that is in memory. */
  post: (run: Run, delivery: Delivery) => void
  /** It is not full any more, or may not be. */
  freed: () => void
  onDefect: (error: unknown) => void
}): Residency {
  const { journal, interpreter, definitions, cache, express, environment, post, freed, onDefect } = options
  /** On their way into memory, with what has arrived for them meanwhile. */
  const arriving = numberMap<{ run: Promise<Run | undefined>; mail: Delivery[] }>()
  let wokenBytes = 0

  const present = (number: ExecutionNumber): Run | undefined => cache.get(number) ?? express.get(number)
  const presentByArn = (executionArn: string): Run | undefined => cache.byArn(executionArn) ?? express.byArn(executionArn)

  const restore = async (loaded: LoadedExecution): Promise<Run> => {
    const { record, frames, lastEventId, nextFrameId, number } = loaded
    const program = await definitions.load(record.definitionId)
    const snapshot = interpreter.restoreSnapshot(infoOf(record, stateMachineName(record.stateMachineArn)), frames, lastEventId, nextFrameId)
    const run = loadedRun(loaded, snapshot, program, environment(number, record.executionArn))
    cache.add(run)
    return run
  }

  const bring = async (number: ExecutionNumber): Promise<Run | undefined> => {
    const loaded = await journal.load(number)
    return loaded?.record.status === 'RUNNING' ? restore(loaded) : undefined
  }

  /** Counts what was read for an event until its turn is on disk. */
  const counted = (bytes: number, delivery: Delivery): Delivery => {
    wokenBytes += bytes
    const release = (): void => {
      wokenBytes -= bytes
      freed()
    }
    return {
      ...delivery,
      done(outcome) {
        release()
        delivery.done?.(outcome)
      },
      failed(error) {
        release()
        delivery.failed?.(error)
      },
    }
  }

  const arrive = (number: ExecutionNumber): { run: Promise<Run | undefined>; mail: Delivery[] } => {
    const known = arriving.get(number)
    if (known) return known
    const mail: Delivery[] = []
    const run = bring(number).then(
      found => {
        arriving.delete(number)
        for (const [index, delivery] of mail.entries()) {
          if (found) post(found, index === 0 ? counted(found.bytes, delivery) : delivery)
          else delivery.done?.('ended')
        }
        freed()
        return found
      },
      (error: Error) => {
        arriving.delete(number)
        for (const delivery of mail) delivery.failed?.(error)
        freed()
        throw error
      },
    )
    const entry = { run, mail }
    arriving.set(number, entry)
    return entry
  }

  const wake = async (number: ExecutionNumber): Promise<Run | undefined> => present(number) ?? arrive(number).run

  return {
    ...{ present, presentByArn, wake, restore },
    get isFull() {
      return wokenBytes > mostWokenBytes || arriving.size > mostArriving
    },
    async wakeByArn(executionArn) {
      const run = presentByArn(executionArn)
      if (run) return run
      const found = await journal.find(executionArn)
      // What was not on disk when the journal was asked is in memory.
      return presentByArn(executionArn) ?? (found?.record.status === 'RUNNING' ? wake(found.number) : undefined)
    },
    send(number, delivery) {
      const run = present(number)
      if (run) {
        post(run, delivery)
        return
      }
      const { run: arrival, mail } = arrive(number)
      mail.push(delivery)
      // A damaged row stops its own execution only.
      if (mail.length === 1) arrival.catch(onDefect)
    },
  }
}

/** `arn:aws:states:region:account:stateMachine:name` */
function stateMachineName(arn: string): string {
  return arn.split(':')[6] ?? arn
}
