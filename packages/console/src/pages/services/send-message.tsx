import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sendMessage } from '../../api/sqs.ts'
import { ServiceForm, TextLine, TextLines } from './service-form.tsx'

export function SendMessage({ url, onSent }: { url: string; onSent: () => void }) {
  const { t } = useTranslation('services')
  const [body, setBody] = useState('')
  const [group, setGroup] = useState('')
  const [deduplication, setDeduplication] = useState('')
  const isFifo = url.endsWith('.fifo')
  const send = useMutation({
    mutationFn: () => {
      const fifo = { MessageGroupId: group, ...(deduplication ? { MessageDeduplicationId: deduplication } : {}) }
      return sendMessage(url, body, isFifo ? fifo : undefined)
    },
    onSuccess: onSent,
  })
  return (
    <ServiceForm
      title={t('queue.send')}
      verb={t('queue.sendVerb')}
      isBusy={send.isPending}
      isDisabled={body === '' || (isFifo && group === '')}
      error={send.error}
      done={send.data && t('queue.sent', { id: send.data.MessageId })}
      onSubmit={() => send.mutate()}
    >
      <TextLines label={t('queue.body')} value={body} onChange={setBody} />
      {isFifo && (
        <>
          <TextLine label={t('queue.group')} value={group} onChange={setGroup} />
          <TextLine label={t('queue.deduplication')} value={deduplication} onChange={setDeduplication} />
        </>
      )}
    </ServiceForm>
  )
}
