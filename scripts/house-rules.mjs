// Rules of the house that no linter knows: no file over 400 lines, no drawer names, only permissive licences in what ships.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from './platform.mjs'

const LONGEST = 400
const DRAWERS = /^(utils?|helpers?|common|misc|lib|types)\.(ts|tsx|mjs)$/
const PERMISSIVE =
  /^(\(?(MIT|MIT-0|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|Unlicense|CC0-1\.0|Python-2\.0|MIT\*)( OR | AND )?)+\)?$/

const complaints = []
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx', '*.mjs', '*.py'], {
  cwd: root,
  encoding: 'utf8',
})
for (const file of files.split('\n').filter(name => name && existsSync(join(root, name)))) {
  const lines = readFileSync(join(root, file), 'utf8').split('\n').length - 1
  if (lines > LONGEST) complaints.push(`${file}: ${lines} lines, at most ${LONGEST}`)
  if (DRAWERS.test(basename(file))) complaints.push(`${file}: a file that wants such a name wants splitting`)
}
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
for (const [place, entry] of Object.entries(lock.packages)) {
  if (!place.includes('node_modules/') || entry.dev || entry.devOptional || entry.link) continue
  const manifest = join(root, place, 'package.json')
  const license = entry.license ?? (existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).license : undefined)
  if (license !== undefined && !PERMISSIVE.test(license)) complaints.push(`${place}: licence ${license} may not ship`)
  if (license === undefined && existsSync(manifest)) complaints.push(`${place}: no licence named`)
  if (entry.resolved?.startsWith('http')) complaints.push(`package-lock.json carries a download address for ${place}`)
}
if (complaints.length > 0) {
  console.error(complaints.join('\n'))
  process.exit(1)
}
