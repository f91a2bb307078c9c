// `node conformance/figures.mjs`: how many cases of the language there are by area, as the README tells. `npx vitest run conformance` holds
// Pasos against each of them.
import { readdirSync } from 'node:fs'

const here = new URL('.', import.meta.url)
const areas = readdirSync(here, { withFileTypes: true }).filter(entry => entry.isDirectory())
const counts = areas.map(({ name }) => [
  name,
  readdirSync(new URL(name, here), { recursive: true }).filter(file => file.endsWith('.json')).length,
])
const total = counts.reduce((sum, [, count]) => sum + count, 0)
process.stdout.write(`${total} cases: ${counts.map(([name, count]) => `${name} ${count}`).join(', ')}\n`)
