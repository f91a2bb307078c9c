import { readFileSync } from 'node:fs'
import type { ResultModel } from '@pasos/asl'

const loaded = new Map<string, ResultModel | undefined>()

/**
 * What the results of an AWS service are made of, by the name it has in a Resource, e.g. `cloudwatchlogs`; undefined for those whose
 * models Pasos does not bring. Read from disk at first use, kept from then on.
 */
export function resultModel(service: string): ResultModel | undefined {
  if (!loaded.has(service)) loaded.set(service, /^[a-z0-9]+$/.test(service) ? read(service) : undefined)
  return loaded.get(service)
}

function read(service: string): ResultModel | undefined {
  try {
    return JSON.parse(readFileSync(new URL(`./result-models/${service}.json`, import.meta.url), 'utf8')) as ResultModel
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
