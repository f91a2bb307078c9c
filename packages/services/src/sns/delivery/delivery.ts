import type { Deliveries } from '../../retried-delivery/retried-deliveries.ts'

export const deliverySpace = 'sns.delivery'

/** A message on its way to a function or an HTTP endpoint. */
export interface SnsDelivery {
  id: string
  subscriptionArn: string
  topicArn: string
  protocol: 'lambda' | 'http' | 'https'
  endpoint: string
  type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation'
  messageId: string
  isRaw: boolean
  body: string
  traceHeader?: string
  retries: number
}

export type SnsDeliveries = Deliveries<SnsDelivery>
