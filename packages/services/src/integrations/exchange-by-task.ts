import { whyUnreachable } from '@pasos/integrations'
import type { HttpExchange, HttpExchanged, OutgoingHttp } from '../declaration/service.ts'

/** An exchange that a task asks for. Where nobody answers it rejects in the words of the SDK for Java, as tasks tell it on AWS. */
export async function exchangeByTask({ exchange }: Pick<OutgoingHttp, 'exchange'>, asked: HttpExchange): Promise<HttpExchanged> {
  try {
    return await exchange(asked)
  } catch (error) {
    const failure = error as NodeJS.ErrnoException
    // What has no code is told by this server itself: that the address may not be called.
    throw failure.code === undefined ? failure : new Error(whyUnreachable(failure, new URL(asked.url)), { cause: failure })
  }
}
