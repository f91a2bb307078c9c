// Rules of the house that no linter knows: no file over 400 lines, no drawer names, one decision by a number, nothing in what ships that may not.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from './platform.mjs'
import { manifestLicence } from './supply-chain/notices.mjs'
import { complaintsAbout } from './supply-chain/shipped.mjs'

const LONGEST = 400
const DRAWERS = /^(utils?|helpers?|common|misc|lib|types)\.(ts|tsx|mjs)$/
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
const numbers = readdirSync(join(root, 'docs/adr')).map(name => name.slice(0, 4))
for (const number of numbers.filter((each, index) => numbers.indexOf(each) < index))
  complaints.push(`docs/adr: ${number} is the number of two`)
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
complaints.push(...complaintsAbout(lock, place => manifestLicence(join(root, place))))
if (complaints.length > 0) {
  console.error(complaints.join('\n'))
  process.exit(1)
}
