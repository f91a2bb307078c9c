import { type ErrorCall, findErrorCalls, readSources } from './error-texts.ts'

const SERVICES = { states: 'Step Functions', lambda: 'Lambda', iam: 'IAM', sts: 'STS', logs: 'CloudWatch Logs' } as const

const INTRODUCTION = `# Errors of the APIs

Every refusal of a call, by service and code, with its texts. \`{…}\` stands for what differs. All are answered in AWS's own shape, most with
status 400. A member that is missing, too long or not of its pattern is a \`ValidationException\`:
\`1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must {constraint}\`.
What executions fail with is in [Errors](errors.md), what a definition is refused for in [Checks](checks.md), TestState's own in
[TestState](test-state.md).

This page is made from the sources in \`packages/services/src\` (\`npx vitest run conformance/reference-pages.test.ts --update\`).
`

/** docs/reference/api-errors.md. */
export function apiErrorsPage(folder: string): string {
  const sections = Object.entries(SERVICES).map(([service, title]) => {
    const rows = [
      ...new Set(errorsOf(readSources(`${folder}/${service}`)).map(({ code, text }) => `| \`${code}\` | ${cell(text)} |`)),
    ].sort()
    return `\n## ${title}\n\n| code | text |\n| --- | --- |\n${rows.join('\n')}\n`
  })
  return INTRODUCTION + sections.join('')
}

interface ApiErrorText {
  code: string
  text: string
}

/** Texts of a service: those of `new ApiError`, and those handed to the functions of its catalogue. */
function errorsOf(sources: ReadonlyMap<string, string>): ApiErrorText[] {
  const catalogue = catalogueOf(sources.get('errors.ts') ?? '')
  const direct = findErrorCalls(sources, ['new ApiError']).flatMap(call => errorOf(call.literals[0], call.literals.slice(1)))
  const handed = findErrorCalls(sources, [...catalogue.keys()]).flatMap(({ name, literals }: ErrorCall) => {
    const { code, around } = catalogue.get(name)!
    const inner = literals.join('')
    if (inner.length < 12) return []
    return { code, text: around === '' ? inner : around.replace(/\$\{[^}]*\}/, () => inner) }
  })
  return [...direct, ...handed]
}

function errorOf(code: string | undefined, texts: readonly string[]): ApiErrorText[] {
  const [text] = texts
  // A code alone is one of the catalogue whose text is handed to it.
  return code === undefined || text === undefined || !/^[A-Z]\w+$/.test(code) || !text.includes(' ') ? [] : [{ code, text }]
}

/** The functions of a catalogue: their code, and the text around what they are given. */
function catalogueOf(text: string): Map<string, { code: string; around: string }> {
  const functions = text.matchAll(/export (?:const|function) (\w+)[\s\S]*?(?=\nexport |$)/g)
  return new Map(
    [...functions].flatMap(([whole, name]) => {
      const [first] = findErrorCalls(new Map([['', whole]]), ['new ApiError'])
      return first?.literals[0] === undefined ? [] : [[name!, { code: first.literals[0], around: first.literals[1] ?? '' }] as const]
    }),
  )
}

function cell(text: string): string {
  const named = text.replaceAll(
    /\$\{((?:[^{}]|\{[^{}]*\})*)\}/g,
    (_, expression: string) => `{${/(\w+)\W*$/.exec(expression)?.[1] ?? '…'}}`,
  )
  return `\`${named.replaceAll('|', '\\|').replaceAll('`', "'")}\``
}
