import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { listQueues, queueDepth } from '../../api/sqs.ts'
import { servicePath } from '../../format/arn.ts'

const MOST = 50

/** How full queues are at this moment. */
export function ServiceGauges() {
  const { t, i18n } = useTranslation('pages')
  const queues = useQuery({
    queryKey: ['queueDepths'],
    refetchInterval: 10_000,
    retry: false,
    queryFn: async () =>
      Promise.all((await listQueues()).slice(0, MOST).map(async ({ name, url }) => ({ name, ...(await queueDepth(url)) }))),
  })
  if (!queues.data || queues.data.length === 0) return null
  const number = new Intl.NumberFormat(i18n.language)
  return (
    <section className="card">
      <h2>{t('metrics.queues')}</h2>
      <div className="table-frame">
        <table className="table" aria-label={t('metrics.queues')}>
          <thead>
            <tr>
              <th scope="col">{t('metrics.queue')}</th>
              <th scope="col" className="numeric">
                {t('metrics.waiting')}
              </th>
              <th scope="col" className="numeric">
                {t('metrics.inFlight')}
              </th>
            </tr>
          </thead>
          <tbody>
            {queues.data.map(({ name, waiting, inFlight }) => (
              <tr key={name}>
                <td>
                  <Link href={servicePath('queues', name)}>{name}</Link>
                </td>
                <td className="numeric">{number.format(waiting)}</td>
                <td className="numeric">{number.format(inFlight)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
