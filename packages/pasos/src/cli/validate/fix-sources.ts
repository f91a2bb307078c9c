import { applyFixes, type Finding, type Fix, fixFinding, lineAndColumn } from '@pasos/asl'
import type { FileFindings } from '@pasos/iac'

/** A file of findings; `isOfModule` where Terraform led to it. */
export interface CheckedFile extends FileFindings {
  isOfModule?: boolean
}

/** What was changed in a file. */
export interface FixedFile {
  file: string
  before: string
  after: string
  made: { line: number; column: number; rule: string; before: string; after: string }[]
}

/** Mending one finding may show others: a text that is JSON at last is checked for the first time. */
const MOST_ROUNDS = 20

/**
 * Makes all safe fixes, round by round, without writing anything.
 * @param check the findings as the texts are by now
 * @param read a file as it is on disk
 * @returns the findings that are left, and the files that are other than on disk
 */
export function fixSources(
  check: (texts: ReadonlyMap<string, string>) => CheckedFile[],
  read: (file: string) => string,
): { left: CheckedFile[]; fixed: FixedFile[] } {
  const texts = new Map<string, string>()
  const fixed = new Map<string, FixedFile>()
  let checked = check(texts)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let isChanged = false
    for (const { file, findings, isOfModule } of checked) {
      // A module is read from disk: its later rounds would speak of the text as it was.
      if (isOfModule && round > 0) continue
      const text = texts.get(file) ?? read(file)
      const fixes = safeFixes(text, findings)
      if (fixes.length === 0) continue
      const known = fixed.get(file) ?? { file, before: text, after: text, made: [] }
      known.made.push(...fixes.map(({ fix, rule }) => told(text, fix, rule)))
      known.after = applyFixes(
        text,
        fixes.map(({ fix }) => fix),
      )
      fixed.set(file, known)
      texts.set(file, known.after)
      isChanged = true
    }
    if (!isChanged) break
    checked = check(texts)
  }
  const left = checked.map(each => {
    const before = each.isOfModule ? fixed.get(each.file)?.before : undefined
    if (before === undefined) return each
    return { ...each, findings: each.findings.filter(finding => !fixFinding(before, finding)?.isSafe) }
  })
  return { left, fixed: [...fixed.values()] }
}

function safeFixes(text: string, findings: readonly Finding[]): { fix: Fix; rule: string }[] {
  const taken = new Set<number>()
  return findings.flatMap(finding => {
    const fix = fixFinding(text, finding)
    // Two findings may speak of the same place, as when two tasks call one function.
    if (!fix?.isSafe || taken.has(fix.start)) return []
    taken.add(fix.start)
    return [{ fix, rule: finding.rule }]
  })
}

function told(text: string, { start, end, text: after }: Fix, rule: string): FixedFile['made'][number] {
  return { ...lineAndColumn(text, start), rule, before: text.slice(start, end), after }
}
