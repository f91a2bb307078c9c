import { allPages, pageAddress } from './aws-pages.ts'
import { restJson } from './rest-call.ts'

const ask = restJson('lambda')
const PATH = '/2015-03-31/event-source-mappings/'

export interface EventSource {
  UUID: string
  EventSourceMappingArn?: string
  EventSourceArn?: string
  FunctionArn: string
  State: string
  StateTransitionReason?: string
  LastProcessingResult?: string
  LastModified?: number
  BatchSize?: number
  MaximumBatchingWindowInSeconds?: number
  StartingPosition?: string
  MaximumRetryAttempts?: number
  FilterCriteria?: { Filters?: { Pattern?: string }[] }
  FunctionResponseTypes?: string[]
}

/** What functions read from by themselves: queues and streams. */
export const listEventSources = () =>
  allPages(async marker => {
    const page = await ask<{ EventSourceMappings: EventSource[]; NextMarker?: string }>('GET', pageAddress(PATH, 'Marker', marker))
    return [page.EventSourceMappings, page.NextMarker]
  })

export const readEventSource = (id: string) => ask<EventSource>('GET', `${PATH}${encodeURIComponent(id)}`)

export const switchEventSource = (id: string, Enabled: boolean) => ask('PUT', `${PATH}${encodeURIComponent(id)}`, { Enabled })

export const deleteEventSource = (id: string) => ask('DELETE', `${PATH}${encodeURIComponent(id)}`)
