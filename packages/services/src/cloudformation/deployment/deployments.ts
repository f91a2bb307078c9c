import type { CloudFormationDependencies } from '../dependencies.ts'
import {
  dropResource,
  nameKey,
  nameSpace,
  type ResourceRecord,
  readStack,
  type StackOperation,
  type StackRecord,
  underWaySpace,
} from '../records/stack-record.ts'
import { type Applying, applyResources, ResourceFailed } from './apply-resources.ts'
import { Closing, isInterruption, Superseded, TookTooLong } from './interruption.ts'
import { prepareStack } from './prepare-stack.ts'
import { removeReplaced, removeResources } from './remove-resources.ts'
import { exportWrites, outputsOf } from './stack-outputs.ts'
import type { StackWriter } from './stack-writer.ts'

/** Operations of stacks, which go on by themselves. */
export interface Deployments {
  /** Goes on with what the stack's record says is to be done. */
  begin(stackId: string): void
  /** Takes up what a former process left. */
  resume(): Promise<void>
  close(): Promise<void>
}

export function openDeployments(deps: CloudFormationDependencies, writer: StackWriter): Deployments {
  const running = new Map<string, Promise<void>>()
  let isClosed = false

  async function run(stackId: string): Promise<void> {
    for (let stack = await readStack(deps.data, stackId); stack?.operation && !isClosed; stack = await readStack(deps.data, stackId)) {
      await runPhase(deps, writer, stack)
    }
  }

  function begin(stackId: string): void {
    const before = running.get(stackId) ?? Promise.resolve()
    const next = before
      .then(() => run(stackId))
      .catch((error: unknown) => {
        if (isInterruption(error) || isClosed) return
        deps.logger.error('a stack could not go on', { stackId, error })
      })
    running.set(stackId, next)
    next.finally(() => running.get(stackId) === next && running.delete(stackId))
  }

  return {
    begin,
    async resume() {
      for (const { key } of await deps.data.scan(underWaySpace, { limit: 10_000 })) begin(key)
    },
    async close() {
      isClosed = true
      await Promise.all(running.values())
    },
  }
}

type Phase = (applying: Applying, operation: StackOperation) => Promise<void>

async function runPhase(deps: CloudFormationDependencies, writer: StackWriter, stack: StackRecord): Promise<void> {
  const operation = stack.operation!
  try {
    const prepared = await prepareStack(deps, stack)
    await phases[operation.phase]({ deps, writer, stack, prepared }, operation)
  } catch (error) {
    if (error instanceof Closing) throw error
    if (error instanceof Superseded) return
    if (operation.phase === 'apply') return giveUp(writer, stack, operation, error)
    const reason = failureText(error)
    const status = {
      rollback: operation.kind === 'CREATE' ? 'ROLLBACK_FAILED' : 'UPDATE_ROLLBACK_FAILED',
      delete: 'DELETE_FAILED',
    } as const
    await writer.during(stack, current =>
      rest(current, status[operation.phase as 'rollback' | 'delete'] ?? 'UPDATE_ROLLBACK_FAILED', reason),
    )
  }
}

/** At rest in a status. */
function rest({ operation: _operation, statusReason: _reason, ...stack }: StackRecord, status: string, reason?: string): StackRecord {
  return { ...stack, status, ...(reason !== undefined && { statusReason: reason }) }
}

function moved(
  stack: StackRecord,
  operation: StackOperation,
  phase: StackOperation['phase'],
  status: string,
  reason?: string,
): StackRecord {
  const { statusReason: _, ...current } = stack
  return { ...current, status, operation: { ...operation, phase }, ...(reason !== undefined && { statusReason: reason }) }
}

function failureText(error: unknown): string {
  return error instanceof ResourceFailed ? failedTo(error.verb, [error.logicalId]) : String((error as Error).message)
}

function failedTo(verb: ResourceFailed['verb'] | 'delete', logicalIds: readonly string[]): string {
  return `The following resource(s) failed to ${verb}: [${logicalIds.join(', ')}]. `
}

/** Back to what there was, as far as the operation wants it. */
async function giveUp(writer: StackWriter, stack: StackRecord, operation: StackOperation, error: unknown): Promise<void> {
  const { kind, onFailure, before } = operation
  const told = error instanceof TookTooLong ? `${error.message} ` : failureText(error)
  await writer.during(stack, current => {
    if (onFailure === 'DO_NOTHING') return rest(current, `${kind}_FAILED`, told)
    if (kind === 'UPDATE' && before) {
      return moved({ ...current, deployed: before }, operation, 'rollback', 'UPDATE_ROLLBACK_IN_PROGRESS', told)
    }
    if (onFailure === 'DELETE') return moved(current, operation, 'delete', 'DELETE_IN_PROGRESS', `${told}Delete requested by user.`)
    return moved(current, operation, 'rollback', 'ROLLBACK_IN_PROGRESS', `${told}Rollback requested by user.`)
  })
}

/** Resources of which the template says nothing any more. */
function unwanted({ prepared }: Applying): ResourceRecord[] {
  const wanted = new Set(prepared.wanted.map(([id]) => id))
  return [...prepared.present.values()].filter(({ logicalId }) => !wanted.has(logicalId))
}

async function cleanUp(applying: Applying, areNew: boolean): Promise<void> {
  await removeResources(applying, unwanted(applying), { areNew })
  const left = new Set(unwanted(applying).map(({ logicalId }) => logicalId))
  await removeReplaced(
    applying,
    [...applying.prepared.present.values()].filter(({ logicalId }) => !left.has(logicalId)),
  )
}

const phases: Readonly<Record<StackOperation['phase'], Phase>> = {
  async apply(applying, operation) {
    const { deps, writer, stack, prepared } = applying
    await applyResources(applying)
    const outputs = outputsOf(prepared)
    const writes = await exportWrites(deps.data, stack, outputs)
    const imports = [...prepared.scope.imports]
    const now = deps.clock.now()
    await writer.during(
      stack,
      current => {
        const known = { ...current, outputs, imports }
        if (operation.kind === 'CREATE') return rest(known, 'CREATE_COMPLETE')
        return moved({ ...known, updated: now }, operation, 'cleanup', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
      },
      writes,
    )
  },
  async cleanup(applying) {
    await cleanUp(applying, false)
    await applying.writer.during(applying.stack, current => rest(current, 'UPDATE_COMPLETE'))
  },
  async rollback(applying, operation) {
    const { writer, stack, prepared } = applying
    if (operation.kind === 'CREATE') {
      const left = await removeResources(applying, [...prepared.present.values()], { areNew: true })
      const reason = left.length > 0 ? failedTo('delete', left) : undefined
      await writer.during(stack, current => rest(current, left.length > 0 ? 'ROLLBACK_FAILED' : 'ROLLBACK_COMPLETE', reason))
      return
    }
    await applyResources(applying)
    await writer.during(stack, current => moved(current, operation, 'rollbackCleanup', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'))
  },
  async rollbackCleanup(applying) {
    await cleanUp(applying, true)
    await applying.writer.during(applying.stack, current => rest(current, 'UPDATE_ROLLBACK_COMPLETE'))
  },
  async delete(applying, operation) {
    const { deps, writer, stack, prepared } = applying
    const how = { ...(operation.retain && { retain: operation.retain }), areNew: operation.kind === 'CREATE' }
    const left = await removeResources(applying, [...prepared.present.values()], how)
    if (left.length > 0 && operation.isForced) await deps.data.commit(left.map(id => dropResource(stack.stackId, id)))
    else if (left.length > 0) {
      await writer.during(stack, current => rest(current, 'DELETE_FAILED', failedTo('delete', left)))
      return
    }
    const name = { space: nameSpace, key: nameKey(stack, stack.name), value: undefined }
    const exports = await exportWrites(deps.data, stack, [])
    const deleted = deps.clock.now()
    await writer.during(stack, current => rest({ ...current, deleted }, 'DELETE_COMPLETE'), [name, ...exports])
  },
}
