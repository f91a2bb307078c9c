import { ADVICE_EXAMPLES } from '../catalogue/advice-examples.ts'
import { ENGLISH } from '../catalogue/english.ts'
import { RULES, type RuleId } from '../catalogue/rule-catalogue.ts'
import type { RuleExample } from '../catalogue/rule-example.ts'
import { SCHEMA_EXAMPLES } from '../catalogue/schema-examples.ts'
import { SPANISH } from '../catalogue/spanish.ts'

/** An example for every rule. */
export const EXAMPLES: Readonly<Record<RuleId, RuleExample>> = { ...SCHEMA_EXAMPLES, ...ADVICE_EXAMPLES }

const INTRODUCTION = `# Checks

Every definition is checked before it is stored, and by \`pasos validate\`. Findings that AWS has too (origin \`aws\`) carry its codes and words;
an \`ERROR\` refuses the definition, as CreateStateMachine, UpdateStateMachine and ValidateStateMachineDefinition do. Advice of our own
(origin \`pasos\`) is always a \`WARNING\` and never stands in the way of a deploy.

This page is made from the catalogue in \`packages/asl/src/check/catalogue\`.
`
const LONGEST_EXAMPLE = 600

/** docs/reference/checks.md: each rule with its code, its cause, what to do, and an example. */
export function referencePage(): string {
  const ids = Object.keys(RULES) as RuleId[]
  const rows = ids.map(id => `| [\`${id}\`](#${id}) | \`${RULES[id].code}\` | ${RULES[id].severity} | ${RULES[id].origin} |`)
  const table = ['| rule | code | severity | origin |', '| --- | --- | --- | --- |', ...rows].join('\n')
  return `${INTRODUCTION}\n${table}\n${ids.map(section).join('')}`
}

function section(id: RuleId): string {
  const { code, severity, origin, text } = RULES[id]
  return `
## ${id}

\`${code}\` · ${severity} · ${origin}${origin === 'aws' ? ` · “${text.trim()}”` : ''}

**Cause.** ${ENGLISH[id].message}

**Fix.** ${ENGLISH[id].advice}

**En español.** ${SPANISH[id].message} ${SPANISH[id].advice}
${example(EXAMPLES[id])}`
}

function example({ definition, options }: RuleExample): string {
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition, null, 2)
  if (text.trim() === '' || text.length > LONGEST_EXAMPLE || /(.)\1{60}/.test(text)) return ''
  const given = options ? `\nchecked with \`${JSON.stringify(options)}\`:\n` : ''
  return `${given}\n\`\`\`json\n${text}\n\`\`\`\n`
}
