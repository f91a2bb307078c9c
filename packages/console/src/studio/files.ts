import { machineShape, withoutMarks } from '@pasos/graph'
import { isYaml, prepareNotation } from './notation/studio-notation.ts'

/** Reads a definition from a file in JSON or YAML, as it is written. Undefined when it is neither, or no state machine. */
export async function readDefinition(file: File): Promise<string | undefined> {
  const text = await file.text()
  const notation = await prepareNotation(text)
  return !notation.fault(text) && machineShape(notation.read(text) ?? '') ? text : undefined
}

/** Offers the definition as a file: as its text, in the other notation, or as a picture of its graph. */
export async function saveDefinition(
  { text, source }: { text: string; source: string },
  name: string,
  as: 'json' | 'yaml' | 'svg' | 'png',
): Promise<void> {
  if (as === 'json') return save(new Blob([isYaml(source) ? withoutMarks(text) : source], { type: 'application/json' }), `${name}.asl.json`)
  if (as === 'yaml') {
    const { inYaml } = await import('./notation/yaml-notation.ts')
    return save(new Blob([isYaml(source) ? source : inYaml(text)], { type: 'application/yaml' }), `${name}.asl.yaml`)
  }
  const { pictureOf } = await import('@pasos/graph/picture')
  const drawn = pictureOf(text)
  if (!drawn) return
  const svg = new Blob([drawn.svg], { type: 'image/svg+xml' })
  save(as === 'svg' ? svg : await picture(svg, drawn.width, drawn.height), `${name}.${as}`)
}

const SHARPNESS = 2

async function picture(svg: Blob, width: number, height: number): Promise<Blob> {
  const url = URL.createObjectURL(svg)
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = (width + 40) * SHARPNESS
    canvas.height = (height + 40) * SHARPNESS
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) =>
      canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
    )
  } finally {
    URL.revokeObjectURL(url)
  }
}

export function save(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
