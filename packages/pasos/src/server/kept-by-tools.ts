/** Folders that tools keep beside what somebody wrote: no code, and nothing to look for it in. */
export const keptByTools: ReadonlySet<string> = new Set(['.git', '.pasos', '.serverless', '.aws-sam', '.terraform', '__pycache__'])

/** Of a file that an editor keeps beside the one that is edited: its swap, its lock, its backup, the one that it tries a folder with. */
export function isEditors(name: string): boolean {
  return /(^\.#|^#.*#$|~$|\.sw[a-p]x?$|^4913$|^\.DS_Store$|^___jb_)/.test(name)
}
