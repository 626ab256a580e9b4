// Captions: typed by a captioner, shown to whoever wants them.
import { complain } from './announce.js'
import { byId, press } from './dom.js'

const shown = 2 // finished lines

export class Captions {
  constructor({ socket, store }) {
    this.on = localStorage.getItem('aula.captions') !== 'off'
    this.done = []
    this.now = null
    byId('captions-on').addEventListener('click', () => {
      this.on = !this.on
      localStorage.setItem('aula.captions', this.on ? 'on' : 'off')
      this.draw()
    })
    const field = byId('caption-text')
    const said = (done) => ({ text: field.value.trim(), language: byId('caption-language').value, done })
    byId('caption-form').addEventListener('submit', async (event) => {
      event.preventDefault()
      if (!field.value.trim()) return
      clearTimeout(this.soon)
      try {
        await socket.ask('caption.say', said(true))
        field.value = ''
      } catch (error) {
        complain(error)
      }
    })
    field.addEventListener('input', () => {
      clearTimeout(this.soon)
      this.soon = setTimeout(() => field.value.trim() && socket.ask('caption.say', said(false)).catch(() => {}), 500)
    })
    store.watch('you', () => (byId('caption-form').hidden = !store.you.captioner))
    store.watch('captions', () => {
      this.done = store.room.captions
      this.draw()
    })
  }

  said({ text, language, done }) {
    this.now = done ? null : { text, language }
    if (done) this.done = [...this.done, { text, language }].slice(-shown)
    this.draw()
  }

  draw() {
    press(byId('captions-on'), this.on)
    const lines = [...this.done.slice(-shown), this.now].filter(Boolean)
    const place = byId('captions')
    place.hidden = !this.on || !lines.length
    place.replaceChildren(...lines.map(({ text, language }) => Object.assign(document.createElement('p'), { textContent: text, lang: language })))
  }
}
