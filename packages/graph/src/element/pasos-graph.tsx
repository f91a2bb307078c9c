import { style } from 'pasos-graph:style'
import { createRoot, type Root } from 'react-dom/client'
import type { PasosGraphSelection } from './element-types.ts'
import { StandaloneGraph } from './standalone-graph.tsx'

const PROPERTIES = ['definition', 'history', 'overlay', 'theme', 'selected'] as const

/**
 * `<pasos-graph>`: the graph of a state machine in any page, with no server. It is drawn in a shadow root, so that the page's styles and
 * its own do not meet, and laid out on the page's own thread, so that one file is all it needs.
 */
class PasosGraph extends HTMLElement {
  static observedAttributes = [...PROPERTIES, 'lang']
  #root: Root | undefined
  #leaving: number | undefined
  readonly #systemDark = matchMedia('(prefers-color-scheme: dark)')
  readonly #draw = () => this.#render()

  connectedCallback(): void {
    clearTimeout(this.#leaving)
    this.#takeEarlyProperties()
    if (!this.shadowRoot) {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(style)
      this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet]
    }
    this.#root ??= createRoot(this.shadowRoot!)
    this.#systemDark.addEventListener('change', this.#draw)
    // A parser calls this before it has read what stands inside.
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', this.#draw, { once: true })
    this.#render()
  }

  disconnectedCallback(): void {
    this.#systemDark.removeEventListener('change', this.#draw)
    // One that is only moved comes back at once, and keeps its camera.
    this.#leaving = window.setTimeout(() => {
      this.#root?.unmount()
      this.#root = undefined
    })
  }

  attributeChangedCallback(): void {
    this.#render()
  }

  /** What a page set before the element was known hides the properties of its class. */
  #takeEarlyProperties(): void {
    for (const name of PROPERTIES) {
      if (!Object.hasOwn(this, name)) continue
      const value: unknown = Reflect.get(this, name)
      Reflect.deleteProperty(this, name)
      Reflect.set(this, name, value)
    }
  }

  #text(name: (typeof PROPERTIES)[number]): string | undefined {
    return this.getAttribute(name) ?? undefined
  }

  #render(): void {
    if (!this.#root) return
    const theme = this.#text('theme')
    const isDark = theme === 'dark' || (theme !== 'light' && this.#systemDark.matches)
    const inside = this.querySelector(':scope > script[type="application/json"]')?.textContent ?? undefined
    this.#root.render(
      <div className={`graph-page ${isDark ? 'graph-dark' : ''}`}>
        <StandaloneGraph
          definition={this.#text('definition') ?? inside}
          history={this.#text('history')}
          overlay={this.#text('overlay')}
          selected={this.#text('selected')}
          lang={this.closest('[lang]')?.getAttribute('lang') ?? navigator.language}
          onSelect={this.#choose}
        />
      </div>,
    )
  }

  readonly #choose = (chosen: PasosGraphSelection | undefined): void => {
    const event = new CustomEvent('select', { detail: chosen ?? null, bubbles: true, composed: true, cancelable: true })
    if (this.dispatchEvent(event)) Reflect.set(this, 'selected', chosen?.id)
  }

  static {
    for (const name of PROPERTIES) {
      Object.defineProperty(PasosGraph.prototype, name, {
        configurable: true,
        enumerable: true,
        get(this: PasosGraph) {
          return this.#text(name)
        },
        set(this: PasosGraph, value: unknown) {
          if (value === undefined || value === null) this.removeAttribute(name)
          else this.setAttribute(name, typeof value === 'string' ? value : JSON.stringify(value))
        },
      })
    }
  }
}

// Two scripts of a page may bring it.
if (!customElements.get('pasos-graph')) customElements.define('pasos-graph', PasosGraph)
