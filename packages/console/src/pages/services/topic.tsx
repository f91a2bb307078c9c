import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listSubscriptions, listTopics, publish, topicName } from '../../api/sns.ts'
import { Empty } from '../../components/empty.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import NotFound from '../not-found.tsx'
import { Outbox } from './outbox.tsx'
import { ServiceForm, TextLine, TextLines } from './service-form.tsx'
import { ServiceHead } from './service-head.tsx'

/** One topic: who has subscribed, what it sent to people, and a message to publish. */
export default function TopicPage({ name }: { name: string }) {
  const topics = useQuery({ queryKey: ['topicArns'], queryFn: listTopics })
  const arn = topics.data?.find(each => topicName(each) === name)
  if (topics.data && !arn) return <NotFound />
  return (
    <>
      <ServiceHead kind="topics" name={name} />
      {topics.isPending && <Waiting />}
      {topics.error && <Problem error={topics.error} retry={() => void topics.refetch()} />}
      {arn && (
        <>
          <div className="side-by-side">
            <Subscriptions arn={arn} />
            <Publish arn={arn} />
          </div>
          <Outbox topicArn={arn} />
        </>
      )}
    </>
  )
}

function Subscriptions({ arn }: { arn: string }) {
  const { t } = useTranslation('services')
  const subscriptions = useQuery({ queryKey: ['subscriptions', arn], queryFn: () => listSubscriptions(arn), refetchInterval: 5_000 })
  return (
    <section className="card">
      <h2>{t('topic.subscriptions')}</h2>
      <p className="mono quiet service-hint">{arn}</p>
      {subscriptions.error && <Problem error={subscriptions.error} retry={() => void subscriptions.refetch()} />}
      {subscriptions.data?.length === 0 && <Empty text={t('topic.noSubscriptions')} />}
      <ul className="plain-rows">
        {subscriptions.data?.map(each => (
          <li key={`${each.protocol}/${each.endpoint}`}>
            <span className="mono">{each.endpoint}</span>
            <span className="quiet">
              {each.protocol}
              {!each.arn.startsWith('arn:') && ` · ${t('topic.unconfirmed')}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Publish({ arn }: { arn: string }) {
  const { t } = useTranslation('services')
  const queries = useQueryClient()
  const [subject, setSubject] = useState('')
  const [message, setMessage] = useState('')
  const send = useMutation({
    mutationFn: () => publish(arn, message, subject),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['outbox'] }),
  })
  return (
    <ServiceForm
      title={t('topic.publish')}
      verb={t('topic.publishVerb')}
      isBusy={send.isPending}
      isDisabled={message === ''}
      error={send.error}
      done={send.data && t('topic.published', { id: send.data })}
      onSubmit={() => send.mutate()}
    >
      <TextLine label={t('topic.subject')} value={subject} onChange={setSubject} />
      <TextLines label={t('topic.message')} value={message} onChange={setMessage} />
    </ServiceForm>
  )
}
