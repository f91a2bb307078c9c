import { type ComponentType, type ReactNode, useLayoutEffect, useState } from 'react'

/** A component whose code comes when it is first shown, or before that by `load`. */
export type Part<Props> = ComponentType<Props> & { load(): Promise<void> }

/**
 * Instead of React's `lazy`: React holds back whatever follows a fallback of Suspense until the fallback has stood for 300 ms, and what is
 * already there is drawn without one only by chance. A part that has come is drawn at once; until then `meanwhile` stands in its place.
 * A chunk that cannot be had is thrown to the nearest boundary, and asked for anew the next time.
 */
export function lazyPart<Props extends object>(
  bring: () => Promise<{ default: ComponentType<Props> }>,
  meanwhile?: (props: Props) => ReactNode,
): Part<Props> {
  let come: ComponentType<Props> | undefined
  let coming: Promise<void> | undefined
  const load = () => {
    coming ??= bring().then(
      found => {
        come = found.default
      },
      reason => {
        coming = undefined
        throw reason
      },
    )
    return coming
  }
  // biome-ignore lint/correctness/noComponentHookFactories: parts are made as their modules are read, once, and never while something is drawn.
  function LazyPart(props: Props) {
    const [Shown, setShown] = useState(() => come)
    const [fault, setFault] = useState<{ reason: unknown }>()
    useLayoutEffect(() => {
      if (Shown) return
      let isHere = true
      load().then(
        () => isHere && setShown(() => come),
        reason => isHere && setFault({ reason }),
      )
      return () => {
        isHere = false
      }
    }, [Shown])
    if (fault) throw fault.reason
    return Shown ? <Shown {...props} /> : meanwhile?.(props)
  }
  return Object.assign(LazyPart, { load })
}
