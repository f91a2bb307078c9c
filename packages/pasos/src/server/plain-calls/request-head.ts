import type { IncomingMessage } from 'node:http'

/** What is known of a request before anybody reads it, whoever has taken it apart. */
export type RequestHead = Pick<IncomingMessage, 'headers' | 'socket'>
