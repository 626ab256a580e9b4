// Time: how long the room is open, and the timer that a presenter sets.
import { announce, complain } from './announce.js'
import { byId, fill } from './dom.js'
import { say, span } from './texts.js'

export class Timer {
  constructor({ socket, store }) {
    this.store = store
    byId('timer-form').addEventListener('submit', (event) => {
      event.preventDefault()
      socket.ask('timer.set', { seconds: Math.round(byId('timer-minutes').valueAsNumber * 60) }).catch(complain)
    })
    byId('timer-stop').addEventListener('click', () => socket.ask('timer.stop').catch(complain))
    store.watch('timer room', () => {
      this.before = undefined
      this.tick()
    })
    setInterval(() => this.tick(), 1000)
  }

  tick() {
    const { room } = this.store
    if (!room) return
    const elapsed = byId('elapsed')
    elapsed.hidden = !room.started
    if (room.started) fill(elapsed, { time: span(Math.max(0, Math.floor((Date.now() - new Date(room.started)) / 1000))) })
    byId('timer').hidden = !room.timer
    if (!room.timer) return
    const left = Math.max(0, Math.ceil((new Date(room.timer) - Date.now()) / 1000))
    fill(byId('timer'), { left: span(left) })
    for (const [at, words] of [[60, 'timer_minute'], [0, 'timer_over']]) if (this.before > at && left <= at) announce(say(words))
    this.before = left
  }
}
