import { Moment } from './moment.tsx'

/** Log lines with their times. What the runtime itself wrote is paler than what the function said. */
export function LogLines(props: { lines: readonly { timestamp: number; message: string }[]; label: string; requestId?: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <div className="log" role="log" aria-label={props.label} tabIndex={0}>
      {props.lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a log only grows at its end, and two lines may be alike.
        <div key={index} className={`log-line ${lineClass(line.message)}`}>
          <span className="log-time">
            <Moment at={line.timestamp} isPrecise />
          </span>
          <span className="log-text">{shorten(line.message, props.requestId)}</span>
        </div>
      ))}
    </div>
  )
}

function lineClass(message: string): string {
  if (/^(START|END|REPORT|INIT_START|XRAY) /.test(message)) return 'log-runtime'
  return /\b(ERROR|Error:|errorType|Task timed out)/.test(message) ? 'log-error' : ''
}

/** Node's runtime puts time and request id before each line; beside our own time, and below the request's id, they only take up room. */
function shorten(message: string, requestId: string | undefined): string {
  const match = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t(\S+)\t(.*)$/s.exec(message)
  return match && (requestId === undefined || match[1] === requestId) ? match[2]! : message
}
