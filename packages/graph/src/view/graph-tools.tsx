import type { GraphWords } from './words.ts'

/** Zoom and fit, as buttons: whatever the mouse can do can be done without it. */
export function GraphTools(props: { words: GraphWords; onZoomIn: () => void; onZoomOut: () => void; onFit: () => void }) {
  const { words } = props
  const tools = [
    { key: 'zoomIn', sign: 'M4 10h12M10 4v12', act: props.onZoomIn },
    { key: 'zoomOut', sign: 'M4 10h12', act: props.onZoomOut },
    { key: 'fit', sign: 'M3 7V3h4m6 0h4v4m0 6v4h-4m-6 0H3v-4', act: props.onFit },
  ] as const
  return (
    <div className="graph-tools" role="toolbar" aria-label={words.tools}>
      {tools.map(tool => (
        <button
          key={tool.key}
          type="button"
          className={`graph-${tool.key}`}
          onClick={tool.act}
          aria-label={words[tool.key]}
          title={words[tool.key]}
        >
          <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" focusable="false">
            <path d={tool.sign} />
          </svg>
        </button>
      ))}
    </div>
  )
}
