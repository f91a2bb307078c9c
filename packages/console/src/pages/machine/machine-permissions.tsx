import { type RoleNeed, roleNeeds } from '@pasos/integrations'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { type Decision, simulateRole } from '../../api/iam.ts'
import type { Machine } from '../../api/step-functions.ts'
import { Empty } from '../../components/empty.tsx'
import { lazyPart } from '../../components/lazy-part.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { loadWords } from '../../language/language.ts'
import { whyDeniedPath } from '../iam/principal-path.ts'

const LeastRole = lazyPart(async () => (await Promise.all([import('./least-role.tsx'), loadWords('pages')]))[0])

type Answer = Decision | 'depends'

/** What the machine's role may do for each task, by IAM's own simulation. */
export default function MachinePermissions({ machine }: { machine: Machine }) {
  const { t } = useTranslation()
  const role = machine.roleArn ?? ''
  const needs = roleNeeds(machine.definition ?? '', machine.stateMachineArn ?? '')
  const answers = useQuery({ queryKey: ['permissions', role, needs], queryFn: () => ask(role, needs) })
  if (needs.length === 0) return <Empty text={t('permissions.none')} />
  return (
    <>
      <p className="quiet tab-lead">{t('permissions.lead', { role })}</p>
      <LeastRole machineArn={machine.stateMachineArn ?? ''} />
      {answers.error && <Problem error={answers.error} retry={() => void answers.refetch()} />}
      {answers.isPending && <Waiting />}
      {answers.data && (
        <div className="table-frame">
          <table className="table" aria-label={t('machine.permissions')}>
            <thead>
              <tr>
                <th scope="col">{t('permissions.state')}</th>
                <th scope="col" className="optional">
                  {t('permissions.resource')}
                </th>
                <th scope="col">{t('permissions.answer')}</th>
              </tr>
            </thead>
            <tbody>
              {needs.map((need, index) => (
                <tr key={`${need.state}/${need.action}/${need.resource}`}>
                  <td>
                    {need.state}
                    <div className="mono quiet">{need.action}</div>
                  </td>
                  <td className="mono optional">{need.resource ?? <span className="quiet">{t('permissions.inInput')}</span>}</td>
                  <td>
                    <Word answer={answers.data[index]!} />
                    {isDenied(answers.data[index]!) && (
                      <>
                        {' '}
                        <Link href={whyDeniedPath(role, need.action, need.resource ?? '*')}>{t('failure.whyDenied')}</Link>
                      </>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

/** One call for each action, of which all resources are asked for at once; answers in the order of the needs. */
async function ask(role: string, needs: readonly RoleNeed[]): Promise<Answer[]> {
  const asked = Map.groupBy(needs, need => need.action)
  const found = new Map<RoleNeed, Answer>()
  await Promise.all(
    [...asked].map(async ([action, same]) => {
      const resources = [...new Set(same.map(need => need.resource ?? '*'))]
      const decisions = await simulateRole(role, action, resources)
      for (const need of same) found.set(need, answerOf(need, decisions[resources.indexOf(need.resource ?? '*')]!))
    }),
  )
  return needs.map(need => found.get(need)!)
}

const isDenied = (answer: Answer): boolean => answer === 'implicitDeny' || answer === 'explicitDeny'

/** What is not allowed on everything may be allowed on the one that the input will name. */
function answerOf(need: RoleNeed, decision: Decision): Answer {
  return need.resource === undefined && decision === 'implicitDeny' ? 'depends' : decision
}

const LOOKS: Record<Answer, string> = { allowed: 'succeeded', implicitDeny: 'failed', explicitDeny: 'failed', depends: 'caught' }
const SIGNS: Record<Answer, string> = { allowed: '✓', implicitDeny: '✕', explicitDeny: '✕', depends: '?' }

function Word({ answer }: { answer: Answer }) {
  const { t } = useTranslation()
  return (
    <span className={`status status-${LOOKS[answer]}`}>
      <span aria-hidden="true">{SIGNS[answer]}</span> {t(`permissions.${answer}`)}
    </span>
  )
}
