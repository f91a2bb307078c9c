/** A page came where no server of AWS's APIs answers with one: something else listens there. */
export class ForeignAnswer extends Error {
  override name = 'ForeignAnswer'
}

/** @throws ForeignAnswer */
export function refuseForeign(contentType: string | null | undefined): void {
  if (/^text\/html\b/i.test(contentType ?? '')) throw new ForeignAnswer('An HTML page came in place of an answer.')
}
