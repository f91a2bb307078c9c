import type { FileOutcome } from './run-cases.ts'

/** The Test Anything Protocol, version 14. */
export function tap(files: readonly FileOutcome[]): string {
  const cases = files.flatMap(({ file, cases }) => cases.map(test => ({ file, ...test })))
  const lines = cases.flatMap(({ file, name, status, problems, line }, index) => {
    // A number sign would begin a directive.
    const point = `${status === 'passed' ? 'ok' : 'not ok'} ${index + 1} - ${name.replace(/[\\#]/g, '\\$&').replaceAll('\n', ' ')}`
    if (problems.length === 0) return [point]
    const said = problems.flatMap(problem => problem.split('\n')).map(text => `      ${text}`)
    return [point, '  ---', `  at: ${JSON.stringify(`${file}:${line}`)}`, '  message: |', ...said, '  ...']
  })
  return `${['TAP version 14', `1..${cases.length}`, ...lines].join('\n')}\n`
}
