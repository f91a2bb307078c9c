import { machineShape } from '@pasos/graph'

/** Reads a definition from a file: JSON as it is, YAML as JSON. Undefined when it is neither, or no state machine. */
export async function readDefinition(file: File): Promise<string | undefined> {
  const text = await file.text()
  if (isMachine(text)) return text
  try {
    const { parse } = await import('yaml')
    const json = JSON.stringify(parse(text), null, 2)
    return isMachine(json) ? json : undefined
  } catch {
    return undefined
  }
}

function isMachine(text: string): boolean {
  try {
    return machineShape(JSON.stringify(JSON.parse(text))) !== undefined
  } catch {
    return false
  }
}

/** Offers the definition as a file: as its text, as YAML, or as a picture of its graph. */
export async function saveDefinition(text: string, name: string, as: 'json' | 'yaml' | 'svg' | 'png'): Promise<void> {
  if (as === 'json') return save(new Blob([text], { type: 'application/json' }), `${name}.asl.json`)
  if (as === 'yaml') {
    const { stringify } = await import('yaml')
    return save(new Blob([stringify(JSON.parse(text))], { type: 'application/yaml' }), `${name}.asl.yaml`)
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
