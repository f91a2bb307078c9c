import type { ScenarioResult } from './scenario-result.ts'

const logDestination = 'The state machine IAM Role is not authorized to access the Log Destination'

/** What AWS says to configurations whose roles lack a permission that is asked for when something is made. */
const REFUSED: Record<string, string> = {
  lambda_event_source_mapping: 'The provided execution role does not have permissions to call ReceiveMessage on SQS',
  sfn_state_machine_express: logDestination,
  sfn_state_machine_full: logDestination,
}

function resultOf({ name, ok, iam }: ScenarioResult): string {
  const result = `${ok ? 'passes' : 'fails'}${iam === undefined ? '' : ` with \`--iam ${iam}\``}`
  const refusal = ok && iam === undefined ? undefined : REFUSED[name]
  return refusal === undefined ? result : `${result}; its role lacks what AWS asks for: "${refusal}"`
}

/** The page of what Terraform's provider was seen to do here, from the results of the runs. */
export function renderScenarios(rows: readonly ScenarioResult[]): string {
  const lines = rows.map(row => {
    const calls = (phase: string) => row.phases.find(done => done.phase === phase)?.calls ?? '–'
    const cells = [row.name, ...['apply', 'noop', 'update', 'noopAfterUpdate', 'destroy'].map(calls), row.calls, row.seconds, resultOf(row)]
    return `| ${cells.join(' | ')} |`
  })
  return `# Terraform's provider, scenario by scenario

Made by \`npm run torture -- --mode terraform --scenarios FOLDER\`: each configuration is applied, planned again (no changes), changed and
applied, planned again (no changes) and destroyed, with hashicorp/aws 5 against a server of its own. In the columns of the phases: requests
that the provider made. The seconds are of the whole run; the provider itself waits 25 s for a new queue and 5 s for a function.

| scenario | apply | plan | update | plan | destroy | all calls | seconds | result |
| --- | --: | --: | --: | --: | --: | --: | --: | --- |
${lines.join('\n')}
`
}
