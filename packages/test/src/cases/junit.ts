import type { FileOutcome } from './run-cases.ts'

/** JUnit's XML, as CI servers read it. */
export function junit(files: readonly FileOutcome[]): string {
  const suites = files.map(({ file, cases }) => {
    const failures = cases.filter(({ status }) => status === 'failed').length
    const seconds = cases.reduce((sum, { ms }) => sum + ms, 0) / 1000
    const tests = cases.map(({ name, ms, problems, line }) => {
      const head = `    <testcase name="${escaped(name)}" classname="${escaped(file)}" file="${escaped(file)}" line="${line}" time="${(ms / 1000).toFixed(4)}"`
      if (problems.length === 0) return `${head}/>`
      const failure = `      <failure message="${escaped(problems[0]!)}">${escaped(problems.join('\n'))}</failure>`
      return `${head}>\n${failure}\n    </testcase>`
    })
    const head = `  <testsuite name="${escaped(file)}" tests="${cases.length}" failures="${failures}" errors="0" time="${seconds.toFixed(4)}">`
    return [head, ...tests, '  </testsuite>'].join('\n')
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' }
  // XML 1.0 has no way to write other control characters.
  return text.replace(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, '\ufffd').replace(/[&<>"\n]/g, character => entities[character]!)
}
