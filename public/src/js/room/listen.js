// The last resort: the room's voices as one stream over plain HTTP, where nothing else gets through. It is some seconds late and begins only
// when somebody asks for it; the rest of the room goes on over the websocket.
import { byId, fill } from './dom.js'
import { say } from './texts.js'

const again = 2000

export class Listen {
  constructor(room) {
    this.address = `/api/aula/webinars/${room.webinar}/audio`
    this.audio = byId('plain-audio')
    byId('plain-on').addEventListener('click', () => this.play())
    this.audio.addEventListener('error', () => this.later())
    this.audio.addEventListener('ended', () => this.later())
  }

  // offer lets people choose it.
  offer() {
    byId('plain').hidden = false
    const can = this.format() !== undefined
    byId('plain-on').hidden = !can || this.on
    fill(byId('plain'), { words: say(can ? 'plain_how' : 'plain_none') })
  }

  // format is what this browser plays: Ogg, or WebM where it knows no Ogg.
  format() {
    if (this.audio.canPlayType('audio/ogg; codecs=opus')) return 'ogg'
    if (this.audio.canPlayType('audio/webm; codecs=opus')) return 'webm'
  }

  play() {
    this.on = true
    byId('plain-on').hidden = true
    this.audio.hidden = false
    this.audio.src = `${this.address}?format=${this.format()}&at=${Date.now()}`
    this.audio.play().catch(() => {}) // its own controls are there
    this.audio.focus()
  }

  // later comes again: the line may have broken, or a proxy have ended what lasts long.
  later() {
    clearTimeout(this.coming)
    if (this.on) this.coming = setTimeout(() => this.on && this.play(), again)
  }

  // stop ends it: media gets through, or the stay is over.
  stop() {
    this.on = false
    clearTimeout(this.coming)
    byId('plain').hidden = true
    this.audio.hidden = true
    if (this.audio.hasAttribute('src')) {
      this.audio.removeAttribute('src')
      this.audio.load()
    }
  }
}
