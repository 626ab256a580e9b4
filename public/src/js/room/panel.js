// The panel: five tabs beside the stage, on phones a sheet from below.
import { byId } from './dom.js'

export const tabs = ['chat', 'questions', 'hands', 'polls', 'people']

export class Panel {
  constructor() {
    this.list = tabs.map((name) => byId(`tab-${name}`))
    this.unread = {}
    for (const tab of this.list) {
      tab.addEventListener('click', () => this.show(tab.id.slice(4)))
      tab.addEventListener('keydown', (event) => this.move(event, tab))
    }
    byId('panel-open').addEventListener('click', () => (this.sheet() ? this.close() : this.open()))
    byId('panel-close').addEventListener('click', () => this.close())
    byId('panel').addEventListener('keydown', (event) => event.key === 'Escape' && this.sheet() && this.close())
    this.current = 'chat'
  }

  sheet() {
    return byId('panel-open').getAttribute('aria-expanded') === 'true'
  }

  move(event, tab) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    const next = this.list[(this.list.indexOf(tab) + step + this.list.length) % this.list.length]
    this.show(next.id.slice(4))
    next.focus()
  }

  show(name) {
    this.current = name
    for (const tab of this.list) {
      const on = tab.id === `tab-${name}`
      tab.setAttribute('aria-selected', String(on))
      tab.tabIndex = on ? 0 : -1
      byId(tab.getAttribute('aria-controls')).hidden = !on
    }
    this.count(name, 0)
  }

  open(name = this.current) {
    this.show(name)
    byId('panel-open').setAttribute('aria-expanded', 'true')
    byId('panel').classList.add('is-open')
    byId(`tab-${name}`).focus()
  }

  close() {
    byId('panel-open').setAttribute('aria-expanded', 'false')
    byId('panel').classList.remove('is-open')
    byId('panel-open').focus()
  }

  // seen tells whether somebody looks at a tab.
  seen(name) {
    return this.current === name && byId(`panel-${name}`).offsetParent !== null
  }

  // count puts a number beside a tab's name; 0 takes it away.
  count(name, n) {
    this.unread[name] = n
    const place = byId(`tab-${name}`).querySelector('[data-f=count]')
    place.textContent = n ? ` ${n}` : ''
    place.hidden = !n
    const all = Object.values(this.unread).reduce((sum, one) => sum + one, 0)
    const sheet = byId('panel-open').querySelector('[data-f=count]')
    sheet.textContent = all ? ` ${all}` : ''
    sheet.hidden = !all
  }

  more(name) {
    if (!this.seen(name)) this.count(name, (this.unread[name] ?? 0) + 1)
  }
}
