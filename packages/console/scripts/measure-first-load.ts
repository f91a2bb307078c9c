import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/**
 * Adds up what a browser must fetch before a page can be used: the entry, the page's own chunk and all they import (JavaScript and CSS), gzipped.
 * Editor, graph and layout worker come after the first paint and are listed apart. Fails above the limit.
 */
const LIMIT_KB = 450
const dist = join(import.meta.dirname, '..', 'dist')

interface Chunk {
  file: string
  src?: string
  isEntry?: boolean
  imports?: string[]
  dynamicImports?: string[]
  css?: string[]
}

const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
const sizes = new Map<string, number>()

function kilobytes(file: string): number {
  const known = sizes.get(file) ?? gzipSync(readFileSync(join(dist, file)), { level: 6 }).length / 1000
  sizes.set(file, known)
  return known
}

/** Files that a chunk cannot do without. */
function closure(key: string, files = new Set<string>()): Set<string> {
  const chunk = manifest[key]
  if (!chunk || files.has(chunk.file)) return files
  files.add(chunk.file)
  for (const css of chunk.css ?? []) files.add(css)
  for (const each of chunk.imports ?? []) closure(each, files)
  return files
}

const keyOf = (ending: string) => Object.keys(manifest).find(key => key.endsWith(ending))!
const sum = (files: Set<string>) => [...files].reduce((total, file) => total + kilobytes(file), 0)
const always = ['index.html', keyOf('src/language/en.ts'), keyOf('messages/all.en.js')]
let hasFailed = false
for (const page of ['home', 'machines', 'machine', 'execution', 'functions', 'function', 'log-groups', 'log-group']) {
  const needed = new Set<string>()
  for (const key of [...always, keyOf(`src/pages/${page}.tsx`)]) closure(key, needed)
  const first = sum(needed)
  if (page === 'execution' || page === 'home') closure(keyOf('src/graph/machine-view.tsx'), needed)
  if (page === 'function') closure(keyOf('src/editor/json-editor.tsx'), needed)
  const all = sum(needed)
  hasFailed ||= all > LIMIT_KB
  console.log(
    `${page.padEnd(12)} ${first.toFixed(0).padStart(4)} kB to first paint, ${all.toFixed(0).padStart(4)} kB with its graph or editor, ${needed.size} files`,
  )
}
if (hasFailed) {
  console.error(`A page needs more than ${LIMIT_KB} kB.`)
  process.exitCode = 1
}
