import { keep, kept } from './storage.js'

const longest = 30_000
const small = 60_000 // characters that a request may have to outlive its page

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
  onSaved = () => {}
  onRefused = () => {}

  constructor(form, state) {
    this.#form = form
    this.#state = state
    this.#key = `aula.attempt.${form.dataset.attempt}`
    const { answers = {}, certainty = {} } = kept(this.#key) ?? {}
    this.waiting = { answers, certainty }
  }

  start() {
    addEventListener('online', () => this.flush())
    addEventListener('offline', () => this.#unsaved && this.show('offline'))
    addEventListener('beforeunload', (event) => this.#unsaved && !this.#leaving && event.preventDefault())
    document.addEventListener('visibilitychange', () => document.hidden && this.#unsaved && this.flush())
    if (this.#unsaved) this.flush()
  }

  get #unsaved() {
    return Object.values(this.waiting).some((given) => Object.keys(given).length > 0)
  }

  // put takes an answer, or how sure it is, and sends it after wait milliseconds.
  put(what, question, value, wait) {
    this.waiting[what][question] = value
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
    const sent = { answers: { ...this.waiting.answers }, certainty: { ...this.waiting.certainty } }
    const body = JSON.stringify(sent)
    this.show('saving')
    try {
      const response = await fetch(this.#form.dataset.save, {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body,
        keepalive: body.length < small,
        signal: AbortSignal.timeout?.(15_000),
      })
      if (response.ok) return this.#arrived(sent, await response.json().catch(() => ({})))
      if (response.status < 500 && response.status !== 408 && response.status !== 429) return await this.#refused(response)
    } catch {
      // The line is down or slow: tried again below.
    }
    this.show(navigator.onLine ? 'unsaved' : 'offline')
    this.#later(this.#wait)
    this.#wait = Math.min(this.#wait * 2, longest)
  }

  #arrived(sent, answer) {
    this.#wait = 1000
    for (const [what, given] of Object.entries(sent)) {
      for (const [question, value] of Object.entries(given)) if (this.waiting[what][question] === value) delete this.waiting[what][question]
    }
    this.#remember()
    this.onSaved(answer)
    if (this.#unsaved) return this.#later(0)
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23', timeZone: 'Europe/Rome' }).format(new Date())
    this.show('saved', { time })
  }

  // The server will not take an answer, now or later: the others go without it. What it says is shown. After a new
  // sign-in all of them may go.
  async #refused(response) {
    const answer = await response.json().catch(() => ({}))
    const question = answer.data?.question
    const others = question && Object.values(this.waiting).some((given) => Object.keys(given).some((id) => id !== question))
    if (question) for (const given of Object.values(this.waiting)) delete given[question]
    else if (response.status !== 401) this.waiting = { answers: {}, certainty: {} }
    this.#remember()
    if (others) await this.#send()
    this.onRefused(answer)
    this.show('unsaved', answer.message ? { words: answer.message } : {})
  }

  #later(wait) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flush(), wait)
  }

  #remember() {
    keep(this.#key, this.#unsaved ? { ...this.waiting, at: Date.now() } : null)
  }
}
