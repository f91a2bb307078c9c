import { drawingSvg, layoutMachine, machineShape } from '@pasos/graph'
import { useMemo } from 'react'

/** A small picture of a machine's graph. */
export function TemplatePicture({ text }: { text: string }) {
  const source = useMemo(() => {
    const shape = machineShape(text)
    return shape && `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawingSvg(layoutMachine(shape)))}`
  }, [text])
  return <span className="template-picture">{source && <img src={source} alt="" />}</span>
}
