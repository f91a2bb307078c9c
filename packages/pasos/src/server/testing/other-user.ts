import { spawnSync } from 'node:child_process'
import { basename, dirname } from 'node:path'

/** This Node, called by where it lies: a checkout below root's home has folders above it that another user may not pass. */
export const ownNode = { command: `./${basename(process.execPath)}`, cwd: dirname(process.execPath) }

/** Whether this process is root, and Node's file another user's to run: not where a checkout was made for its owner's eyes alone. */
export function canRunNodeAs(uid: number): boolean {
  return process.getuid?.() === 0 && spawnSync(ownNode.command, ['--version'], { uid, gid: uid, cwd: ownNode.cwd }).status === 0
}
