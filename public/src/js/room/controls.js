// The bar: microphone, camera, screen, hand, reactions, leaving.
import { ask } from '../parts/confirm.js'
import { announce, complain } from './announce.js'
import { cause, open, share } from './devices.js'
import { byId, press } from './dom.js'
import { say } from './texts.js'

export class Controls {
  constructor({ socket, store, publication, stage, left }) {
    Object.assign(this, { socket, store, publication, stage, left })
    byId('microphone').addEventListener('click', () => this.toggle('microphone'))
    byId('camera').addEventListener('click', () => this.toggle('camera'))
    byId('screen').addEventListener('click', () => this.toggle('screen'))
    byId('hand').addEventListener('click', () => this.hand())
    byId('leave').addEventListener('click', () => this.leave())
    byId('reactions').addEventListener('click', (event) => this.react(event))
    for (const menu of document.querySelectorAll('.room-bar .menu')) menu.addEventListener('keydown', (event) => event.key === 'Escape' && this.fold(menu))
    store.watch('you hands', () => this.draw())
    addEventListener('beforeunload', (event) => {
      if (this.publication.tracks.size) event.preventDefault()
    })
  }

  async toggle(source) {
    if (this.publication.has(source)) return this.stop(source)
    try {
      const tracks = source === 'screen' ? await share() : { [source]: await open(source) }
      for (const [name, track] of Object.entries(tracks)) if (track) await this.publish(name, track)
    } catch (error) {
      if (source === 'screen' && error.name === 'NotAllowedError') return // they thought better of it
      complain(error.code ? error : new Error(say(cause(error))))
    }
  }

  async publish(source, track) {
    track.addEventListener('ended', () => this.publication.tracks.get(source) === track && this.stop(source))
    this.stage.mine(source, track)
    try {
      await this.publication.put(source, track)
    } catch (error) {
      this.stage.mine(source)
      this.publication.tracks.delete(source)
      track.stop()
      throw error
    } finally {
      this.draw()
    }
  }

  async stop(source) {
    const ended = source === 'screen' ? ['screen', 'screen_audio'] : [source]
    for (const name of ended.filter((s) => this.publication.has(s))) {
      this.stage.mine(name)
      await this.publication.put(name).catch(complain)
    }
    this.draw()
  }

  // withdraw ends everything without a word: the server has ended it already.
  withdraw() {
    for (const source of [...this.publication.tracks.keys()]) this.stage.mine(source)
    this.publication.withdraw()
    this.draw()
  }

  // silence stops what a host stopped.
  async silence(source) {
    const sources = [...this.publication.tracks.keys()].filter((s) => !source || s === source)
    for (const name of sources) await this.stop(name)
    if (sources.length) announce(say('silenced'))
  }

  fold(menu) {
    menu.open = false
    menu.querySelector('summary').focus()
  }

  hand() {
    const up = this.store.room.hands.some((h) => h.person === this.store.you.id)
    this.socket.ask(up ? 'hand.lower' : 'hand.raise').catch(complain)
  }

  react({ target }) {
    const { sign } = target.closest('[data-sign]')?.dataset ?? {}
    if (!sign) return
    byId('reactions').open = false
    byId('reactions').querySelector('summary').focus()
    this.socket.ask('reaction', { sign }).catch(complain)
  }

  draw() {
    for (const source of ['microphone', 'camera', 'screen']) press(byId(source), this.publication.has(source))
    press(byId('hand'), !!this.store.room?.hands.some((h) => h.person === this.store.you.id))
  }

  async leave() {
    const sure = { confirm: say('sure_leave'), confirmYes: say('leave'), confirmNo: say('cancel') }
    if (this.store.stage && !(await ask(sure))) return
    this.left()
  }
}
