import type { LambdaDependencies } from './dependencies.ts'
import type { FunctionRecord, FunctionSettings } from './function-record.ts'

/** Makes a version of $LATEST, unless nothing has changed since the last one: then AWS answers that one. */
export function publish(
  deps: LambdaDependencies,
  record: FunctionRecord,
  description: string | undefined,
): { record: FunctionRecord; settings: FunctionSettings } {
  const last = record.versions.at(-1)
  if (last && isSame(last, record.latest)) return { record, settings: last }
  const settings: FunctionSettings = {
    ...record.latest,
    version: String(record.nextVersion),
    description: description ?? record.latest.description,
    revisionId: deps.ids.uuid(),
  }
  return { record: { ...record, versions: [...record.versions, settings], nextVersion: record.nextVersion + 1 }, settings }
}

function isSame(version: FunctionSettings, latest: FunctionSettings): boolean {
  const essence = ({ version: _, description: __, revisionId: ___, lastModified: ____, ...rest }: FunctionSettings) => JSON.stringify(rest)
  return essence(version) === essence(latest)
}
