// The last resort: the room's voices as one stream over plain HTTP, where nothing else gets through. It is some seconds late and begins only
// when somebody asks for it; the rest of the room goes on over the websocket.
import { byId, fill } from './dom.js'
import { say } from './texts.js'

const again = 2000
const late = 6 // seconds behind, at most
const kept = 60
const pieces = 'audio/webm; codecs="opus"'

const piecemeal = () => !!window.MediaSource?.isTypeSupported(pieces)
const once = (target, event) => new Promise((done) => target.addEventListener(event, done, { once: true }))

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
    const can = piecemeal() || this.format() !== undefined
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
    this.stream?.abort()
    if (piecemeal()) this.gather((this.stream = new AbortController()).signal).catch(() => this.later())
    else this.audio.src = `${this.address}?format=${this.format()}&at=${Date.now()}`
    this.audio.play().catch(() => {}) // its own controls are there
    this.audio.focus()
  }

  // gather gives the element what comes as it comes: left to itself Chromium waits for 32 KB, which are ten seconds.
  async gather(signal) {
    const source = new MediaSource()
    this.audio.src = URL.createObjectURL(source)
    await once(source, 'sourceopen')
    URL.revokeObjectURL(this.audio.src)
    const buffer = source.addSourceBuffer(pieces)
    const answer = await fetch(`${this.address}?format=webm`, { signal })
    if (!answer.ok) throw new Error(`status ${answer.status}`)
    const reader = answer.body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) throw new Error('ended')
      buffer.appendBuffer(value)
      await once(buffer, 'updateend')
      const { buffered, currentTime } = this.audio
      if (!buffered.length) continue
      const end = buffered.end(buffered.length - 1)
      if (end - currentTime > late) this.audio.currentTime = end - 1
      if (currentTime - buffered.start(0) > kept) {
        buffer.remove(0, currentTime - kept / 2)
        await once(buffer, 'updateend')
      }
    }
  }

  // later comes again: the line may have broken, or a proxy have ended what lasts long.
  later() {
    clearTimeout(this.coming)
    if (this.on) this.coming = setTimeout(() => this.on && this.play(), again)
  }

  // stop ends it: media gets through, or the stay is over.
  stop() {
    this.on = false
    this.stream?.abort()
    clearTimeout(this.coming)
    byId('plain').hidden = true
    this.audio.hidden = true
    if (this.audio.hasAttribute('src')) {
      this.audio.removeAttribute('src')
      this.audio.load()
    }
  }
}
