import { useMutation, useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import Button from '../../components/button.tsx'
import { JsonText } from '../../components/json-text.tsx'
import { lazyPart } from '../../components/lazy-part.tsx'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { loadWords } from '../../language/language.ts'
import { Facts } from './facts.tsx'
import { Named } from './named.tsx'
import { Removal } from './removal.tsx'
import { ServiceHead } from './service-head.tsx'
import { THING_RESOURCES, type Thing, type ThingKind } from './things.ts'

const Dashboard = lazyPart(
  async () => (await Promise.all([import('./dashboard.tsx'), loadWords('pages')]))[0],
  () => <Waiting lines={8} />,
)

const AlarmChart = lazyPart(
  async () => (await Promise.all([import('./alarm-chart.tsx'), loadWords('pages')]))[0],
  () => <Waiting lines={8} />,
)

/** One thing that was made by a program: what it is, what it is made of, and the way to switch it off or be rid of it. */
export default function ThingPage({ kind, name }: { kind: ThingKind; name: string }) {
  const { t } = useTranslation('services')
  const [, go] = useLocation()
  const { read, turn, remove } = THING_RESOURCES[kind]
  const found = useQuery({ queryKey: [kind, name], queryFn: () => read(name), retry: false, refetchInterval: 10_000 })
  const turning = useMutation({ mutationFn: (isOn: boolean) => turn!(name, isOn), onSuccess: () => void found.refetch() })
  const thing = found.data
  const shown = thing?.title ?? name
  return (
    <>
      <ServiceHead
        kind={kind}
        name={shown}
        actions={
          thing && (
            <>
              {turn && (
                <Button loading={turning.isPending} onClick={() => turning.mutate(!thing.isOn)}>
                  {t(thing.isOn ? 'key.disable' : 'key.enable')}
                </Button>
              )}
              <Removal
                {...{ name: shown, verb: t('removal.verb'), text: t(`removal.${kind}`) }}
                remove={() => remove(name)}
                onRemoved={() => go(`/services/${kind}`)}
              />
            </>
          )
        }
      />
      {found.isPending && <Waiting />}
      {found.error && <Problem error={found.error} retry={() => void found.refetch()} />}
      {turning.error && <Problem error={turning.error} />}
      {kind === 'dashboards' && thing?.document && <Dashboard body={thing.document.text} />}
      {thing?.watched && <AlarmChart watched={thing.watched} />}
      {thing && <Told thing={thing} name={name} />}
    </>
  )
}

/** More letters than this have a line of their own. */
const LONG = 32

/** `INSUFFICIENT_DATA`, which narrow columns may break where its words end. */
function breakable(state: string) {
  return state.split(/(?<=_)/).map(word => (
    <Fragment key={word}>
      {word}
      <wbr />
    </Fragment>
  ))
}

/** The colour of a state in AWS's words. */
function toneOf(state: string): string {
  if (/ALARM|FAIL|ROLLBACK/i.test(state)) return 'ink-failed'
  if (/PROGRESS|ing$/i.test(state)) return 'ink-running'
  return /^OK$|COMPLETE|ENABLED|ACTIVE/i.test(state) ? 'ink-succeeded' : ''
}

function Told({ thing, name }: { thing: Thing; name: string }) {
  const { t } = useTranslation('services')
  const facts = Object.entries(thing.facts).map(([key, value]) => {
    const shown =
      value instanceof Date ? <Moment key={key} at={value} /> : typeof value === 'string' ? <Named key={key} text={value} /> : value
    const isState = key === 'state' && typeof value === 'string'
    const told = isState ? (
      <strong key={key} className={toneOf(value)}>
        {breakable(value)}
      </strong>
    ) : (
      shown
    )
    return [t(`facts.${key as 'state'}`), told, typeof value === 'string' && value.length > LONG] as const
  })
  const isOn = thing.isOn === undefined ? [] : [[t('facts.switched'), t(thing.isOn ? 'yes' : 'no')] as const]
  return (
    <>
      <Facts facts={[...(thing.title ? [[t('facts.id'), name] as const] : []), ...isOn, ...facts]} arn={thing.arn} />
      {thing.parts?.map(({ title, rows }) => (
        <section key={title} className="card">
          <h2>{t(`parts.${title}`)}</h2>
          {rows.length === 0 ? (
            <p className="quiet">{t('parts.none')}</p>
          ) : (
            <dl className="parts">
              {rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity, and come anew together.
                <div key={index}>
                  <dt className="mono">{row.name instanceof Date ? <Moment at={row.name} /> : row.name}</dt>
                  <dd>{row.about && <Named text={row.about} />}</dd>
                </div>
              ))}
            </dl>
          )}
        </section>
      ))}
      {thing.document && (
        <section className="card">
          <h2>{t(`parts.${thing.document.title}`)}</h2>
          <JsonText text={thing.document.text} label={t(`parts.${thing.document.title}`)} />
        </section>
      )}
    </>
  )
}
