import { formatDuration } from '@pasos/graph/run'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { queueName } from '../../api/sqs.ts'
import { servicePath } from '../../format/arn.ts'

/** A queue's attributes that say how it is doing. */
export function QueueFacts({ attributes, children }: { attributes: Record<string, string>; children?: ReactNode }) {
  const { t, i18n } = useTranslation('services')
  // A setting is a whole number: 30 s, where what was measured is 30.0 s.
  const seconds = (name: string) =>
    Number(attributes[name]) < 60 ? `${attributes[name]} s` : formatDuration(Number(attributes[name]) * 1000, i18n.language)
  const policy = JSON.parse(attributes['RedrivePolicy'] ?? '{}') as { deadLetterTargetArn?: string; maxReceiveCount?: number | string }
  const facts: [string, ReactNode][] = [
    [t('queue.visible'), attributes['ApproximateNumberOfMessages']],
    [t('queue.inFlight'), attributes['ApproximateNumberOfMessagesNotVisible']],
    [t('queue.delayed'), attributes['ApproximateNumberOfMessagesDelayed']],
    [t('queue.timeout'), seconds('VisibilityTimeout')],
    [t('queue.retention'), seconds('MessageRetentionPeriod')],
  ]
  const deadLetters = policy.deadLetterTargetArn && queueName(policy.deadLetterTargetArn)
  return (
    <dl className="pairs">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="numbers">{value}</dd>
        </div>
      ))}
      {deadLetters && (
        <div>
          <dt>{t('queue.deadLetters')}</dt>
          <dd>
            <Link href={servicePath('queues', deadLetters)}>
              {t('queue.after', { queue: deadLetters, count: Number(policy.maxReceiveCount) })}
            </Link>
          </dd>
        </div>
      )}
      {children}
      <div className="pair-wide">
        <dt>{t('arn')}</dt>
        <dd className="mono">{attributes['QueueArn']}</dd>
      </div>
    </dl>
  )
}
