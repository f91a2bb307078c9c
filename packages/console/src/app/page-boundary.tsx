import { Component, type ReactNode } from 'react'
import { Problem } from '../components/problem.tsx'

/** Keeps the shell usable when a page fails to load or to draw. */
export class PageBoundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {}

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    if (this.state.error === undefined) return this.props.children
    return <Problem error={this.state.error} retry={() => window.location.reload()} />
  }
}
