import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readOutbox, topicName } from '../../api/sns.ts'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { FoldedRow } from './folded-row.tsx'

/** What topics sent to people: of all topics, or of one. */
export function Outbox({ topicArn }: { topicArn?: string }) {
  const { t } = useTranslation('services')
  const letters = useQuery({ queryKey: ['outbox'], queryFn: readOutbox, refetchInterval: 5_000 })
  const shown = letters.data?.filter(letter => topicArn === undefined || letter.topicArn === topicArn) ?? []
  return (
    <section className="card service-outbox">
      <h2>{t('topic.outbox')}</h2>
      <p className="quiet service-hint">{t('topic.outboxHint')}</p>
      {letters.error && <Problem error={letters.error} retry={() => void letters.refetch()} />}
      {letters.data && shown.length === 0 && <p className="quiet">{t('topic.outboxEmpty')}</p>}
      <ul>
        {shown.map(letter => (
          <FoldedRow
            key={`${letter.messageId}/${letter.to}`}
            head={`${letter.to} · ${letter.subject ?? letter.text}`}
            aside={
              <>
                {letter.protocol}
                {letter.topicArn && topicArn === undefined && ` · ${topicName(letter.topicArn)}`} · <Moment at={letter.at} />
              </>
            }
            text={letter.text}
            label={letter.subject ?? letter.to}
          />
        ))}
      </ul>
    </section>
  )
}
