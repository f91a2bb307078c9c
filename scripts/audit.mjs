// `npm run audit`: known holes in what ships. Ends with 1 when there are some; where the registry does not answer it says so, and is no proof.
import { spawnSync } from 'node:child_process'

// npm is a script, which Windows starts by a shell only: run by npm, its own file can be started as it is.
const [program, ...own] = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
const { stdout = '', error } = spawnSync(program, [...own, 'audit', '--omit=dev', '--json'], { encoding: 'utf8' })
const report = parsed(stdout)
const counts = report?.metadata?.vulnerabilities
if (counts) {
  console.log(`npm audit: ${counts.total} known holes in what ships.`)
  for (const [name, { severity, range }] of Object.entries(report.vulnerabilities ?? {})) console.log(`  ${severity}  ${name} ${range}`)
  process.exitCode = counts.total > 0 ? 1 : 0
} else {
  const why = report?.message ?? report?.error?.summary ?? report?.error?.code ?? error?.message ?? 'no answer'
  console.warn(`SKIPPED: the registry does not answer npm audit (${String(why).split('\n')[0]}). Nothing is proven: ask one that does.`)
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
