import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { StartChild } from '../machine/command.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { ExecutionEnd } from '../machine/turn.ts'
import { advance, newMapRun } from '../map-run/advance.ts'
import { childNames } from '../map-run/child-names.ts'
import { gatherResults } from '../map-run/gather-results.ts'
import type { MapRun, MapRunCommand, MapRunEvent, MapRunFailure, MapRunSpec, NewChild } from '../map-run/map-run.ts'
import { mostItems } from '../map-run/most-items.ts'
import { mapStateOf, selectItems } from '../map-run/select-items.ts'
import type { EndedChild } from '../map-run/shape-results.ts'
import { resultsFolder, writtenResults } from '../map-run/written-results.ts'
import { parseJson } from '../spelled-numbers.ts'
import type { SimulatedExecution, SimulatedWorld } from './simulated-world.ts'

interface Child {
  count: number
  execution: SimulatedExecution
  input: string
}

/** A Map Run of a simulation: the same reducer as everywhere, around it children in memory. */
export class SimulatedMapRun {
  private readonly world: SimulatedWorld
  private readonly parent: SimulatedExecution
  private readonly command: StartChild
  /** By the index of their first item. */
  private readonly children = new Map<number, Child>()
  private run: MapRun
  private result = '[]'

  constructor(world: SimulatedWorld, parent: SimulatedExecution, command: StartChild) {
    this.world = world
    this.parent = parent
    this.command = command
    const { items } = command.mapRun
    this.run = newMapRun(command.settings, world.env.now, items.kind === 'listed' ? items.total : undefined)
    world.soon(() => this.take({ type: 'Resumed' }))
  }

  take(event: MapRunEvent): void {
    const { mapRun } = this.command
    const environment = {
      now: this.world.env.now,
      batch: mapRun.batch,
      exports: false,
      bytes: Number.POSITIVE_INFINITY,
      most: Number.POSITIVE_INFINITY,
    }
    const { run, commands } = advance(this.run, event, environment)
    this.run = run
    for (const command of commands) this.obey(command)
  }

  private obey(command: MapRunCommand): void {
    switch (command.type) {
      case 'ReadItems':
        this.read()
        break
      case 'StartChild':
        this.start(command.child)
        break
      case 'RedriveChildren':
        this.redriveChildren()
        break
      case 'StopChildren':
        for (const { execution } of this.children.values())
          if (execution.end === undefined) this.world.send(execution, { type: 'ExecutionStopped' })
        break
      case 'CollectResults':
        this.collect()
        break
      case 'End':
        this.tellParent()
    }
  }

  /** All items at once. */
  private read(): void {
    const { mapRun, items } = this.command
    if (mapRun.items.kind === 'listed') {
      this.page(items?.values ?? [], items?.keys)
      return
    }
    const { resource, request, config } = mapRun.items
    if (!this.mayRead(config)) return
    const answer = this.world.answer(this.parent, {
      type: 'RunTask',
      task: this.command.child,
      resource,
      input: request,
      stateName: mapRun.state,
    })
    if (answer === undefined || 'never' in answer) return
    this.world.soon(() => {
      if ('error' in answer) this.fail({ error: answer.error, cause: answer.cause })
      else if (Array.isArray(answer.output)) this.page(answer.output)
      else this.fail({ error: 'States.ItemReaderFailed', cause: 'Attempting to map over non-iterable node.' })
    }, answer.afterSeconds)
  }

  private mayRead(config: JsonObject): boolean {
    try {
      return mostItems(config) > 0
    } catch (thrown) {
      if (!(thrown instanceof StatesFailure)) throw thrown
      this.fail({ error: thrown.error, cause: thrown.cause })
      return false
    }
  }

  private page(values: Json[], keys?: string[]): void {
    const { program, env } = this.world
    try {
      const page = { values, first: 0, ...(keys === undefined ? {} : { keys }) }
      const items = selectItems(program, this.command.mapRun, page, env)
      this.world.soon(() => this.take({ type: 'PageRead', items, isLast: true }))
    } catch (thrown) {
      if (!(thrown instanceof StatesFailure)) throw thrown
      this.fail({ error: thrown.error, cause: thrown.cause, thrownAt: thrown.location ?? '' })
    }
  }

  private fail(failure: MapRunFailure): void {
    this.world.soon(() => this.take({ type: 'Failed', failure }))
  }

  private start({ first, count, input }: NewChild): void {
    const { mapRun } = this.command
    const parent = this.parent.snapshot.execution
    const { name, executionArn, stateMachineArn } = childNames(mapRun, first)
    const { scope } = mapStateOf(this.world.program, mapRun)
    const names = { name, executionArn, stateMachineArn, stateMachineName: stateMachineArn.split(':')[6]! }
    const info = { ...names, scope, input: input.value, inputText: input.text }
    const execution = this.world.start(
      { ...info, roleArn: parent.roleArn, startTime: this.world.env.now, redriveCount: 0 },
      { map: mapRun.state, firstItem: first, whenEnded: ({ status }: ExecutionEnd) => this.take({ type: 'ChildEnded', count, status }) },
    )
    this.children.set(first, { count, execution, input: input.text })
  }

  private redriveChildren(): void {
    const due = [...this.children.values()].filter(({ execution: { end } }) => end !== undefined && end.status !== 'SUCCEEDED')
    for (const { execution } of due) {
      execution.end = undefined
      execution.snapshot.execution.redriveCount++
      this.world.send(execution, { type: 'ExecutionRedriven' })
    }
    this.world.soon(() => this.take({ type: 'ChildrenRedriven', redriven: due, refused: [], isLast: true }))
  }

  private collect(): void {
    const { mapRun } = this.command
    const { limits } = this.world.env
    const written = this.world.options.writesResults ? asWritten(mapRun) : undefined
    if (written !== undefined) {
      this.result = written
      this.world.soon(() => this.take({ type: 'ResultsCollected' }))
      return
    }
    const ended = [...this.children].sort(([one], [other]) => one - other).map(([, child]) => endedChild(child))
    const gathered = gatherResults(mapRun, limits.payloadBytes)
    for (const child of ended) if (!gathered.add(child)) break
    const { failure, text } = gathered.result()
    if (failure !== undefined) this.fail(failure)
    else {
      this.result = text
      this.world.soon(() => this.take({ type: 'ResultsCollected' }))
    }
  }

  private tellParent(): void {
    const { status, failure, redriveCount } = this.run
    const { child } = this.command
    if (status === 'SUCCEEDED') {
      const outcome = { status, output: parseJson(this.result), outputText: this.result } as const
      this.world.send(this.parent, { type: 'ChildEnded', child, redriveCount, outcome })
    } else if (status === 'FAILED' && failure !== undefined)
      this.world.send(this.parent, { type: 'ChildEnded', child, redriveCount, outcome: { status, ...failure } })
  }
}

/** What a Map gives on whose results were written to S3: where their manifest is. Undefined for one that writes nothing. */
function asWritten({ arn, writer }: MapRunSpec): string | undefined {
  if (writer?.resource === undefined) return undefined
  const { Bucket = '', Prefix = '' } = isJsonObject(writer.request) ? writer.request : {}
  return JSON.stringify(writtenResults(arn, String(Bucket), resultsFolder(arn, String(Prefix))))
}

function endedChild({ execution, input }: Child): EndedChild {
  const { executionArn, stateMachineArn, name, startTime, redriveCount } = execution.snapshot.execution
  const end = execution.end ?? { status: 'ABORTED' }
  const stopDate = execution.history.at(-1)?.timestamp
  return {
    ...{ executionArn, stateMachineArn, name, input, startDate: startTime, redriveCount },
    ...(stopDate === undefined ? {} : { stopDate }),
    ...end,
  }
}
