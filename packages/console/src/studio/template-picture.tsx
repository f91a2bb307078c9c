import { useEffect, useState } from 'react'

/** A small picture of a machine's graph. */
export function TemplatePicture({ text }: { text: string }) {
  const [source, setSource] = useState<string>()
  useEffect(() => {
    let isCurrent = true
    void import('@pasos/graph/picture').then(({ pictureOf }) => {
      const svg = pictureOf(text)?.svg
      if (isCurrent && svg !== undefined) setSource(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`)
    })
    return () => {
      isCurrent = false
    }
  }, [text])
  return <span className="template-picture">{source && <img src={source} alt="" />}</span>
}
