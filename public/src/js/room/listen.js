// The last resort: the room's voices as one stream over plain HTTP, where nothing else gets through or somebody chooses it. It is some seconds
// late and begins only when somebody asks for it; the rest of the room goes on over the websocket.
import { byId, fill } from './dom.js'
import { plainly } from './line.js'
import { say } from './texts.js'

const again = 2000
const cushion = 5 // pieces of a fifth of a second before anything is heard, so that it does not stumble
const late = 6 // seconds behind, at most
const kept = 60
const pieces = 'audio/webm; codecs="opus"'

const Source = window.MediaSource ?? window.ManagedMediaSource
const piecemeal = () => !!Source?.isTypeSupported(pieces)
const once = (target, event) => new Promise((done) => target.addEventListener(event, done, { once: true }))

// format is what this browser plays by itself: Ogg, or WebM where it knows no Ogg.
function format() {
  const audio = byId('plain-audio')
  if (audio.canPlayType('audio/ogg; codecs=opus')) return 'ogg'
  if (audio.canPlayType('audio/webm; codecs=opus')) return 'webm'
}

export const able = () => piecemeal() || format() !== undefined

export class Listen {
  constructor(room) {
    this.address = `/api/aula/webinars/${room.webinar}/audio`
    this.audio = byId('plain-audio')
    this.bytes = 0
    this.stage = byId('stage-empty').textContent
    if (!able()) document.querySelector('#data [value=plain]')?.closest('label').remove()
    byId('plain-on').addEventListener('click', () => {
      this.play()
      this.audio.focus() // the button has gone
    })
    this.audio.addEventListener('error', () => this.later())
    this.audio.addEventListener('ended', () => this.later())
    this.audio.addEventListener('waiting', () => this.on && this.words(say('plain_wait')))
    this.audio.addEventListener('playing', () => this.words(''))
  }

  // offer lets people choose it.
  offer() {
    if (this.on) return
    byId('plain-on').hidden = !able()
    this.words(say(able() ? 'plain_how' : 'plain_none'))
  }

  words(text) {
    fill(byId('plain'), { words: text })
  }

  play() {
    if (!able()) return this.offer()
    this.on = true
    byId('plain-on').hidden = true
    this.audio.hidden = false
    byId('stage-empty').textContent = say('plain_stage')
    plainly(true)
    this.begin()
    this.audio.play().catch((error) => (byId('plain-on').hidden = error.name !== 'NotAllowedError'))
  }

  begin() {
    this.stream?.abort()
    const { signal } = (this.stream = new AbortController())
    if (piecemeal()) this.gather(signal).catch(() => signal.aborted || this.later())
    else this.audio.src = `${this.address}?format=${format()}&at=${Date.now()}`
  }

  // gather gives the element what comes as it comes: left to itself Chromium waits for 32 KB, which are ten seconds.
  async gather(signal) {
    const source = new Source()
    this.audio.disableRemotePlayback = true // without it a managed source does not open
    this.audio.src = URL.createObjectURL(source)
    await once(source, 'sourceopen')
    URL.revokeObjectURL(this.audio.src)
    const buffer = source.addSourceBuffer(pieces)
    const answer = await fetch(`${this.address}?format=webm`, { signal })
    if (!answer.ok) throw new Error(`status ${answer.status}`)
    const reader = answer.body.getReader()
    let first = []
    for (;;) {
      const { done, value } = await reader.read()
      if (done) throw new Error('ended')
      this.bytes += value.length
      if (first?.push(value) <= cushion) continue
      buffer.appendBuffer(first ? await new Blob(first).arrayBuffer() : value)
      first = undefined
      await once(buffer, 'updateend')
      await this.tidy(buffer)
    }
  }

  // tidy catches up with what is said now, and lets go of what was said long ago.
  async tidy(buffer) {
    const { buffered, currentTime } = this.audio
    if (!buffered.length) return
    const end = buffered.end(buffered.length - 1)
    if (end - currentTime > late) this.audio.currentTime = end - 1
    if (currentTime - buffered.start(0) > kept) {
      buffer.remove(0, currentTime - kept / 2)
      await once(buffer, 'updateend')
    }
  }

  // later comes again: the line may have broken, or a proxy have ended what lasts long.
  later() {
    clearTimeout(this.coming)
    if (!this.on) return
    this.words(say('plain_wait'))
    this.coming = setTimeout(() => this.on && this.play(), again)
  }

  // stop ends it: media gets through, or the stay is over.
  stop() {
    this.on = false
    this.stream?.abort()
    clearTimeout(this.coming)
    if (byId('plain').contains(document.activeElement)) byId('stage-title').focus()
    byId('plain-on').hidden = true
    this.audio.hidden = true
    this.words('')
    byId('stage-empty').textContent = this.stage
    plainly(false)
    if (this.audio.hasAttribute('src')) {
      this.audio.removeAttribute('src')
      this.audio.load()
    }
  }
}
