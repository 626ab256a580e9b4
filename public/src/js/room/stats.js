// How everybody's media does, for hosts who want to see it: told by the server while they look, never asked for.
import { complain } from './announce.js'
import { byId, fill, press } from './dom.js'
import { number, say } from './texts.js'

const tenths = (n) => number(Math.round(n * 10) / 10)

export class Stats {
  constructor({ socket, store }) {
    Object.assign(this, { socket, store, on: false, peers: [] })
    byId('stats').addEventListener('click', () => this.turn(!this.on))
    store.watch('people', () => this.draw())
    store.watch('you', () => store.host || (this.on && this.forget()))
  }

  async turn(on) {
    try {
      await this.socket.ask('media.stats', { on })
      this.on = on
      if (!on) this.forget()
    } catch (error) {
      complain(error)
    }
    press(byId('stats'), this.on)
  }

  forget() {
    this.on = false
    this.peers = []
    press(byId('stats'), false)
    this.draw()
  }

  // anew asks again over a line that is new.
  anew() {
    if (this.on) this.turn(true)
  }

  told({ peers }) {
    this.peers = this.on ? peers : []
    this.draw()
  }

  draw() {
    for (const line of document.querySelectorAll('#panel-people [data-list] > li')) {
      const all = this.peers.filter((p) => p.person === line.dataset.key)
      fill(line, { media: all.map((p) => this.words(p)).join(' · ') })
    }
  }

  words({ up, down, up_loss, down_loss, rtt, line, way }) {
    const loss = Math.max(up_loss ?? 0, down_loss ?? 0) * 100
    const parts = [say('stats_flow', { down: tenths(down / 1e6), up: tenths(up / 1e6) }), say('stats_loss', { percent: tenths(loss) })]
    if (rtt !== undefined) parts.push(say('stats_trip', { milliseconds: number(Math.round(rtt)) }))
    if (way && way !== 'direct') parts.push(say(`over_${way}`))
    if (line !== 'good') parts.push(say(`line_${line}`))
    return parts.join(', ')
  }
}
