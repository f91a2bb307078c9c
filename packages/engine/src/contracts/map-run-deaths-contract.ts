import { defaultLimits, type Json } from '@pasos/asl'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { languageInterpreter } from '../interpreter.ts'
import { type FakeClock, fakeClock, seededIds } from '../memory/fake-clock.ts'
import type { ItemSource } from '../ports/map-runs.ts'
import type { StartRequest } from '../ports/runtime.ts'
import type { TaskReport, TaskRequest, TaskRunner } from '../ports/tasks.ts'
import { embeddedRuntime } from '../runtime/embedded-runtime.ts'
import type { EmbeddedRuntime, RuntimeOptions } from '../runtime/runtime-options.ts'
import type { RuntimePlace } from './runtime-contract.ts'

type Journal = RuntimeOptions['journal']

/** A process on a journal that it shares with those after it. It dies after so many writes: nothing that it gives to the journal then gets there. */
interface Process {
  runtime: EmbeddedRuntime
  /** Nothing more comes of what was asked. */
  settled(): Promise<void>
  /** From now on no Map Run gets into memory. */
  hold(): void
  /** Answers every task there is. */
  answer(how: (input: Json) => 'fail' | Json): Promise<void>
  hasDied(): boolean
}

interface Watched {
  journal: Journal
  settled(): Promise<void>
  hold(): void
  hasDied(): boolean
}

function watched(journal: Journal, writes: number): Watched {
  let left = writes
  let underway = 0
  let isHeld = false
  const writing = (name: 'commit' | 'commitMapRun') => (write: never, done: (error?: Error) => void) => {
    if (left-- <= 0) return
    underway++
    journal[name](write, error => {
      underway--
      done(error)
    })
  }
  const barrier: Journal['barrier'] = done => {
    if (left <= 0) return
    underway++
    journal.barrier(error => {
      underway--
      done(error)
    })
  }
  const counted =
    (value: (...asked: unknown[]) => unknown, name: string) =>
    (...asked: unknown[]): unknown => {
      if (isHeld && name === 'childStates') return new Promise(() => undefined)
      const answer = value.apply(journal, asked)
      if (!(answer instanceof Promise)) return answer
      underway++
      return answer.finally(() => underway--)
    }
  const own: Record<string, unknown> = { commit: writing('commit'), commitMapRun: writing('commitMapRun'), barrier }
  return {
    journal: new Proxy(journal, {
      get(target, name: string) {
        const value = own[name] ?? target[name as keyof Journal]
        return typeof value === 'function' && !(name in own) ? counted(value as never, name) : value
      },
    }),
    async settled() {
      for (let calm = 0; calm < 25; ) {
        await new Promise(resolve => setImmediate(resolve))
        calm = underway === 0 ? calm + 1 : 0
      }
    },
    hold() {
      isHeld = true
    },
    hasDied: () => left <= 0,
  }
}

interface Scene {
  arn: string
  clock: FakeClock
  isBroken: boolean
  isSlow: boolean
}

type Step = (process: Process, scene: Scene) => Promise<void>

/** Whoever asks a process that dies gets no answer. */
async function asked({ settled }: Process, call: Promise<unknown>): Promise<void> {
  await Promise.race([call, settled()])
  await settled()
}

const stop: Step = (process, { arn }) => asked(process, process.runtime.stop(arn, {}))
const redrive: Step = (process, { arn, clock }) => {
  clock.advance(10)
  return asked(process, process.runtime.redrive(arn))
}
const redriveAtOnce: Step = (process, { arn }) => asked(process, process.runtime.redrive(arn))
const hold: Step = async process => process.hold()
const fail: Step = process => process.answer(input => (input === 1 ? 'fail' : input))
const mend: Step = async (_, scene) => {
  scene.isBroken = false
}
const setting =
  (settings: Parameters<EmbeddedRuntime['updateMapRun']>[1]): Step =>
  async (process, { arn }) => {
    const [run] = await process.runtime.index.mapRuns(arn)
    if (run !== undefined) await asked(process, process.runtime.updateMapRun(run.mapRunArn, settings))
  }
const update = setting({ maxConcurrency: 5 })

interface Script {
  steps: Step[]
  input?: Json[]
  /** Its items are not there before it is mended. */
  isSlow?: boolean
  map?: object
  childType?: 'EXPRESS'
  /** A child that has failed may stay so. */
  isTolerant?: boolean
}

const scripts: Record<string, Script> = {
  'is stopped, redriven and stopped': { steps: [stop, redrive, stop] },
  'fails and, its Map Run not being in memory, is redriven, stopped, updated and redriven': {
    steps: [fail, hold, redrive, stop, update, redrive],
  },
  'is stopped and, its Map Run not being in memory, is redriven and stopped twice': { steps: [stop, hold, redrive, stop, redrive, stop] },
  'fails, is redriven, stopped and redriven within a millisecond': { steps: [fail, redriveAtOnce, stop, redriveAtOnce] },
  'is stopped while Express children go on, redriven, stopped, updated and redriven': {
    steps: [stop, redrive, stop, redrive, update, stop, redrive],
    childType: 'EXPRESS',
  },
  'cannot read its items, and is redriven': { steps: [mend, redrive], map: { ItemReader: { Resource: 'arn:aws:states:::s3:getObject' } } },
  'has nothing to do': { steps: [], input: [] },
  'is stopped before it has read an item': {
    steps: [stop, mend, redrive, stop],
    map: { ItemReader: { Resource: 'arn:aws:states:::s3:getObject' } },
    isSlow: true,
  },
  'tolerates less than it did': {
    steps: [fail, setting({ toleratedCount: 0 }), redrive, stop],
    map: { ToleratedFailureCount: 3, MaxConcurrency: 1 },
    isTolerant: true,
  },
}

/** What becomes of a distributed Map whose process dies, wherever it does. */
export function mapRunDeathsContract(open: () => Promise<RuntimePlace>): void {
  let place: RuntimePlace
  let scenes = 0

  beforeAll(async () => {
    place = await open()
  })
  afterAll(() => place.close())

  const begin = async (scene: Scene, writes = Number.POSITIVE_INFINITY): Promise<Process> => {
    const { journal, settled, ...rest } = watched(place.journal(), writes)
    const open: { request: TaskRequest; report: (report: TaskReport) => void }[] = []
    const runner: TaskRunner = { claims: () => true, run: (request, report) => void open.push({ request, report }) }
    const runtime = embeddedRuntime({
      ...{ journal, clock: scene.clock, ids: seededIds(++scenes), limits: defaultLimits, interpreter: languageInterpreter },
      ...{ runners: [runner], itemSources: [sourceOf(scene)], accountId: '123456789012', region: 'us-east-1' },
      onDefect(error) {
        throw error
      },
    })
    await runtime.recover()
    const answer: Process['answer'] = async how => {
      for (const { request, report } of open.splice(0)) {
        const output = how(request.input)
        if (output === 'fail') report({ type: 'TaskFailed', task: request.task, error: 'Oops', cause: '' })
        else report({ type: 'TaskSucceeded', task: request.task, output })
      }
      await settled()
    }
    return { runtime, settled, answer, ...rest }
  }

  const isStill = async ({ runtime }: Process, { arn }: Scene, childType: string): Promise<void> => {
    const record = await runtime.index.describe(arn)
    const [run] = await runtime.index.mapRuns(arn)
    if (record?.status === 'RUNNING') expect(run?.status).toBe('RUNNING')
    // AWS: Express children are left to end.
    else if (childType !== 'EXPRESS') expect([run?.executionCounts.running, run?.status === 'RUNNING']).toEqual([0, false])
  }

  test.each(Object.entries(scripts))(
    'an execution that %s goes on wherever its process dies',
    async (_, { steps, map, childType, isTolerant, isSlow = false, input = [1, 2, 3] }) => {
      for (let point = 1; ; point++) {
        const scene: Scene = { arn: `${states}:execution:m:e${++scenes}`, clock: fakeClock(), isBroken: true, isSlow }
        const first = await begin(scene, point)
        await asked(first, first.runtime.start(request(scene.arn, childType ?? 'STANDARD', { MaxConcurrency: 2, ...map }, input)))
        for (const step of steps) await step(first, scene)
        first.runtime.close()

        scene.isBroken = false
        const next = await begin(scene)
        await next.settled()
        if ((await next.runtime.index.describe(scene.arn)) === undefined) continue
        await isStill(next, scene, childType ?? 'STANDARD')
        const status = async () => (await next.runtime.index.describe(scene.arn))?.status
        for (let times = 0; times < 4 && (await status()) !== 'SUCCEEDED'; times++) {
          if ((await status()) !== 'RUNNING') await redrive(next, scene)
          for (let round = 0; round < 4; round++) await next.answer(item => item)
        }
        const output = isTolerant ? expect.stringMatching(/,2,3]$/) : JSON.stringify(input)
        expect([point, await next.runtime.index.describe(scene.arn)]).toMatchObject([point, { status: 'SUCCEEDED', output }])
        const [run] = await next.runtime.index.mapRuns(scene.arn)
        expect(run).toMatchObject({
          status: 'SUCCEEDED',
          executionCounts: { total: input.length, running: 0, aborted: 0, pendingRedrive: 0 },
        })
        expect(await place.journal().openMapRuns(0, 10)).toEqual([])
        next.runtime.close()
        if (!first.hasDied()) return
      }
    },
  )
}

const states = 'arn:aws:states:us-east-1:123456789012'

function sourceOf(scene: Scene): ItemSource {
  return {
    claims: () => true,
    async read() {
      if (scene.isBroken && scene.isSlow) return new Promise(() => undefined)
      if (scene.isBroken) return { outcome: 'failed', error: 'States.ItemReaderFailed', cause: 'broken' }
      return { outcome: 'read', values: [1, 2, 3], isLast: true }
    },
  }
}

function request(executionArn: string, childType: string, map: object, input: Json[]): StartRequest {
  const work = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:work', End: true }
  const processor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: childType }, StartAt: 'W', States: { W: work } }
  const definition = { StartAt: 'M', States: { M: { Type: 'Map', Label: 'L', ItemProcessor: processor, End: true, ...map } } }
  return {
    ...{ executionArn, name: executionArn.split(':').at(-1)!, stateMachineArn: `${states}:stateMachine:m`, stateMachineName: 'm' },
    ...{
      type: 'STANDARD',
      roleArn: 'arn:aws:iam::123456789012:role/r',
      definition: JSON.stringify(definition),
      input: JSON.stringify(input),
    },
  }
}
