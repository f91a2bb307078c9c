import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Kilobytes of gzipped JavaScript and CSS that a route may need before it can be used. */
export const LIMIT_KB = 250
/** Of a link to an execution, with its graph; and of a function's page, with its editor. */
export const LARGE_LIMIT_KB = 350
const LARGE = ['/executions/ARN', '/functions/NAME']
const dist = join(import.meta.dirname, '..', 'dist')

interface Chunk {
  file: string
  imports?: string[]
}

export interface FirstLoad {
  route: string
  kilobytes: number
  files: number
  limit: number
}

/** Each route and what its page draws itself with, beyond the entry and the page's own chunk. */
const ROUTES: Record<string, string[]> = {
  '/': ['pages/home', 'graph/machine-view'],
  '/state-machines': ['pages/machines'],
  '/state-machines/NAME': ['pages/machine', 'machine/machine-executions'],
  '/state-machines/NAME?tab=definition': ['pages/machine', 'machine/machine-definition'],
  '/executions/ARN': ['pages/execution', 'graph/machine-view'],
  '/executions': ['pages/executions.tsx'],
  '/functions': ['pages/functions'],
  '/functions/NAME': ['pages/function', 'editor/json-editor'],
  '/services': ['pages/services/services', 'language/en/services'],
  '/metrics': ['pages/metrics.tsx', 'language/en/pages'],
  '/iam': ['pages/iam.tsx', 'language/en/pages'],
  '/waiting': ['pages/waiting.tsx', 'language/en/pages'],
  '/settings': ['pages/settings.tsx', 'language/en/pages'],
  '/test-state': ['studio/test-state-page', 'language/en/studio'],
  '/logs': ['pages/log-groups'],
  '/logs/GROUP': ['pages/log-group'],
}

/** What a browser fetches, on its first visit, until each route can be used; the worker that lays graphs out included. Reads `dist`. */
export function firstLoads(): FirstLoad[] {
  const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
  const worker = readdirSync(join(dist, 'assets')).find(name => name.startsWith('layout.worker'))!
  const keyOf = (part: string) => {
    const key = Object.keys(manifest).find(each => each.includes(part))
    if (key === undefined) throw new Error(`the console has no chunk for ${part}`)
    return key
  }
  const collect = (key: string, files: Set<string>) => {
    const { file, imports = [] } = manifest[key]!
    if (files.has(file)) return
    files.add(file)
    for (const each of imports) collect(each, files)
  }
  return Object.entries(ROUTES).map(([route, parts]) => {
    const files = new Set<string>()
    for (const part of ['index.html', 'style.css', 'src/language/en.ts', ...parts]) collect(keyOf(part), files)
    if ([...files].some(file => file.includes('machine-view'))) files.add(`assets/${worker}`)
    const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 6 }).length, 0)
    return { route, kilobytes: Math.round(bytes / 1000), files: files.size, limit: LARGE.includes(route) ? LARGE_LIMIT_KB : LIMIT_KB }
  })
}
