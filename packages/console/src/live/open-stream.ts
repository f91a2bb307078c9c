import { reportConnection } from './connection.ts'

const REOPEN_MS = 1_500

/**
 * Listens to server-sent events until the returned function is called. Browsers reconnect by themselves and tell the server the
 * last event's id; when they give up (a proxy's error page, a server that is starting), the stream is opened anew and the
 * server replays from the start, so receivers must pass over what they know.
 */
export function openStream(url: string, receive: (data: unknown) => void): () => void {
  const stream = Symbol(url)
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const open = () => {
    source = new EventSource(url)
    source.onopen = () => reportConnection(stream, 'live')
    source.onmessage = message => receive(JSON.parse(message.data))
    source.onerror = () => {
      reportConnection(stream, 'reconnecting')
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, REOPEN_MS)
    }
  }
  reportConnection(stream, 'connecting')
  open()
  return () => {
    clearTimeout(timer)
    source?.close()
    reportConnection(stream, undefined)
  }
}
