import { findIntegration, optimizedServices } from '@pasos/integrations'
import { findService, serviceHeads } from '@pasos/models'
import { allServices } from '@pasos/services'

const head = `# Services

What becomes of a call of each service of AWS. The tables are made from the declarations in \`packages/services/src/services.ts\`, the catalogue in
\`packages/integrations/src/services\` and the models (\`npx vitest run conformance/services-page.test.ts --update\`). Every service can be
[called elsewhere](../guide/services-elsewhere.md) instead, also one that is served here: who names it means it.
`

/** Integrations that are no calls of an AWS API and have a connector of their own. */
const connected = new Set(['apigateway:invoke', 'http:invoke'])

/** docs/reference/services.md: served here, called elsewhere or refused. */
export function servicesPage(): string {
  const names = new Set(allServices.map(({ scope }) => findService(scope)?.name ?? scope))
  const elsewhere = optimizedServices.filter(({ model }) => !names.has(model))
  return [
    head,
    section(
      'Served here',
      'Which of their operations, `service.ts` of each says; others answer 4xx as not implemented. A task calls what is served by `aws-sdk:` too.',
      ['signature', 'optimized integrations'],
      allServices.map(({ scope }) => [`\`${scope}\``, integrationsOf(findService(scope)?.name)]),
    ),
    section(
      'Optimized integrations of services elsewhere',
      'They run where `--forward` says where the service is; where it does not, the check says so, and the task fails with `SdkClientException`.',
      ['service', 'actions', 'run here without a service', 'refused as there is nobody to call'],
      elsewhere.map(({ name, actions }) => {
        const all = Object.keys(actions)
        const bare = all.filter(action => findIntegration(name, action)?.operation === null)
        const own = bare.filter(action => connected.has(`${name}:${action}`))
        const refused = bare.filter(action => !own.includes(action))
        return [`\`${name}\``, all.length, listed(own), listed(refused)]
      }),
    ),
    `## All others\n\n${Object.keys(serviceHeads()).length - names.size} further services have models: \`aws-sdk:\` integrations of theirs run where \`--forward\` says where the service is. A\nsigned request for one that is neither served nor forwarded answers 4xx.\n`,
  ].join('\n')
}

function integrationsOf(model: string | undefined): string {
  return listed(
    optimizedServices
      .filter(each => each.model === model)
      .flatMap(({ name, actions }) => Object.keys(actions).map(action => `${name}:${action}`)),
  )
}

function listed(names: readonly string[]): string {
  return names.map(name => `\`${name}\``).join(', ')
}

function section(title: string, text: string, columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [columns, columns.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`)
  return `## ${title}\n\n${text}\n\n${lines.join('\n')}\n`
}
