/** Fetches the code of a page when the pointer or the focus comes to a link to it. */
export function loadOnApproach(load: (address: string) => Promise<void>): void {
  const approach = ({ target }: Event) => {
    if (!(target instanceof Element)) return
    const link = target.closest('a') ?? target.closest('[data-row]')?.querySelector('a')
    // What fails is told when somebody goes there.
    if (link?.origin === location.origin) load(link.href).catch(() => undefined)
  }
  for (const kind of ['pointerover', 'focusin'] as const) document.addEventListener(kind, approach, { passive: true })
}
