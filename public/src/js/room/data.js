// What a stay costs in data, and the choice to spare some: shown to all in the menu, and beside the line to who is on a mobile one.
import { byId, fill } from './dom.js'
import { sparing } from './line.js'
import { number, say } from './texts.js'

const every = 5000
const remembered = 'aula.line'
export const choices = ['auto', 'light', 'sound', 'plain']

// What each choice takes as a rule, in bits a second: a picture in full, in its smallest layer, a voice, a voice over plain HTTP.
const usual = { auto: 1700e3, light: 220e3, sound: 60e3, plain: 40e3 }

export class Data {
  constructor({ wants, stage, connections, plain, chosen }) {
    Object.assign(this, { wants, stage, connections, plain, chosen })
    this.used = 0
    this.seen = new WeakMap() // connection → bytes already counted
    this.lately = []
    const connection = navigator.connection
    this.mobile = connection?.type === 'cellular' || !!connection?.saveData
    this.choose(choices.find((c) => c === localStorage.getItem(remembered) && c !== 'plain') ?? (connection?.saveData ? 'light' : 'auto'))
    byId('data').addEventListener('change', ({ target }) => {
      if (target.value !== 'plain') localStorage.setItem(remembered, target.value) // that is for today
      this.choose(target.value)
    })
    byId('data-used').hidden = !this.mobile
    this.measuring = setInterval(() => this.measure(), every)
    this.draw()
  }

  choose(choice) {
    this.choice = choice
    this.lately = []
    for (const radio of byId('data').querySelectorAll('input')) radio.checked = radio.value === choice
    this.wants.spare(choice)
    sparing(choice === 'plain' ? 'sound' : choice)
    this.chosen(choice)
    this.stage.draw()
    this.draw()
  }

  async measure() {
    let bytes = 0
    for (const pc of this.connections().filter(Boolean)) {
      const now = await carried(pc).catch(() => 0)
      bytes += Math.max(0, now - (this.seen.get(pc) ?? 0))
      this.seen.set(pc, now)
    }
    const fetched = loaded() + this.plain.bytes
    bytes += fetched - (this.fetched ?? 0)
    this.fetched = fetched
    this.used += bytes
    this.lately = [...this.lately, bytes].slice(-12)
    this.draw()
  }

  // hourly is how many bytes an hour takes: as measured for what is chosen, as a rule for the rest.
  hourly(choice) {
    const measured = this.lately.slice(1)
    if (choice !== this.choice || measured.length < 3) return (usual[choice] / 8) * 3600
    return (measured.reduce((sum, b) => sum + b, 0) / (measured.length * every)) * 3600e3
  }

  draw() {
    const used = say('data_used', { used: size(this.used), hour: size(this.hourly(this.choice)) })
    fill(byId('data'), { used, ...Object.fromEntries(choices.map((c) => [c, say('data_hour', { hour: size(this.hourly(c)) })])) })
    fill(byId('data-used'), { words: used })
  }

  end() {
    clearInterval(this.measuring)
  }
}

// carried is how many bytes a connection has carried in both directions.
async function carried(pc) {
  let bytes = 0
  for (const report of (await pc.getStats()).values()) if (report.type === 'transport') bytes += report.bytesReceived + report.bytesSent
  return bytes
}

// loaded is how many bytes the page has loaded; slides above all.
const loaded = () => performance.getEntriesByType('resource').reduce((sum, entry) => sum + (entry.transferSize ?? 0), 0)

function size(bytes) {
  const megabytes = bytes / 1e6
  if (megabytes >= 1000) return `${number(Math.round(megabytes / 100) / 10)} GB`
  return `${number(megabytes < 10 ? Math.round(megabytes * 10) / 10 : Math.round(megabytes))} MB`
}
