import { invalidParameter } from './errors.ts'
import type { FunctionSettings } from './function-record.ts'

/**
 * What cannot start from a snapshot on AWS. Here nothing is snapshotted, and a start is only as fast as any other: what a function does is the same.
 * https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html#snapstart-runtimes
 * @throws ApiError InvalidParameterValueException
 */
export function checkSnapStart({ snapStart, runtime, fileSystems = [], ephemeralStorageMb }: FunctionSettings): void {
  if (snapStart === undefined) return
  const unfit = [
    ...(startsFromSnapshots(runtime) ? [] : [runtime]),
    ...(fileSystems.length > 0 ? ['FileSystemConfigs'] : []),
    ...(ephemeralStorageMb > 512 ? [`EphemeralStorage of ${ephemeralStorageMb} MB`] : []),
  ]
  if (unfit.length > 0) throw invalidParameter(`${unfit[0]} is not supported for SnapStart enabled functions.`)
}

/** AWS: Python from 3.12 on, of the runtimes that are run here. */
function startsFromSnapshots(runtime: string): boolean {
  const [, minor] = /^python3\.(\d+)$/.exec(runtime) ?? []
  return Number(minor) >= 12
}

/** AWS: versions are optimized, $LATEST never is. */
export function snapStartAnswer({ snapStart, version }: FunctionSettings) {
  const isOn = snapStart !== undefined && version !== '$LATEST'
  return { ApplyOn: snapStart ?? ('None' as const), OptimizationStatus: isOn ? ('On' as const) : ('Off' as const) }
}
