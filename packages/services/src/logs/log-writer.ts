import type { LogEvent } from '@pasos/engine'
import { type LogGroupRecord, type LogsDependencies, logGroupKind } from './log-group.ts'

/** Writes lines of the platform itself: the group comes into being with its first line, as a function's does on AWS. */
export interface LogWriter {
  /** `group` is a key of `logGroupKey`. */
  append(group: string, stream: string, events: readonly LogEvent[]): void
}

export function createLogWriter(deps: LogsDependencies): LogWriter {
  return {
    append: (group, stream, events) => {
      if (!deps.catalog.get(logGroupKind, group)) makeGroup(deps, group)
      deps.store.append(group, stream, events)
    },
  }
}

function makeGroup({ catalog, clock }: LogsDependencies, key: string): void {
  const [accountId = '', region = '', name = ''] = key.split(':')
  const fresh: LogGroupRecord = { accountId, region, name, creationTime: clock.now(), logGroupClass: 'STANDARD', tags: [] }
  // Nobody waits for it: the lines are stored either way, and the next line tries again should this fail.
  void catalog
    .update<LogGroupRecord, void>(logGroupKind, key, current => ({ next: current ?? fresh, result: undefined }))
    .catch(() => undefined)
}
