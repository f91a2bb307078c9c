import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isForeign } from '../project/read-project.ts'
import { watchFolder } from '../project/watch-folder.ts'
import { EXIT } from './exit-codes.ts'
import { message } from './messages.ts'

/**
 * Runs the tests now and whenever something changes in the folders of their files. Each run is a process of its own, so that code of mocks is read
 * anew; what changes meanwhile is run afterwards, once.
 * @param written what the runs write themselves, which is no change
 */
export function watchTests(places: readonly string[], written: readonly (string | undefined)[]): void {
  const own = written.flatMap(each => (each === undefined ? [] : [resolve(each)]))
  const isOwn = (path: string) => own.some(each => path === each || path.startsWith(`${each}/`) || path.startsWith(`${each}\\`))
  const args = process.argv.slice(1).filter(each => each !== '--watch' && each !== '-w')
  let isRunning = false
  let isAgain = false

  function run(): void {
    if (isRunning) {
      isAgain = true
      return
    }
    isRunning = true
    const child = spawn(process.execPath, [...process.execArgv, ...args], { stdio: ['ignore', 'inherit', 'inherit'] })
    const ended = (code?: number | null): void => {
      // Nobody reads what the runs print, and this process itself prints nothing there.
      if (code === EXIT.unread) process.exit(EXIT.unread)
      isRunning = false
      process.stderr.write(`${message('watching', { folder: places.join(', ') })}\n`)
      if (!isAgain) return
      isAgain = false
      run()
    }
    child.on('error', () => ended())
    child.on('exit', code => ended(code))
  }

  const watches = [...new Set(places.map(folderOf))].map(folder =>
    watchFolder(folder, {
      isForeign,
      changed: paths => {
        if (!paths.every(isOwn)) run()
      },
      failed: error => process.stderr.write(`✗ ${error.message}\n`),
    }),
  )
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      for (const watch of watches) watch.close()
      process.exit(EXIT.ok)
    })
  }
  run()
}

function folderOf(place: string): string {
  const entry = statSync(place, { throwIfNoEntry: false })
  if (entry?.isDirectory()) return resolve(place)
  return entry === undefined ? resolve('.') : dirname(resolve(place))
}
