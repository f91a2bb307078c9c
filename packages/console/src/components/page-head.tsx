import type { ReactNode } from 'react'
import { Link } from 'wouter'

/** A page's first lines: where one is, the title and what can be done. */
export function PageHead(props: {
  title: ReactNode
  trail?: { text: string; href: string }[]
  description?: ReactNode
  actions?: ReactNode
  trailLabel?: string
}) {
  return (
    <div className="page-head">
      <div className="page-head-text">
        {props.trail && (
          <nav aria-label={props.trailLabel} className="trail">
            {props.trail.map(step => (
              <Link key={step.href} href={step.href}>
                {step.text}
              </Link>
            ))}
          </nav>
        )}
        <h1>{props.title}</h1>
        {props.description && <div className="page-head-description">{props.description}</div>}
      </div>
      {props.actions && <div className="page-head-actions">{props.actions}</div>}
    </div>
  )
}
