// The line to the room: one websocket, which comes back by itself and takes up where it was.
const protocol = 'aula.room.1'
const forGood = { 4003: 'replaced', 4004: 'refused', 4010: 'removed', 4011: 'ended', 4012: 'seatless', 4013: 'forgotten' }
const silence = 20000 // between two pings
const patience = 10000 // for an answer

export class Socket {
  constructor(webinar, language, told) {
    this.address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/aula/webinars/${webinar}/room`
    this.language = language
    this.told = told // (message) for events, (state, detail) for the line itself
    this.next = 1
    this.asked = new Map()
    this.seq = 0
    this.resume = ''
    this.tries = 0
    this.wanted = false
    addEventListener('online', () => this.hurry())
    addEventListener('offline', () => this.line('lost'))
    document.addEventListener('visibilitychange', () => document.hidden || this.hurry())
  }

  open() {
    this.wanted = true
    this.connect()
  }

  get up() {
    return this.ws?.readyState === WebSocket.OPEN
  }

  // anew comes again as somebody who was never here.
  anew() {
    this.resume = ''
    this.hang()
    this.connect()
  }

  connect() {
    clearTimeout(this.waiting)
    if (!this.wanted || this.ws) return
    const ws = (this.ws = new WebSocket(this.address, protocol))
    this.late = setTimeout(() => ws.close(), patience)
    ws.addEventListener('open', () => ws.send(JSON.stringify({ id: this.next++, type: 'hello', resume: this.resume, seq: this.seq, language: this.language })))
    ws.addEventListener('message', (event) => ws === this.ws && this.hear(JSON.parse(event.data)))
    ws.addEventListener('close', (event) => ws === this.ws && this.closed(event.code))
  }

  hear(message) {
    this.heard = Date.now()
    if (message.seq !== undefined) this.seq = Math.max(this.seq, message.seq)
    if (message.type === 'ok' || message.type === 'error') return this.answer(message)
    if (message.type === 'welcome' || message.type === 'resumed') {
      clearTimeout(this.late)
      this.resume = message.resume
      this.seq = message.type === 'welcome' ? message.seq : this.seq
      this.tries = 0
      this.beat()
      this.line('good')
    }
    this.told(message)
  }

  answer(message) {
    const asked = this.asked.get(message.id)
    this.asked.delete(message.id)
    if (!asked) {
      if (message.type === 'error') this.why = message
      return
    }
    clearTimeout(asked.late)
    if (message.type === 'ok') asked.resolve(message)
    else asked.reject(Object.assign(new Error(message.message), { code: message.code }))
  }

  // ask sends a request and promises its answer. It fails with words that may be shown, or with code "offline".
  ask(type, fields = {}) {
    if (this.ws?.readyState !== WebSocket.OPEN) return Promise.reject(Object.assign(new Error('offline'), { code: 'offline' }))
    const id = this.next++
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => this.cut(), patience)
      this.asked.set(id, { resolve, reject, late })
      this.ws.send(JSON.stringify({ id, type, ...fields }))
    })
  }

  // beat notices a line that is dead without saying so.
  beat() {
    clearInterval(this.beating)
    this.beating = setInterval(() => this.ask('ping').catch(() => {}), silence)
  }

  hurry() {
    if (!this.wanted) return
    if (this.ws?.readyState === WebSocket.OPEN) return void this.ask('ping').then(() => this.line('good')).catch(() => {})
    this.tries = 0
    if (this.ws?.readyState !== WebSocket.CONNECTING) this.connect()
  }

  // cut gives up a line that does not answer.
  cut() {
    const ws = this.ws
    this.closed(0)
    ws?.close()
  }

  hang() {
    const ws = this.ws
    this.ws = undefined
    clearTimeout(this.late)
    clearTimeout(this.waiting)
    clearInterval(this.beating)
    for (const { reject, late } of this.asked.values()) {
      clearTimeout(late)
      reject(Object.assign(new Error('offline'), { code: 'offline' }))
    }
    this.asked.clear()
    ws?.close()
  }

  closed(code) {
    const why = this.why
    this.why = undefined
    this.hang()
    if (!this.wanted) return
    if (forGood[code]) {
      this.wanted = false
      return this.line(forGood[code], why)
    }
    this.line('lost')
    const wait = Math.min(4000, 250 * 2 ** this.tries++)
    this.waiting = setTimeout(() => this.connect(), wait / 2 + (Math.random() * wait) / 2)
  }

  line(state, detail) {
    this.told({ type: 'line', state, detail })
  }

  leave() {
    this.wanted = false
    if (this.ws?.readyState === WebSocket.OPEN) this.ws.send(JSON.stringify({ id: this.next++, type: 'leave' }))
    this.hang()
  }
}
