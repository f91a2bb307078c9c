import { findIntegration, optimizedServices } from './catalogue.ts'

const head = `# Optimized integrations

Every integration of the catalogue in \`packages/integrations/src/services\`, from which this page is made (\`npx vitest run -u
packages/integrations\`). Those that call an AWS API run against the services that are served here and those that are [elsewhere](../guide/services-elsewhere.md);
others say so when the machine is validated. Besides them there is \`aws-sdk:SERVICE:ACTION\` for every service and action of AWS that answers without a stream.
`

const patternNames = { RR: 'request and answer', sync: '`.sync`', 'sync:2': '`.sync:2`', waitForTaskToken: '`.waitForTaskToken`' } as const

/** docs/reference/optimized-integrations.md: what each takes, calls, and fails with. */
export function referencePage(): string {
  const sections = optimizedServices.map(({ name, prefix, actions }) => {
    const rows = Object.keys(actions).map(action => {
      const { operation, parameters, action: definition } = findIntegration(name, action)!
      const patterns = definition.patterns.map(pattern => patternNames[pattern]).join(', ')
      const { sync } = definition
      const watched =
        sync === undefined ? '' : `\`${sync.poll.operation}\`${sync.cancel ? `, cancelled by \`${sync.cancel.operation}\`` : ''}`
      const required = parameters.required.map(parameter => `\`${parameter}\``).join(' ')
      return `| \`${name}:${action}\` | ${patterns} | ${operation === null ? '' : `\`${operation}\``} | ${required} | ${watched} |`
    })
    const table = [
      '| `Resource` | patterns | calls | required | the end of a job is found by |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n')
    return `## ${name}\n\nErrors begin with \`${prefix}.\`\n\n${table}\n`
  })
  return `${head}\n${sections.join('\n')}`
}
