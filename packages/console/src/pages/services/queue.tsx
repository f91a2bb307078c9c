import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { findQueue, lookAtMessages, purgeQueue, queueName, redriveQueue } from '../../api/sqs.ts'
import Button from '../../components/button.tsx'
import { lazyPart } from '../../components/lazy-part.tsx'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { servicePath } from '../../format/arn.ts'
import { FoldedRow } from './folded-row.tsx'
import { QueueFacts } from './queue-facts.tsx'
import { SendMessage } from './send-message.tsx'
import { ServiceHead } from './service-head.tsx'

const Confirm = lazyPart(() => import('../../components/confirm.tsx'))

/** One queue: how full it is, its messages, and what can be done with them. */
export default function QueuePage({ name }: { name: string }) {
  const { t } = useTranslation('services')
  const queries = useQueryClient()
  const [isPurging, setPurging] = useState(false)
  const queue = useQuery({ queryKey: ['queue', name], queryFn: () => findQueue(name), refetchInterval: 3_000 })
  const refresh = () => queries.invalidateQueries({ queryKey: ['queue', name] })
  const redrive = useMutation({ mutationFn: (arn: string) => redriveQueue(arn), onSuccess: refresh })
  const purge = useMutation({
    mutationFn: (url: string) => purgeQueue(url),
    onSuccess: refresh,
    onSettled: () => setPurging(false),
  })
  const failed = queue.error ?? redrive.error ?? purge.error
  return (
    <>
      <ServiceHead
        kind="queues"
        name={name}
        actions={
          queue.data && (
            <>
              {queue.data.feeders.length > 0 && (
                <Button loading={redrive.isPending} onClick={() => redrive.mutate(queue.data.attributes['QueueArn']!)}>
                  {t('queue.redrive')}
                </Button>
              )}
              <Button onClick={() => setPurging(true)}>{t('queue.purge')}</Button>
            </>
          )
        }
      />
      {failed && <Problem error={failed} retry={queue.error ? () => void queue.refetch() : undefined} />}
      {redrive.isSuccess && <p role="status">{t('queue.redriving')}</p>}
      {queue.isPending && <Waiting />}
      {queue.data && (
        <>
          <section className="card">
            <QueueFacts attributes={queue.data.attributes}>
              {queue.data.feeders.length > 0 && (
                <div>
                  <dt>{t('queue.feeders')}</dt>
                  <dd>
                    {queue.data.feeders.map(feeder => (
                      <Link key={feeder} href={servicePath('queues', feeder)}>
                        {queueName(feeder)}{' '}
                      </Link>
                    ))}
                  </dd>
                </div>
              )}
            </QueueFacts>
          </section>
          <div className="side-by-side">
            <Messages url={queue.data.url} />
            <SendMessage url={queue.data.url} onSent={refresh} />
          </div>
        </>
      )}
      {isPurging && queue.data && (
        <Confirm
          isDestructive
          title={t('queue.purgeTitle', { name })}
          verb={t('queue.purge')}
          isBusy={purge.isPending}
          onConfirm={() => purge.mutate(queue.data.url)}
          onClose={() => setPurging(false)}
        >
          <p>{t('queue.purgeText')}</p>
        </Confirm>
      )}
    </>
  )
}

function Messages({ url }: { url: string }) {
  const { t } = useTranslation('services')
  const look = useMutation({ mutationFn: () => lookAtMessages(url) })
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('queue.messages')}</h2>
        <Button loading={look.isPending} onClick={() => look.mutate()}>
          {t('queue.look')}
        </Button>
      </div>
      <p className="quiet service-hint">{t('queue.lookHint')}</p>
      {look.error && <Problem error={look.error} />}
      {look.data?.length === 0 && <p role="status">{t('queue.noMessages')}</p>}
      <ul>
        {look.data?.map(({ MessageId, Body, Attributes = {} }) => (
          <FoldedRow
            key={MessageId}
            head={Body}
            aside={
              <>
                <Moment at={Number(Attributes['SentTimestamp'])} /> ·{' '}
                {t('queue.received', { count: Number(Attributes['ApproximateReceiveCount']) })}
              </>
            }
            text={Body}
            label={MessageId}
          />
        ))}
      </ul>
    </section>
  )
}
