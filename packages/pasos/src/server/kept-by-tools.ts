/** Folders that tools keep beside what somebody wrote: no code, and nothing to look for it in. */
export const keptByTools: ReadonlySet<string> = new Set(['.git', '.pasos', '.serverless', '.aws-sam', '.terraform', '__pycache__'])
