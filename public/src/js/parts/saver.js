import { keep, kept } from './storage.js'

const longest = 30_000

// Saver sends answers one request at a time and keeps in localStorage those that have not arrived.
export class Saver {
  #form
  #state
  #key
  #timer = 0
  #wait = 1000
  #sending = null
  #leaving = false
  waiting

  constructor(form, state) {
    this.#form = form
    this.#state = state
    this.#key = `aula.attempt.${form.dataset.attempt}`
    this.waiting = kept(this.#key)?.answers ?? {}
  }

  start() {
    addEventListener('online', () => this.flush())
    addEventListener('offline', () => this.#unsaved && this.show('offline'))
    addEventListener('beforeunload', (event) => this.#unsaved && !this.#leaving && event.preventDefault())
    document.addEventListener('visibilitychange', () => document.hidden && this.#unsaved && this.flush())
    if (this.#unsaved) this.flush()
  }

  get #unsaved() {
    return Object.keys(this.waiting).length > 0
  }

  // put takes an answer and sends it after wait milliseconds.
  put(question, answer, wait) {
    this.waiting[question] = answer
    this.#remember()
    this.#later(wait)
  }

  // leave lets the page go without a warning: the form carries the answers itself.
  leave() {
    this.#leaving = true
  }

  async flush() {
    clearTimeout(this.#timer)
    if (this.#sending) await this.#sending
    if (!this.#unsaved) return
    this.#sending = this.#send().finally(() => (this.#sending = null))
    await this.#sending
  }

  show(what, values = {}) {
    const { dataset } = this.#form
    const words = values.words ?? dataset[what] ?? ''
    this.#state.dataset.is = what === 'saved' || what === 'saving' ? what : 'unsaved'
    this.#state.textContent = words.replace('{time}', values.time ?? '')
  }

  async #send() {
    const answers = { ...this.waiting }
    this.show('saving')
    try {
      const response = await fetch(this.#form.dataset.save, {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify({ answers }),
        keepalive: true,
        signal: AbortSignal.timeout?.(15_000),
      })
      if (response.ok) return this.#arrived(answers)
      if (response.status < 500 && response.status !== 408 && response.status !== 429) return await this.#refused(response)
    } catch {
      // The line is down or slow: tried again below.
    }
    this.show(navigator.onLine ? 'unsaved' : 'offline')
    this.#later(this.#wait)
    this.#wait = Math.min(this.#wait * 2, longest)
  }

  #arrived(answers) {
    this.#wait = 1000
    for (const [question, answer] of Object.entries(answers)) if (this.waiting[question] === answer) delete this.waiting[question]
    this.#remember()
    if (this.#unsaved) return this.#later(0)
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: 'numeric', minute: '2-digit' }).format(new Date())
    this.show('saved', { time })
  }

  // The server will not take these answers, now or later, except after a new sign-in. What it says is shown.
  async #refused(response) {
    const { message } = await response.json().catch(() => ({}))
    if (response.status !== 401) this.waiting = {}
    this.#remember()
    this.show('unsaved', message ? { words: message } : {})
  }

  #later(wait) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flush(), wait)
  }

  #remember() {
    keep(this.#key, this.#unsaved ? { answers: this.waiting, at: Date.now() } : null)
  }
}
