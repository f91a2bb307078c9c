import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Figures } from './setup/results.ts'

interface Saved {
  name: string
  date: string
  machine: Figures
  figures: Figures
}

/** Prints what `--save` kept as the table of docs/reference/performance.md. */
const folder = fileURLToPath(new URL('./results/', import.meta.url))
const results = readdirSync(folder)
  .filter(file => file.endsWith('.json'))
  .map(file => JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as Partial<Saved>)
  .filter((result): result is Saved => result.figures !== undefined && result.machine !== undefined)
const machines = new Set(results.map(({ machine, date }) => `${machine['cpus']} × ${machine['cpu']}, Node ${machine['node']}, ${date}`))
console.log([...machines].join('; '))
console.log('\n| bench | figures |\n| --- | --- |')
for (const { name, figures } of results) {
  const words = Object.entries(figures).map(([key, value]) => `${wordsOf(key)} **${value.toLocaleString('en-US')}**`)
  console.log(`| \`${name}\` | ${words.join(', ')} |`)
}

/** `msPerTurnP50` becomes `ms per turn P50`. */
function wordsOf(key: string): string {
  return key.replaceAll(/([a-z])([A-Z0-9])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
}
